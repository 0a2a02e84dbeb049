//! The main tasks: create, search, write, delete, and handle one error.
//!
//! Without `ODOO_URL` it uses an in-memory Odoo over HTTP; with it, that server:
//!
//! ```text
//! ODOO_URL=http://127.0.0.1:8069 ODOO_DB=odoo ODOO_LOGIN=admin ODOO_PASSWORD=admin \
//!     cargo run --example quickstart
//! ```
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people: it prints, and its fields speak for themselves"
)]

use std::process::ExitCode;

use odoo_orm::{Error, prelude::*};

/// A person or a company.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub is_company: bool,
    pub parent_id: Option<Many2one<Partner>>,
    pub child_ids: One2many<Partner>,
    pub country_id: Option<Many2one<Country>>,
    #[odoo(readonly)]
    pub display_name: String,
    pub create_date: DateTime<Utc>,
}

/// A country.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
    pub name: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match connect_and_run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn connect_and_run() -> Result<(), Box<dyn std::error::Error>> {
    // The in-memory server runs until `memory` is dropped.
    let (odoo, memory) = examples::connect().await?;
    if memory.is_some() {
        println!("an Odoo in memory, over HTTP");
    }
    run(&odoo).await?;
    Ok(())
}

async fn run(odoo: &Client) -> Result<(), Error> {
    println!("Odoo {}\n", odoo.server_version().await?);

    // Creates a company with two contacts, in one call and so in one transaction.
    let belgium = Country::search(odoo, Country::CODE.eq("BE")).one().await?;
    let contact = |name: &str| Values::new().set(Partner::NAME, name);
    let acme = Partner::create(
        odoo,
        Values::new()
            .set(Partner::NAME, "Acme Quickstart")
            .set(Partner::IS_COMPANY, true)
            .set(Partner::COUNTRY_ID, belgium)
            .set(
                Partner::CHILD_IDS,
                [
                    Command::Create(
                        contact("Jo Quickstart").set(Partner::EMAIL, "jo@acme.example"),
                    ),
                    Command::Create(contact("Sam Quickstart")),
                ],
            ),
    )
    .await?;

    // All contacts of the company, or the company itself if it is Belgian.
    let everyone = Partner::PARENT_ID.eq(acme)
        | Partner::ID.eq(acme) & Partner::COUNTRY_ID.dot(Country::CODE).eq("BE");
    let found = Partner::search_read(odoo, everyone.clone())
        .order_by(Partner::IS_COMPANY.desc())
        .order_by(Partner::NAME.asc())
        .await?;
    print_table(&found);

    // One write for all contacts without an email.
    let silent = Partner::search(
        odoo,
        Partner::PARENT_ID.eq(acme) & Partner::EMAIL.is_unset(),
    )
    .await?;
    Partner::write(
        odoo,
        &silent,
        Values::new().set(Partner::EMAIL, "info@acme.example"),
    )
    .await?;
    let reachable = Partner::search_count(odoo, everyone & Partner::EMAIL.is_set()).await?;
    println!(
        "\n{} contact got an email, {reachable} have one now",
        silent.len()
    );

    // The server rejects a contact without a name.
    match Partner::create(
        odoo,
        Values::new().set(Partner::EMAIL, "nobody@acme.example"),
    )
    .await
    {
        Err(Error::Fault(fault)) if fault.is_validation() => {
            println!("\nrefused, as it should be: {}", fault.message().trim());
        }
        Err(other) => return Err(other),
        Ok(id) => println!("\na contact without a name was created: {id:?}"),
    }

    let contacts = Partner::search(odoo, Partner::PARENT_ID.eq(acme)).await?;
    Partner::unlink(odoo, contacts).await?;
    Partner::unlink(odoo, acme).await?;
    println!(
        "\ndeleted; {} left",
        Partner::search_count(odoo, Partner::ID.eq(acme)).await?
    );
    Ok(())
}

fn print_table(partners: &[Partner]) {
    let country = |partner: &Partner| match &partner.country_id {
        Some(country) => country.name.clone(),
        None => "-".to_owned(),
    };
    println!("{:<18} {:<18} {:<10} created", "name", "email", "country");
    for partner in partners {
        println!(
            "{:<18} {:<18} {:<10} {}",
            partner.name,
            partner.email.as_deref().unwrap_or("-"),
            country(partner),
            partner.create_date.format("%Y-%m-%d %H:%M"),
        );
    }
}
