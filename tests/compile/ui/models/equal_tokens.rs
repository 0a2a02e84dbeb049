use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
#[allow(non_snake_case)]
struct Partner {
    name: String,
    Name: String,
}

fn main() {}
