use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Utc};
use odoo_bench_harness::{Fault, Job, Task};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::serve;

#[path = "../../client-cost/clients/baseline/falsy.rs"]
mod falsy;
// The client of the hand-written program, which reads Odoo as a good engineer would.
#[path = "../../client-cost/clients/baseline/odoo.rs"]
mod odoo;

#[derive(Serialize, Deserialize)]
struct Partner {
    id: i64,
    name: String,
    #[serde(deserialize_with = "falsy::text")]
    email: Option<String>,
    #[serde(deserialize_with = "falsy::text")]
    phone: Option<String>,
    #[serde(deserialize_with = "falsy::link", serialize_with = "link")]
    country_id: Option<(i64, String)>,
    #[serde(deserialize_with = "falsy::moment")]
    create_date: DateTime<Utc>,
}

#[expect(clippy::ref_option, reason = "the form of `serialize_with`")]
fn link<S: serde::Serializer>(
    link: &Option<(i64, String)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Link<'a> {
        id: i64,
        name: &'a str,
    }

    let link = link.as_ref().map(|(id, name)| Link { id: *id, name });
    link.serialize(serializer)
}

const FIELDS: [&str; 6] = ["id", "name", "email", "phone", "country_id", "create_date"];

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    search: String,
}

type Service = State<Arc<odoo::Odoo>>;

fn failed(error: &Fault) -> Response {
    let body = json!({"status": 502, "detail": error.to_string()});
    (StatusCode::BAD_GATEWAY, Json(body)).into_response()
}

async fn show(State(odoo): Service, Path(id): Path<i64>) -> Result<Json<Partner>, Response> {
    let read = json!({"fields": FIELDS, "context": odoo.context});
    let found = odoo.call::<Vec<Partner>>("res.partner", "read", ([id],), read);
    let found = found.await.map_err(|error| failed(&error))?;
    let one = found.into_iter().next();
    one.map(Json)
        .ok_or_else(|| StatusCode::NOT_FOUND.into_response())
}

async fn list(
    State(odoo): Service,
    Query(Search { search }): Query<Search>,
) -> Result<Json<Vec<Partner>>, Response> {
    let mut domain: Vec<Value> = Vec::new();
    if !search.is_empty() {
        domain.push(json!(["name", "ilike", search]));
    }
    let read = json!({
        "fields": FIELDS, "limit": 20, "order": "name, id", "context": odoo.context
    });
    let found = odoo.call::<Vec<Partner>>("res.partner", "search_read", (domain,), read);
    found.await.map(Json).map_err(|error| failed(&error))
}

/// Runs the service on reqwest and serde.
///
/// # Errors
///
/// Returns an error if it cannot log in or listen.
pub(crate) async fn by_hand(url: &str) -> Result<(), Fault> {
    let task = Task {
        url: url.to_owned(),
        database: "odoo".to_owned(),
        login: "admin".to_owned(),
        password: "admin".to_owned(),
        api_key: String::new(),
        job: Job::ReadOne,
        records: 1,
        fields: FIELDS.len(),
        calls: 1,
        in_flight: 1,
        ids: Vec::new(),
    };
    let odoo = Arc::new(odoo::Odoo::login(&task).await?);
    let router = Router::new()
        .route("/partners", get(list))
        .route("/partners/{id}", get(show))
        .with_state(odoo);
    serve(router).await
}
