//! The hand-written program, as a good engineer would write it: reqwest, serde's derives, and a function for each peculiarity of Odoo.
//!
//! It sends the same requests as Odoo's web client and the library, and has what every program needs: a session, the user's context in each call, a
//! timeout. It omits what the library adds: checking the response's id, a limit on its size, retries, renewing a session, a limit on concurrent
//! calls, events, an error that names the field and the record.

mod falsy;
mod odoo;
mod partner;

pub(super) use partner::{Brief, Whole};

use std::{
    collections::{BTreeSet, HashMap},
    marker::PhantomData,
};

use odoo_bench_harness::{
    Client, FIELDS, Fault, NEW_REFERENCE, PAGE, REFERENCE, Row, Task, Value as _,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use self::partner::{Country, Linked};

pub(super) struct Odoo<P> {
    client: odoo::Odoo,
    fields: &'static [&'static str],
    partner: PhantomData<P>,
}

#[derive(Serialize)]
struct Search<'a> {
    fields: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    limit: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<&'a str>,
    context: &'a Value,
}

#[derive(Serialize)]
struct Read<'a> {
    fields: &'a [&'a str],
    context: &'a Value,
}

#[derive(Serialize)]
struct Create<'a> {
    context: &'a Value,
}

#[derive(Serialize)]
struct NewPartner {
    name: String,
    email: String,
    is_company: bool,
    color: usize,
    r#ref: &'static str,
}

/// The domain of the benchmark's partners.
const DOMAIN: [(&str, &str, &str); 1] = [("ref", "=", REFERENCE)];
const PARTNER: &str = "res.partner";

impl<P> Odoo<P> {
    async fn search<T: DeserializeOwned>(
        &self,
        fields: &[&str],
        (offset, limit): (Option<usize>, usize),
        order: Option<&str>,
    ) -> Result<Vec<T>, Fault> {
        let search = Search {
            fields,
            offset,
            limit,
            order,
            context: &self.client.context,
        };
        self.client
            .call(PARTNER, "search_read", (DOMAIN,), search)
            .await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        model: &'static str,
        ids: &[i64],
        fields: &[&str],
    ) -> Result<Vec<T>, Fault> {
        let read = Read {
            fields,
            context: &self.client.context,
        };
        self.client.call(model, "read", (ids,), read).await
    }
}

impl<P: DeserializeOwned + Row + 'static> Client for Odoo<P> {
    type Partner = P;

    async fn login(task: &Task) -> Result<Self, Fault> {
        Ok(Odoo {
            client: odoo::Odoo::login(task).await?,
            fields: FIELDS.get(..task.fields).unwrap_or(&FIELDS),
            partner: PhantomData,
        })
    }

    async fn search_read(&self, count: usize) -> Result<Vec<P>, Fault> {
        self.search(self.fields, (None, count), None).await
    }

    async fn read_one(&self, id: i64) -> Result<P, Fault> {
        let partners = self.read(PARTNER, &[id], self.fields).await?;
        let first = partners.into_iter().next();
        first.ok_or_else(|| format!("partner {id} does not exist").into())
    }

    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let partners: Vec<_> = (0..count)
            .map(|number| NewPartner {
                name: format!("Bench {number}"),
                email: format!("bench.{number}@example.com"),
                is_company: number % 2 == 0,
                color: number % 12,
                r#ref: NEW_REFERENCE,
            })
            .collect();
        let create = Create {
            context: &self.client.context,
        };
        self.client
            .call(PARTNER, "create", (partners,), create)
            .await
    }

    /// Pagination by offset, one page after the other, as in most programs.
    async fn export(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let mut sums = Vec::with_capacity(count);
        for offset in (0..count).step_by(PAGE) {
            let page = (Some(offset), PAGE.min(count - offset));
            let partners: Vec<Brief> = self.search(self.fields, page, Some("id")).await?;
            sums.extend(partners.iter().map(Brief::sum_by_ids));
        }
        Ok(sums)
    }

    /// With two requests.
    async fn countries(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let partners: Vec<Linked> = self
            .search(&["country_id"], (None, count), Some("id"))
            .await?;
        let ids = partners
            .iter()
            .filter_map(|partner| Some(partner.country_id.as_ref()?.0));
        let ids: Vec<i64> = ids.collect::<BTreeSet<_>>().into_iter().collect();
        let countries: Vec<Country> = self.read("res.country", &ids, &["name"]).await?;
        let names: HashMap<i64, String> = countries
            .into_iter()
            .map(|country| (country.id, country.name))
            .collect();
        let country = |(id, _): &(i64, String)| id + names.get(id).map_or(0, String::number);
        Ok(partners
            .iter()
            .map(|partner| partner.id + partner.country_id.as_ref().map_or(0, country))
            .collect())
    }
}
