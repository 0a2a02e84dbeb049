use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Contact {
    name: String,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Whole {
    #[odoo(nested, order_by = Country::CODE.asc(), domain = Country::CODE.eq("BE"), limit = "3")]
    child_ids: Vec<Contact>,
}

fn main() {}
