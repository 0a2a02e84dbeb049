//! The service, called as its clients call it.

use axum::{
    Router,
    body::Body,
    http::{Request, header::CONTENT_TYPE},
};
use http_body_util::BodyExt as _;
use odoo_mock::{Failure, When, World};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::service;

async fn send(router: &Router, method: &str, path: &str, body: Value) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

async fn get(router: &Router, path: &str) -> (u16, Value) {
    send(router, "GET", path, Value::Null).await
}

#[tokio::test]
async fn partners_are_listed_by_pages_with_the_total() {
    let world = World::new();
    let router = service::router(world.client());
    for number in 1..=5 {
        world.create(
            "res.partner",
            json!({"name": format!("Shelf {number}"), "email": "50%@x.example"}),
        );
    }
    let (status, page) = get(&router, "/partners?search=SHELF&size=2&page=2").await;
    assert_eq!(status, 200);
    let names: Vec<&Value> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["name"])
        .collect();
    assert_eq!(names, ["Shelf 3", "Shelf 4"]);
    assert_eq!((&page["total"], &page["number"]), (&json!(5), &json!(2)));
    let (_, page) = get(&router, "/partners?search=50%25&size=1&order=-name").await;
    assert_eq!(
        (&page["total"], &page["items"][0]["name"]),
        (&json!(5), &json!("Shelf 5"))
    );
    let (_, page) = get(&router, "/partners?is_company=true&country=XX").await;
    assert_eq!(page["total"], 0);
}

#[tokio::test]
async fn each_mistake_of_a_query_string_is_named_and_nothing_is_sent() {
    let world = World::new();
    let router = service::router(world.client());
    for (wrong, path) in [
        ("order=write_uid", "/order"),
        ("size=x", "/size"),
        ("size=101", "/size"),
        ("page=0", "/page"),
        ("page=-1", "/page"),
        ("page=18446744073709551616", "/page"),
        ("unknown=1", "/unknown"),
        ("is_company=1", "/is_company"),
        ("is_company__gt=true", "/is_company__gt"),
        ("country=BE&country=DE", "/country"),
        ("search=%00", "/search"),
    ] {
        let (status, problem) = get(&router, &format!("/partners?{wrong}")).await;
        assert_eq!((status, &problem["status"]), (400, &json!(400)), "{wrong}");
        assert_eq!(problem["errors"][0]["pointer"], path, "{problem}");
    }
    let long = format!("/partners?search={}", "x".repeat(60_000));
    assert_eq!(get(&router, &long).await.0, 400);
    let (_, problem) = get(&router, "/partners?size=0&unknown=1").await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    for id in ["0", "-1", "9223372036854775808", "x"] {
        assert_eq!(
            get(&router, &format!("/partners/{id}")).await.0,
            400,
            "{id}"
        );
    }
    assert!(world.calls().is_empty(), "{:?}", world.calls());
}

#[test]
fn the_service_has_at_most_150_lines_of_code() {
    let lines = include_str!("../../service.rs").lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    assert!(code.count() <= 150);
}

#[tokio::test]
async fn a_partner_is_created_shown_changed_and_deleted() {
    let world = World::new();
    let router = service::router(world.client());
    let country = world.search("res.country", json!([["code", "=", "BE"]]))[0];
    let body = json!({"name": "Acme", "is_company": true, "country_id": country});
    let (status, created) = send(&router, "POST", "/partners", body).await;
    assert_eq!((status, &created["name"]), (201, &json!("Acme")));
    let id = created["id"].as_i64().unwrap();
    let orders: Vec<i64> = (1..=4)
        .map(|day| {
            let date = format!("2024-02-0{day} 10:00:00");
            world.create("sale.order", json!({"partner_id": id, "date_order": date}))
        })
        .collect();

    let path = format!("/partners/{id}");
    let (_, shown) = get(&router, &path).await;
    assert_eq!(
        (&shown["country_id"]["code"], &shown["parent_id"]),
        (&json!("BE"), &Value::Null)
    );
    let newest = shown["newest_orders"].as_array().unwrap();
    assert_eq!((newest.len(), &newest[0]["id"]), (3, &json!(orders[3])));
    assert_eq!(newest[0]["date_order"], "2024-02-04T10:00:00Z");

    let (status, changed) = send(&router, "PATCH", &path, json!({"email": "a@x.example"})).await;
    assert_eq!(
        (status, &changed["email"], &changed["name"]),
        (200, &json!("a@x.example"), &json!("Acme"))
    );
    let (status, problem) = send(&router, "PATCH", &path, json!({"name": null, "credit": 1})).await;
    assert_eq!(
        (status, problem["errors"].as_array().unwrap().len()),
        (422, 2)
    );

    world.unlink("sale.order", orders[0]);
    for order in &orders[1..] {
        world.unlink("sale.order", *order);
    }
    assert_eq!(send(&router, "DELETE", &path, Value::Null).await.0, 204);
    assert_eq!(send(&router, "DELETE", &path, Value::Null).await.0, 404);
    assert_eq!(get(&router, &path).await.0, 404);
}

#[tokio::test]
async fn an_odoo_that_is_away_is_503_and_not_ready() {
    let world = World::new();
    let router = service::router(world.client());
    assert_eq!(get(&router, "/health/ready").await.0, 200);
    let _failing = world.fail(When::always(), Failure::Refuse);
    assert_eq!(get(&router, "/partners").await.0, 503);
    assert_eq!(get(&router, "/health/ready").await.0, 503);
    assert_eq!(get(&router, "/health/live").await.0, 200);
}
