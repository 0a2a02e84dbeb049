use std::{sync::Arc, time::Duration};

use axum::{body::Body, http::Request};
use odoo_axum::WebhookSecret;
use odoo_mock::World;
use serde_json::json;
use tokio::sync::{Notify, mpsc};
use tower::ServiceExt as _;

use crate::webhook::{follow, router};

const SECRET: &str = "0123456789abcdef0123";

async fn post(look: &Arc<Notify>, path: &str) -> u16 {
    let router = router(WebhookSecret::new(SECRET).unwrap(), Arc::clone(look));
    let body = json!({"_model": "res.partner", "_id": 1}).to_string();
    let request = Request::builder().method("POST").uri(path);
    let response = router.oneshot(request.body(Body::from(body)).unwrap());
    response.await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_hint_brings_what_changed() {
    let world = World::new();
    let look = Arc::new(Notify::new());
    let (tell, mut told) = mpsc::unbounded_channel();
    let pause = Duration::from_millis(10);
    let following = follow(world.client(), Arc::clone(&look), pause, move |changes| {
        let names = changes.into_iter().map(|partner| partner.name);
        tell.send(names.collect::<Vec<String>>()).unwrap();
    });
    let following = tokio::spawn(following);
    let first = told.recv().await.unwrap();
    assert!(!first.is_empty() && !first.contains(&"Hook".to_owned()));
    assert_eq!(post(&look, "/odoo/another-secret-0123456").await, 404);
    world.create("res.partner", json!({"name": "Hook"}));
    assert_eq!(post(&look, &format!("/odoo/{SECRET}")).await, 200);
    let changes = tokio::time::timeout(Duration::from_secs(20), told.recv()).await;
    assert!(changes.unwrap().unwrap().contains(&"Hook".to_owned()));
    following.abort();
}
