//! The tests of a service that uses Odoo: in memory, with records, with failures, and with the calls that were made.
//!
//! Problem it solves: code that talks to an ERP is mostly tested against a shared server, or not at all. Here the server is a value in the test: it is
//! fresh, fails on request, and records every call.
//!
//! ```text
//! cargo run --example testing
//! ```
//!
//! The functions below would be `#[tokio::test]`s of the service. This program runs them one after the other.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests, as a program"
)]

use odoo_mock::{Failure, When, World, blank};
use odoo_orm::{Error, Fault, prelude::*, rpc::ErrorKind};

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub country_id: Option<Many2one<Country>>,
    pub create_date: DateTime<Utc>,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
}

/// What is tested: registers a customer once, however often it is called.
pub async fn register(odoo: &Client, key: &str, name: &str) -> Result<Id<Partner>, Error> {
    let values = Values::new().set(Partner::NAME, name);
    let external_id = format!("shop.customer_{key}");
    Ok(Partner::upsert(odoo, &external_id, values).await?.id())
}

/// What is tested as well: a letter's first line, without any server.
pub fn greeting(partner: &Partner) -> String {
    match &partner.country_id {
        Some(country) => format!("{} ({country})", partner.name),
        None => partner.name.clone(),
    }
}

#[tokio::main]
async fn main() {
    a_record_needs_no_server();
    a_customer_is_registered_once().await;
    a_lost_answer_makes_no_second_customer().await;
    a_refusal_reaches_the_caller().await;
    a_server_that_is_away_is_unavailable().await;
    println!("5 tests passed");
}

pub fn a_record_needs_no_server() {
    let acme = Partner {
        name: "Acme".to_owned(),
        ..blank()
    };
    assert_eq!(greeting(&acme), "Acme");
}

pub async fn a_customer_is_registered_once() {
    let world = World::new();
    let odoo = world.client();
    let first = register(&odoo, "7", "Acme").await.unwrap();
    let second = register(&odoo, "7", "Acme Ltd").await.unwrap();
    assert_eq!(first, second);
    assert_eq!(world.read("res.partner", first.get())["name"], "Acme Ltd");
    world.assert_called("res.partner.create").never();
}

pub async fn a_lost_answer_makes_no_second_customer() {
    let world = World::new();
    let odoo = world.client();
    // The server commits, and the answer is lost.
    let failing = world.fail(When::next().of("res.partner.load"), Failure::CutAfterCommit);
    let error = register(&odoo, "7", "Acme").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(failing.hits(), 1);
    register(&odoo, "7", "Acme").await.unwrap();
    let named = Partner::search_count(&odoo, Partner::NAME.eq("Acme")).await;
    assert_eq!(named.unwrap(), 1);
}

pub async fn a_refusal_reaches_the_caller() {
    let world = World::new();
    let odoo = world.client();
    let fault = Fault::new("odoo.exceptions.UserError", "The shop is closed.");
    let _failing = world.fail(When::always(), Failure::Fault(fault));
    let error = register(&odoo, "7", "Acme").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.fault().unwrap().message(), "The shop is closed.");
}

pub async fn a_server_that_is_away_is_unavailable() {
    let world = World::new();
    let odoo = world.client();
    let _failing = world.fail(When::always(), Failure::Refuse);
    let error = register(&odoo, "7", "Acme").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.outcome(), Outcome::NotDone);
}
