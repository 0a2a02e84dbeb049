//! The library under another name.
#![deny(warnings)]

pub extern crate odoo_orm as renamed;

pub mod deep {
    pub use renamed as orm;
}

use deep::orm::prelude::*;

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner", crate = renamed)]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
}

#[derive(Debug, OdooModel)]
#[odoo(crate = crate::deep::orm)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: Id<Country>,
}

fn main() {
    let _ = Partner::NAME.eq("x");
    let _ = Country::ID.eq(Id::new(1));
}
