//! Partners as the library reads them: whole, and with 6 fields.

use odoo_bench_harness::{Row, Value as _};
use odoo_orm::prelude::*;

/// A person or a company.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[allow(
    missing_docs,
    clippy::struct_field_names,
    reason = "as Odoo names them"
)]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub country_id: Option<Many2one<Country>>,
    #[odoo(readonly)]
    pub create_date: DateTime<Utc>,
    pub street: Option<String>,
    pub city: Option<String>,
    pub zip: Option<String>,
    pub is_company: bool,
    pub active: bool,
    pub color: i64,
    pub partner_latitude: f64,
    pub credit_limit: f64,
    pub child_ids: One2many<Partner>,
    pub category_id: Many2many<Category>,
    pub user_id: Option<Many2one<User>>,
    pub lang: Option<String>,
    pub comment: Option<String>,
    #[odoo(readonly)]
    pub write_date: DateTime<Utc>,
    pub r#ref: NotLoaded<Option<String>>,
}

/// A country.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    /// Its number.
    pub id: Id<Country>,
    /// What it is called.
    pub name: String,
}

/// A tag of partners.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner.category")]
pub struct Category {
    /// Its number.
    pub id: Id<Category>,
}

/// A user.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.users")]
pub struct User {
    /// Its number.
    pub id: Id<User>,
}

/// A partner as it is exported: its country by the id alone, whose name the server then need not look up.
#[derive(Debug, Projection)]
#[odoo(of = Partner)]
#[allow(missing_docs, reason = "as Odoo names them")]
pub struct Exported {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub country_id: Option<Id<Country>>,
    pub create_date: DateTime<Utc>,
}

/// A partner with its country.
#[derive(Debug, Projection)]
#[odoo(of = Partner)]
#[allow(missing_docs, reason = "as Odoo names them")]
pub struct Located {
    pub id: Id<Partner>,
    #[odoo(nested)]
    pub country_id: Option<Place>,
}

/// A country and its name.
#[derive(Debug, Projection)]
#[odoo(of = Country)]
#[allow(missing_docs, reason = "as Odoo names them")]
pub struct Place {
    pub id: Id<Country>,
    pub name: String,
}

/// A partner with 6 fields.
#[derive(Debug, Projection)]
#[odoo(of = Partner)]
#[allow(missing_docs, reason = "as Odoo names them")]
pub struct Brief {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub country_id: Option<Many2one<Country>>,
    pub create_date: DateTime<Utc>,
}

fn link<M>(link: Option<&Many2one<M>>) -> i64 {
    link.map_or(0, |link| link.id.get() + link.name.number())
}

impl Row for Brief {
    fn sum(&self) -> i64 {
        self.id.get()
            + self.name.number()
            + self.email.number()
            + self.phone.number()
            + link(self.country_id.as_ref())
            + self.create_date.number()
    }
}

impl Row for Partner {
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
        let numbers = self.id.get()
            + self.color
            + self.partner_latitude.number()
            + self.credit_limit.number();
        let links = link(self.country_id.as_ref()) + link(self.user_id.as_ref());
        let children = self.child_ids.iter().map(|id| id.get());
        let tags = self.category_id.iter().map(|id| id.get());
        let moments = self.create_date.number() + self.write_date.number();
        self.name.number()
            + texts
            + flags
            + numbers
            + links
            + moments
            + children.chain(tags).sum::<i64>()
    }
}

impl Row for Exported {
    fn sum(&self) -> i64 {
        self.id.get()
            + self.name.number()
            + self.email.number()
            + self.phone.number()
            + self.country_id.map_or(0, Id::get)
            + self.create_date.number()
    }
}

impl Row for Located {
    fn sum(&self) -> i64 {
        let place = |place: &Place| place.id.get() + place.name.number();
        self.id.get() + self.country_id.as_ref().map_or(0, place)
    }
}
