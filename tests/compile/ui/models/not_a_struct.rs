use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
enum Partner {
    One,
}

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Tuple(String);

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Generic<T> {
    name: T,
}

fn main() {}
