use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Country)]
struct Brief {
    code: String,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Contact {
    name: String,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct OfAnotherModel {
    #[odoo(nested)]
    country_id: Option<Contact>,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct NotOptional {
    #[odoo(nested)]
    country_id: Brief,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct OneForAList {
    #[odoo(nested)]
    child_ids: Contact,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct NoRelation {
    #[odoo(nested)]
    name: Contact,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct NoRecords {
    #[odoo(nested)]
    child_ids: Vec<String>,
}

fn main() {}
