//! One struct for both snapshots.
#![deny(warnings)]

use odoo_orm::{Any, NotLoaded, Versioned, prelude::*};

odoo_orm::require_schema!();

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    #[odoo(until = 18)]
    pub mobile: NotLoaded<Option<String>>,
    #[odoo(since = 19, readonly)]
    pub contact_address: Versioned<Option<String>>,
    #[odoo(until = 18)]
    pub date: Option<NaiveDate>,
    #[odoo(field = "date", since = 19)]
    pub date_text: Option<String>,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.users")]
pub struct User {
    #[odoo(renamed(until = 18, "groups_id"))]
    pub group_ids: Many2many<Any>,
}

fn main() {}
