use odoo_orm::prelude::*;

#[derive(Projection)]
struct Brief {
    name: String,
}

fn main() {}
