use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = 3)]
struct Partner {
    id: Id<Partner>,
}

#[derive(Projection)]
#[odoo(of = 3)]
struct Brief {
    id: Id<Partner>,
}

#[derive(Selection)]
enum Nothing {}

fn main() {}
