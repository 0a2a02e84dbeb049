//! Real servers: from `scripts/odoo`, or the one in the environment.
//!
//! Their partners are created first and deleted at the end.

use std::{collections::HashMap, env};

use odoo_bench_harness::{NEW_REFERENCE, REFERENCE};
use odoo_benches::{
    partner::{Country, Partner},
    script,
};
use odoo_orm::{Error, bulk::BatchError, prelude::*};
use tokio::runtime::Runtime;

/// A real server with the benchmark's partners.
#[derive(Debug)]
pub(crate) struct Real {
    /// A readable name: `odoo-19`, or the URL.
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) database: String,
    pub(crate) login: String,
    pub(crate) password: String,
    /// Empty without a key.
    pub(crate) api_key: String,
    /// The version by which `scripts/odoo` knows the server.
    pub(crate) version: Option<&'static str>,
    major: u16,
    partners: Vec<Id<Partner>>,
    keeps: bool,
    runtime: Runtime,
    odoo: Client,
}

/// The number of partners to read, except in a short run.
pub(crate) const PARTNERS: usize = 20_000;
/// The number of partners created or deleted in one call.
const BATCH: usize = 500;

impl Real {
    /// Returns all available servers, prepared with this number of partners. With `keeps` the partners stay for the next run.
    ///
    /// # Errors
    ///
    /// Returns an error, with the response of a server.
    pub(crate) fn all(count: usize, keeps: bool) -> Result<Vec<Self>, String> {
        let named: HashMap<String, String> = env::vars().collect();
        let servers = if named.contains_key("ODOO_URL") {
            vec![("the server of ODOO_URL".to_owned(), None, named)]
        } else {
            ["14", "19"]
                .into_iter()
                .filter_map(|version| {
                    let variables = script::environment(version)?;
                    Some((format!("odoo-{version}"), Some(version), variables))
                })
                .collect()
        };
        servers
            .into_iter()
            .map(|(name, version, variables)| {
                let mut real = Self::prepare(name, &variables, count, keeps)?;
                real.version = version;
                Ok(real)
            })
            .collect()
    }

    fn prepare(
        name: String,
        variables: &HashMap<String, String>,
        count: usize,
        keeps: bool,
    ) -> Result<Self, String> {
        let get = |key: &str| variables.get(key).cloned().unwrap_or_default();
        let (url, database) = (get("ODOO_URL"), get("ODOO_DB"));
        let (login, password) = (get("ODOO_LOGIN"), get("ODOO_PASSWORD"));
        let failed = |error: &dyn std::fmt::Display| format!("{name}: {error}");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| failed(&error))?;
        let odoo = client(&url, &database, &login, &password).map_err(|error| failed(&error))?;
        eprintln!("{name}: making partners");
        let ready = async {
            let major = odoo.server_version().await?.major();
            delete(&odoo, NEW_REFERENCE).await?;
            Ok::<_, Error>((major, partners(&odoo, count).await?))
        };
        let (major, partners) = runtime.block_on(ready).map_err(|error| failed(&error))?;
        Ok(Real {
            api_key: get("ODOO_API_KEY"),
            name,
            url,
            database,
            login,
            password,
            version: None,
            major,
            partners,
            keeps,
            runtime,
            odoo,
        })
    }

    pub(crate) fn has_json2(&self) -> bool {
        self.major >= 19 && !self.api_key.is_empty()
    }

    /// The partners for reads of one record.
    pub(crate) fn ids(&self, count: usize) -> Vec<i64> {
        self.partners
            .iter()
            .take(count)
            .map(|id| id.get())
            .collect()
    }

    /// Deletes the partners that a client created, and returns their number.
    ///
    /// # Errors
    ///
    /// Returns the error of the server.
    pub(crate) fn delete_new(&self) -> Result<usize, String> {
        self.delete(NEW_REFERENCE)
    }

    fn delete(&self, reference: &'static str) -> Result<usize, String> {
        let deleted = self.runtime.block_on(delete(&self.odoo, reference));
        deleted.map_err(|error| format!("{}: {error}", self.name))
    }
}

/// Also if a client failed in between.
impl Drop for Real {
    fn drop(&mut self) {
        let mut references = vec![NEW_REFERENCE];
        if !self.keeps {
            eprintln!("{}: deleting partners", self.name);
            references.push(REFERENCE);
        }
        for reference in references {
            if let Err(sentence) = self.delete(reference) {
                eprintln!("client-cost: partners of the bench may be left: {sentence}");
            }
        }
    }
}

fn client(url: &str, database: &str, login: &str, password: &str) -> Result<Client, Error> {
    // Whoever configures a server accepts plain HTTP to it.
    Client::builder(url)?
        .allow_plain_http()
        .database(database)
        .login(Credentials::password(login, password))
        .build()
}

/// The benchmark's partners, sorted by id. Missing ones are created.
async fn partners(odoo: &Client, count: usize) -> Result<Vec<Id<Partner>>, Error> {
    let there = || Partner::search(odoo, Partner::REF.eq(REFERENCE)).order_by(Partner::ID.asc());
    let missing = count.saturating_sub(there().await?.len());
    let countries = Country::search(odoo, Domain::all()).limit(6).await?;
    let partner = |number: usize| {
        let country = (number % 10 < 7)
            .then(|| countries.get(number % 6).copied())
            .flatten();
        let email = (number % 20 < 17).then(|| format!("partner.{number}@example.com"));
        let phone = (number % 5 < 3).then(|| format!("+32 470 {:06}", number * 7));
        Values::new()
            .set(Partner::NAME, format!("Zoé Müller {number}"))
            .set(Partner::REF, REFERENCE)
            .set_if_some(Partner::EMAIL, email)
            .set_if_some(Partner::PHONE, phone)
            .set_if_some(Partner::COUNTRY_ID, country)
    };
    Partner::create_many(odoo, (0..missing).map(partner))
        .in_batches()
        .await
        .map_err(BatchError::into_error)?;
    there().await
}

async fn delete(odoo: &Client, reference: &'static str) -> Result<usize, Error> {
    // Archived partners belong to the benchmark as well.
    let odoo = odoo.with_context(Context::new().active_test(false));
    let ids = Partner::search(&odoo, Partner::REF.eq(reference)).await?;
    for batch in ids.chunks(BATCH) {
        Partner::unlink(&odoo, batch).await?;
    }
    Ok(ids.len())
}
