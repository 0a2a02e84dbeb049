//! A small service on the in-memory server, and what its callers get.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test ends with a panic"
)]

mod failures;

use std::time::Duration;

use axum::{
    Json, Router,
    body::Body,
    extract::{FromRef, Path, State},
    http::{Request, StatusCode, header::CONTENT_TYPE},
    response::Response,
    routing::{get, post},
};
use http_body_util::BodyExt as _;
use odoo_axum::{Checked, Health, PatchBody, Problem, ScopeLayer, Scoped, Webhook, WebhookSecret};
use odoo_mock::{Failure, When, World};
use odoo_orm::{prelude::*, rpc::ErrorKind};
use serde_json::{Value, json};
use tower::ServiceExt as _;

#[derive(Debug, OdooModel, serde::Serialize)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    name: String,
    email: Option<String>,
    #[serde(skip)]
    is_company: bool,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct PartnerForm {
    name: String,
    email: Option<String>,
}

#[derive(Clone)]
struct Service {
    odoo: Client,
    secret: WebhookSecret,
}

impl FromRef<Service> for Client {
    fn from_ref(service: &Service) -> Self {
        service.odoo.clone()
    }
}

impl FromRef<Service> for WebhookSecret {
    fn from_ref(service: &Service) -> Self {
        service.secret.clone()
    }
}

type PartnerId = Checked<Path<Id<Partner>>>;

async fn show(
    State(odoo): State<Client>,
    Checked(Path(id)): PartnerId,
) -> Result<Json<Partner>, Problem> {
    Ok(Json(Partner::read(&odoo, id).one().await?))
}

async fn create(
    State(odoo): State<Client>,
    PatchBody(values): PatchBody<PartnerForm>,
) -> Result<String, Problem> {
    Ok(Partner::create(&odoo, values).await?.to_string())
}

async fn change(
    State(odoo): State<Client>,
    Checked(Path(id)): PartnerId,
    PatchBody(values): PatchBody<PartnerForm>,
) -> Result<(), Problem> {
    Ok(Partner::write(&odoo, id, values).await?)
}

async fn changed(webhook: Webhook<Partner>) -> String {
    format!(
        "{:?} {:?} {}",
        webhook.id,
        webhook.action,
        webhook.fields.len()
    )
}

const SECRET: &str = "0123456789abcdef-_";

fn service(world: &World) -> Router {
    let odoo = world.client();
    Router::new()
        .route("/partners", post(create))
        .route("/partners/{id}", get(show).patch(change))
        .route("/odoo/{secret}", post(changed))
        .nest_service("/health", Health::new(&odoo))
        .with_state(Service {
            odoo,
            secret: WebhookSecret::new(SECRET).unwrap(),
        })
}

