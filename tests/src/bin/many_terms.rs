//! Times searches with very many terms joined by `|` and by `&` on real servers. The fields differ, so the client cannot send a list.
//!
//! `cargo run -p odoo-tests --bin many_terms -- [TERMS...]`: by default 1,000, 5,000 and 9,000, the most that every version accepts.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::{env, time::Instant};

use odoo_orm::{Error, prelude::*};
use odoo_tests::{models::Partner, server::Server};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let given: Result<Vec<i32>, _> = env::args().skip(1).map(|text| text.parse()).collect();
    let given = given.unwrap_or_default();
    let terms = if given.is_empty() {
        vec![1_000, 5_000, 9_000]
    } else {
        given
    };
    for server in Server::all() {
        let odoo = server.builder().build()?;
        for &count in &terms {
            for name in ["|", "&"] {
                let domain = if name == "|" {
                    Domain::or_all((0..count).map(term))
                } else {
                    Domain::and_all((0..count).map(|at| !term(at)))
                };
                let began = Instant::now();
                let found = Partner::search_count(&odoo, domain).await;
                let time = began.elapsed();
                println!(
                    "{}: {count} terms joined by {name}: {time:.2?}, {found:?}",
                    server.name
                );
            }
        }
    }
    Ok(())
}

/// One of four conditions in turn.
fn term(at: i32) -> Domain<Partner> {
    let text = format!("no such {at}");
    match at % 4 {
        0 => Partner::NAME.ilike(text),
        1 => Partner::COLOR.gt(i64::from(1_000_000 + at)),
        2 => Partner::PARTNER_LATITUDE.gt(f64::from(1_000_000 + at)),
        _ => Partner::REFERENCE.ilike(text),
    }
}
