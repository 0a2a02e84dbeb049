//! Field constants are plain constants: in other constants, across threads, with other names, next to the user's own items.
#![deny(warnings)]

use odoo_orm::{Field, field::ReadOnly, prelude::*};

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    #[odoo(token = LABEL)]
    pub name: String,
    pub create_date: DateTime<Utc>,
}

impl Partner {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub const NAME: &'static str = "the user's own";
}

const LABEL: Field<Partner, String> = Partner::LABEL;
static CREATED: Field<Partner, DateTime<Utc>, ReadOnly> = Partner::CREATE_DATE;

fn thread_safe<T: Send + Sync + Copy + 'static>(_: T) {}

fn main() {
    thread_safe(LABEL);
    thread_safe(CREATED);
    assert_eq!(format!("{LABEL:?}"), "res.partner.name");
    assert_eq!(Partner::NAME, "the user's own");
}
