//! What the examples promise. Each is a module here, without its `main`.
#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test ends with a panic, and does not run the `main` of a program"
)]

#[path = "../../outbox.rs"]
mod outbox;
#[path = "../../push_orders.rs"]
mod push_orders;
#[path = "../../report.rs"]
mod report;
#[path = "../../service.rs"]
mod service;
#[path = "../../sync.rs"]
mod sync;
#[path = "../../testing.rs"]
mod testing;
#[path = "../../webhook.rs"]
mod webhook;

mod helpers;
mod of_draining;
mod of_outbox;
mod of_push_orders;
mod of_report;
mod of_service;
mod of_sync;
mod of_testing;
mod of_webhook;
