//! Sends the same calls to real servers and to the Odoo in memory, and prints where they agree: `cargo run -p odoo-tests --bin differential -- [SEEDS] [FIRST]`.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::{env, process::ExitCode};

use odoo_tests::{
    differential::{Pair, Report},
    server::Server,
};

/// What must agree.
const GOAL: f64 = 0.995;

#[tokio::main]
async fn main() -> ExitCode {
    let number = |at: usize, default: u64| {
        env::args()
            .nth(at)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (seeds, first) = (number(1, 20), number(2, 1));
    let servers = Server::all();
    if servers.is_empty() {
        println!(
            "no real Odoo was met, so there is nothing to compare with: start one with `scripts/odoo up`"
        );
        return ExitCode::SUCCESS;
    }
    let mut met = true;
    for server in servers {
        let pair = Pair::new(&server).await;
        let mut report = Report::default();
        for seed in first..first + seeds {
            pair.episode(seed, &mut report).await;
        }
        for difference in report.differences() {
            println!("{difference}");
        }
        println!(
            "\nOdoo {}, seeds {first} to {}:\n{report}\n",
            pair.major(),
            first + seeds - 1
        );
        met &= report.agreement() >= GOAL && report.wrong_domains() == 0;
    }
    if met {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
