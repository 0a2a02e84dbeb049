use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    name: String,
}

impl Partner {
    const NAME: &str = "mine";
}

fn main() {}
