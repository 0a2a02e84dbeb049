use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Country)]
struct Brief {
    code: String,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Whole {
    #[odoo(nested, limit = 3)]
    country_id: Option<Brief>,
}

fn main() {}
