use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    country: Country,
    size: u8,
}

#[derive(OdooModel)]
#[odoo(model = "res.country")]
struct Country {
    code: String,
}

fn main() {}
