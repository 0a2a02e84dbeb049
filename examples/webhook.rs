//! Odoo tells a service at once that something changed, and the service reads what it is.
//!
//! Problem it solves: a copy of Odoo's records that is seconds old, without asking every second. An automation rule of Odoo (17 to 19, "Send Webhook Notification")
//! posts to the service. The post is only a hint: it may come twice, before the transaction ends, or not at all. So the service waits a moment, reads what
//! changed since its cursor, and does so from time to time without any post.
//!
//! ```text
//! WEBHOOK_SECRET=0123456789abcdef0123 cargo run --example webhook
//! curl -d '{"_model": "res.partner", "_id": 1}' -H 'content-type: application/json' \
//!     http://127.0.0.1:3001/odoo/0123456789abcdef0123
//! ```
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints, and its fields are named as in Odoo"
)]

use std::{env, sync::Arc, time::Duration};

use axum::{Router, extract::FromRef, http::StatusCode, routing::post};
use odoo_axum::{Webhook, WebhookSecret};
use odoo_orm::{Error, prelude::*, sync::Cursor};
use tokio::{
    net::TcpListener,
    sync::Notify,
    time::{sleep, timeout},
};

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
}

#[derive(Debug, Clone)]
struct Hooks {
    secret: WebhookSecret,
    look: Arc<Notify>,
}

impl FromRef<Hooks> for WebhookSecret {
    fn from_ref(hooks: &Hooks) -> Self {
        hooks.secret.clone()
    }
}

impl FromRef<Hooks> for Arc<Notify> {
    fn from_ref(hooks: &Hooks) -> Self {
        Arc::clone(&hooks.look)
    }
}

/// Answers at once: Odoo waits for one second.
async fn changed(
    axum::extract::State(look): axum::extract::State<Arc<Notify>>,
    _: Webhook<Partner>,
) -> StatusCode {
    look.notify_one();
    StatusCode::OK
}

pub fn router(secret: WebhookSecret, look: Arc<Notify>) -> Router {
    Router::new()
        .route("/odoo/{secret}", post(changed))
        .with_state(Hooks { secret, look })
}

/// What changed since the cursor. The cursor then moves past it.
pub async fn read_changes(odoo: &Client, cursor: &mut Cursor) -> Result<Vec<Partner>, Error> {
    let mut changes = Partner::changes_since(odoo, cursor.clone());
    let mut all = Vec::new();
    while let Some(batch) = changes.next_page().await {
        all.extend(batch?);
    }
    *cursor = changes.cursor();
    Ok(all)
}

/// Reads after each hint and a pause, in which more of them come, and every five minutes.
pub async fn follow(
    odoo: Client,
    look: Arc<Notify>,
    pause: Duration,
    mut tell: impl FnMut(Vec<Partner>),
) {
    let mut cursor = Cursor::default();
    loop {
        match read_changes(&odoo, &mut cursor).await {
            Ok(changes) => tell(changes),
            // The cursor did not move, so the next run reads the same changes.
            Err(error) => eprintln!("not read: {error}"),
        }
        let hint = timeout(Duration::from_secs(300), look.notified()).await;
        if hint.is_ok() {
            sleep(pause).await;
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = WebhookSecret::new(env::var("WEBHOOK_SECRET").unwrap_or_default())
        .map_err(|error| format!("set WEBHOOK_SECRET: {error}"))?;
    let (odoo, _server) = examples::connect().await?;
    let look = Arc::new(Notify::new());
    let service = router(secret, Arc::clone(&look));
    tokio::spawn(follow(odoo, look, Duration::from_secs(1), |changes| {
        println!("{} partners changed", changes.len());
    }));
    let listener = TcpListener::bind("127.0.0.1:3001").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}
