//! Partners with 6 and with 20 fields.

use chrono::{DateTime, Utc};
use odoo_bench_harness::{Row, Value as _};
use serde::Deserialize;

use super::falsy;

#[derive(Deserialize)]
pub(in super::super) struct Brief {
    id: i64,
    name: String,
    #[serde(deserialize_with = "falsy::text")]
    email: Option<String>,
    #[serde(deserialize_with = "falsy::text")]
    phone: Option<String>,
    #[serde(deserialize_with = "falsy::link")]
    country_id: Option<(i64, String)>,
    #[serde(deserialize_with = "falsy::moment")]
    create_date: DateTime<Utc>,
}

#[derive(Deserialize)]
pub(in super::super) struct Whole {
    id: i64,
    name: String,
    #[serde(deserialize_with = "falsy::text")]
    email: Option<String>,
    #[serde(deserialize_with = "falsy::text")]
    phone: Option<String>,
    #[serde(deserialize_with = "falsy::link")]
    country_id: Option<(i64, String)>,
    #[serde(deserialize_with = "falsy::moment")]
    create_date: DateTime<Utc>,
    #[serde(deserialize_with = "falsy::text")]
    street: Option<String>,
    #[serde(deserialize_with = "falsy::text")]
    city: Option<String>,
    #[serde(deserialize_with = "falsy::text")]
    zip: Option<String>,
    is_company: bool,
    active: bool,
    color: i64,
    partner_latitude: f64,
    credit_limit: f64,
    child_ids: Vec<i64>,
    category_id: Vec<i64>,
    #[serde(deserialize_with = "falsy::link")]
    user_id: Option<(i64, String)>,
    #[serde(deserialize_with = "falsy::text")]
    lang: Option<String>,
    #[serde(deserialize_with = "falsy::text")]
    comment: Option<String>,
    #[serde(deserialize_with = "falsy::moment")]
    write_date: DateTime<Utc>,
}

/// A partner and its country.
#[derive(Deserialize)]
pub(super) struct Linked {
    pub(super) id: i64,
    #[serde(deserialize_with = "falsy::link")]
    pub(super) country_id: Option<(i64, String)>,
}

#[derive(Deserialize)]
pub(super) struct Country {
    pub(super) id: i64,
    pub(super) name: String,
}

impl Brief {
    /// The country, by id only.
    pub(super) fn sum_by_ids(&self) -> i64 {
        let name = self
            .country_id
            .as_ref()
            .map_or(0, |(_, name)| name.number());
        self.sum() - name
    }
}

impl Row for Brief {
    fn sum(&self) -> i64 {
        self.id
            + self.name.number()
            + self.email.number()
            + self.phone.number()
            + self.country_id.number()
            + self.create_date.number()
    }
}

impl Row for Whole {
    fn sum(&self) -> i64 {
        let texts = [
            &self.email,
            &self.phone,
            &self.street,
            &self.city,
            &self.zip,
            &self.lang,
            &self.comment,
        ];
        let texts: i64 = texts.iter().map(|text| text.number()).sum();
        let flags = self.is_company.number() + self.active.number();
        let numbers =
            self.id + self.color + self.partner_latitude.number() + self.credit_limit.number();
        let relations = self.country_id.number()
            + self.user_id.number()
            + self.child_ids.number()
            + self.category_id.number();
        let moments = self.create_date.number() + self.write_date.number();
        self.name.number() + texts + flags + numbers + relations + moments
    }
}
