//! The main job, from beginning to end: create, search, write, delete, and one error handled.
//!
//! Without `ODOO_URL` it runs on an Odoo in memory, over real HTTP; with it, on that server:
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

use std::{env, process::ExitCode};

use odoo_mock::{Server, World};
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
    let done = match env::var("ODOO_URL") {
        Ok(url) => on_a_server(url).await,
        Err(_) => in_memory().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// On an Odoo that this program starts, and that ends with it.
async fn in_memory() -> Result<(), String> {
    let world = World::new();
    let server = Server::start(&world)
        .await
        .map_err(|error| error.to_string())?;
    println!("an Odoo in memory, at {}", server.url());
    let odoo = client(
        &server.url(),
        world.database(),
        Credentials::password("admin", "admin"),
    )?;
    run(&odoo).await.map_err(|error| error.to_string())
}

async fn on_a_server(url: String) -> Result<(), String> {
    let odoo = connect(&url)?;
    run(&odoo).await.map_err(|error| error.to_string())
}

/// A client of the server that the environment names.
fn connect(url: &str) -> Result<Client, String> {
    let variable = |name: &str| {
        env::var(name).map_err(|_| {
            format!(
                "{name} is not set beside ODOO_URL: point ODOO_URL, ODOO_DB, ODOO_LOGIN and ODOO_PASSWORD at an Odoo server \
                 (on Debian, as root, `scripts/odoo up 19` starts one and prints them)"
            )
        })
    };
    let database = variable("ODOO_DB")?;
    let login = variable("ODOO_LOGIN")?;
    // A key is for services, and the only way for a user with two-factor authentication.
    let login = match (env::var("ODOO_PASSWORD"), env::var("ODOO_API_KEY")) {
        (Err(_), Ok(key)) => Credentials::api_key(login, key),
        _ => Credentials::password(login, variable("ODOO_PASSWORD")?),
    };
    client(url, &database, login)
}

fn client(url: &str, database: &str, login: Credentials) -> Result<Client, String> {
    let built = || {
        Client::builder(url)?
            .database(database)
            .login(login)
            .build()
    };
    built().map_err(|error: Error| error.to_string())
}

async fn run(odoo: &Client) -> Result<(), Error> {
    println!("Odoo {}\n", odoo.server_version().await?);

    // A company with two contacts, in one call and so in one transaction.
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

    // Everyone of the company, or the company itself if it is Belgian.
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

    // A contact without a name is not allowed, and the server says so.
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
