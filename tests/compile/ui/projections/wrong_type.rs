use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Brief {
    name: i64,
}

fn main() {}
