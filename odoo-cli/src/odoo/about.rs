//! The server and the user.

use std::time::Instant;

use odoo_rpc::Call;
use serde_json::{Map, Value, json};

use super::run::Run;
use crate::failure::Result;

/// Requests the version of the server, which needs no login.
pub(super) async fn ping(run: &mut Run<'_>) -> Result<()> {
    let begun = Instant::now();
    run.client.check_health().await?;
    let elapsed = begun.elapsed();
    let version = run.client.server_version().await?.to_string();
    let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    run.output.pairs(&[
        ("server", run.session.connection.url.as_str().into()),
        ("version", version.into()),
        ("milliseconds", milliseconds.into()),
    ])
}

/// Logs in and reads the user.
pub(super) async fn whoami(run: &mut Run<'_>) -> Result<()> {
    let fields = ["name", "login", "company_id", "lang", "tz"];
    let login = &run.session.connection.login;
    // Every user can read their own record. Before Odoo 15, `context_get` does not return the id.
    let call = Call::read("res.users", "search_read")
        .arg("domain", json!([["login", "=", login]]))
        .kwarg("fields", json!(fields))
        .kwarg("limit", 1);
    let mut users: Vec<Map<String, Value>> = run.client.call(call).await?.decode()?;
    let user = users.pop().unwrap_or_default();
    let version = run.client.server_version().await?.to_string();
    let of = |name: &str| match user.get(name) {
        Some(Value::Array(pair)) => pair.get(1).cloned().unwrap_or_default(),
        Some(Value::Bool(false)) | None => Value::Null,
        Some(value) => value.clone(),
    };
    let connection = &run.session.connection;
    run.output.pairs(&[
        ("server", connection.url.as_str().into()),
        ("version", version.into()),
        ("database", connection.database.as_str().into()),
        ("login", login.as_str().into()),
        ("id", user.get("id").cloned().unwrap_or_default()),
        ("name", of("name")),
        ("company", of("company_id")),
        ("language", of("lang")),
        ("time zone", of("tz")),
        ("writable", connection.writable.into()),
    ])
}
