use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Contact {
    name: String,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Whole {
    child_ids: Vec<Contact>,
    #[odoo(limit = 3)]
    country_id: Option<Id<odoo_compile_tests::Country>>,
}

fn main() {}
