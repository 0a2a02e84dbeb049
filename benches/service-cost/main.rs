//! What a service in front of Odoo costs, compared with the same service on hand-written reqwest + serde.
//!
//! ```text
//! cargo run --release -p odoo-benches --bin service-cost -- json
//! cargo run --release -p odoo-benches --bin service-cost -- load
//! ```
//!
//! `json` compares the JSON of 10,000 records and of as many plain structs. `load` sends 20,000 requests over 64 connections to each service, and compares
//! the CPU time of their processes. All processes listen on 127.0.0.1, and end with this one.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints"
)]

mod json;
mod load;
mod partner;
mod services;

use std::{env, process::ExitCode};

use odoo_bench_harness::Fault;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["json"] => json::compare(),
        ["load"] => load::compare(20_000).await,
        ["load", "--short"] => load::compare(200).await,
        // This program starts itself in these ways.
        ["odoo"] => services::odoo().await,
        ["ours", url] => services::ours(url).await,
        ["by-hand", url] => services::by_hand(url).await,
        _ => Err(Fault::from("expected `json`, `load` or `load --short`")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("service-cost: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The median of some numbers.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