async fn send(router: &Router, method: &str, path: &str, body: impl Into<Body>) -> Response {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(CONTENT_TYPE, "application/json")
        .body(body.into())
        .unwrap();
    router.clone().oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

async fn problem(response: Response) -> Value {
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    let status = response.status().as_u16();
    let body: Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(body["status"], status);
    assert!(body["title"].is_string() && body["kind"].is_string());
    body
}

fn acme(world: &World) -> i64 {
    world.create(
        "res.partner",
        json!({"name": "Acme", "email": "info@acme.example"}),
    )
}

#[tokio::test]
async fn a_record_is_shown_created_and_changed() {
    let world = World::new();
    let service = service(&world);
    let id = acme(&world);
    let response = send(&service, "GET", &format!("/partners/{id}"), "").await;
    let shown: Value = serde_json::from_str(&text(response).await).unwrap();
    let expected = json!({"id": id, "name": "Acme", "email": "info@acme.example"});
    assert_eq!(shown, expected);

    let body = r#"{"email": null}"#;
    let response = send(&service, "PATCH", &format!("/partners/{id}"), body).await;
    assert_eq!(response.status(), StatusCode::OK);
    let read = world.read("res.partner", id);
    assert_eq!(
        (&read["name"], &read["email"]),
        (&json!("Acme"), &json!(false))
    );

    let response = send(&service, "POST", "/partners", r#"{"name": "New"}"#).await;
    let id: i64 = text(response).await.parse().unwrap();
    assert_eq!(world.read("res.partner", id)["name"], "New");
}

#[tokio::test]
async fn bad_requests_are_4xx_and_nothing_is_sent() {
    let world = World::new();
    let service = service(&world);
    let id = acme(&world);
    world.forget_calls();
    for bad in [
        "0",
        "-1",
        "abc",
        "9223372036854775808",
        "2147483648",
        "7.5",
        "%00",
    ] {
        let response = send(&service, "GET", &format!("/partners/{bad}"), "").await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{bad}");
        problem(response).await;
    }
    let path = format!("/partners/{id}");
    let deep = format!(
        r#"{{"name": {}{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let large = format!(r#"{{"name": "{}"}}"#, "x".repeat(10_000_000));
    for (body, status, pointer) in [
        (r#"{"name": 7, "x": 1}"#, 422, "/name"),
        (r#"{"is_company": true}"#, 422, "/is_company"),
        (r#"{"id": 3}"#, 422, "/id"),
        (r#"{"name": null}"#, 422, "/name"),
        (r#"{"name": "a", "name": "b"}"#, 422, "/name"),
        ("[]", 422, ""),
        ("{", 400, ""),
        (&deep, 422, "/name"),
    ] {
        let response = send(&service, "PATCH", &path, body.to_owned()).await;
        assert_eq!(response.status().as_u16(), status, "{body:.80}");
        let body = problem(response).await;
        assert_eq!(body["errors"][0]["pointer"], pointer, "{body}");
    }
    let response = send(&service, "PATCH", &path, large).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    problem(response).await;
    let request = Request::builder().method("PATCH").uri(&path);
    let request = request.body(Body::from("{}")).unwrap();
    let response = service.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(world.calls().is_empty(), "{:?}", world.calls());
}

#[tokio::test]
async fn a_record_that_is_gone_is_404() {
    let service = service(&World::new());
    let response = send(&service, "GET", "/partners/2147483647", "").await;
    assert_eq!(problem(response).await["kind"], "missing");
}

#[tokio::test]
async fn a_webhook_is_known_by_its_secret() {
    let service = service(&World::new());
    let body = r#"{"_model": "res.partner", "_id": 7, "_action": "Send(#3)", "name": "x"}"#;
    let response = send(&service, "POST", &format!("/odoo/{SECRET}"), body).await;
    assert_eq!(text(response).await, r#"res.partner(7) Some("Send(#3)") 1"#);
    for path in [
        "/odoo/x",
        "/odoo/0123456789abcdef-",
        "/odoo/0123456789abcdef-_x",
    ] {
        let response = send(&service, "POST", path, body).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }
    let large = format!(r#"{{"x": "{}"}}"#, "x".repeat(1 << 20));
    for (body, status) in [
        (r#"{"_model": "res.users", "_id": 7}"#, 422),
        (r#"{"_model": "res.partner", "_id": 0}"#, 422),
        (r#"{"_model": "res.partner"}"#, 422),
        ("[]", 400),
        (&large, 413),
    ] {
        let response = send(
            &service,
            "POST",
            &format!("/odoo/{SECRET}"),
            body.to_owned(),
        )
        .await;
        assert_eq!(response.status().as_u16(), status, "{body:.40}");
        problem(response).await;
    }
    for wrong in ["short", "a secret with spaces", "0123456789abcdef/", ""] {
        let error = WebhookSecret::new(wrong).unwrap_err();
        assert!(wrong.is_empty() || !error.to_string().contains(wrong));
    }
}

#[tokio::test]
async fn probes_make_no_call_and_see_a_lost_server() {
    let world = World::new();
    let service = service(&world);
    let get = |path: &'static str| send(&service, "GET", path, "");
    assert_eq!(get("/health/ready").await.status(), StatusCode::OK);
    assert!(world.calls().is_empty());
    let failing = world.fail(When::always(), Failure::Refuse);
    get("/partners/1").await;
    assert_eq!(get("/health/live").await.status(), StatusCode::OK);
    let response = get("/health/ready").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "5");
    assert_eq!(problem(response).await["kind"], "unavailable");
    drop(failing);
    get("/partners/1").await;
    assert_eq!(get("/health/ready").await.status(), StatusCode::OK);
    assert_eq!(get("/health/other").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn calls_end_when_the_client_hangs_up() {
    let world = World::new();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let handler = move |Scoped(odoo): Scoped| {
        let tell = tell.clone();
        async move {
            // Work that the handler does not await.
            tokio::spawn(async move {
                tell.send("begun").unwrap();
                let call = Partner::search_count(&odoo, Domain::all()).await;
                let pages = Partner::search(&odoo, Domain::all()).stream();
                let pages = pages
                    .for_each_page(async |_| Ok::<(), odoo_orm::Error>(()))
                    .await;
                let errors = [call.map(drop).unwrap_err(), pages.unwrap_err()];
                let are_ended = errors
                    .iter()
                    .all(|error| error.kind() == ErrorKind::Cancelled);
                tell.send(if are_ended { "ended" } else { "done" }).unwrap();
            });
            std::future::pending::<()>().await;
        }
    };
    let router = Router::new()
        .route("/", get(handler))
        .layer(ScopeLayer)
        .with_state(world.client());
    let _failing = world.fail(When::always(), Failure::Delay(Duration::from_millis(300)));
    let request = Request::builder().uri("/").body(Body::empty()).unwrap();
    let mut response = Box::pin(router.oneshot(request));
    tokio::select! {
        _ = &mut response => {}
        begun = told.recv() => assert_eq!(begun, Some("begun")),
    }
    drop(response);
    let ended = tokio::time::timeout(Duration::from_secs(20), told.recv()).await;
    assert_eq!(ended.unwrap(), Some("ended"));
}
