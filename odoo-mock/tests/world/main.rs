//! The in-memory Odoo through its public API.
#![cfg(feature = "http")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends with a panic"
)]

mod checks;
mod commands;
mod failures;
mod fixtures;
mod hostile;
mod logins;
mod models;
mod records;
mod rights;
mod way;

use odoo_mock::World;
use odoo_rpc::{Call, Client, Error};
use serde_json::{Value, json};

/// Calls a method by position, and returns its result.
async fn call(client: &Client, model: &str, method: &str, args: Value) -> Result<Value, Error> {
    let names = ["a", "b", "c", "d"];
    let mut call = Call::write(model, method);
    for (name, value) in names.into_iter().zip(args.as_array().unwrap()) {
        call = call.arg(name, value.clone());
    }
    client.call(call).await?.decode()
}

/// The class of the exception that a call raises.
async fn raised(client: &Client, model: &str, method: &str, args: Value) -> String {
    let error = call(client, model, method, args).await.unwrap_err();
    error.fault().unwrap().name().to_owned()
}

/// The names of all records of a model, in the model's order.
fn names(world: &World, model: &str) -> Vec<Value> {
    let ids = world.search(model, json!([]));
    let name = |id| world.read(model, id)["x_name"].clone();
    ids.into_iter().map(name).collect()
}
