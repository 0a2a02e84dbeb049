#![deny(deprecated)]
use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    #[deprecated = "use `name`"]
    title: Option<String>,
}

fn main() {
    let _ = Partner::TITLE;
}
