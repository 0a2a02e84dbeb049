use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Parent {
    #[odoo(nested)]
    child_ids: Vec<Child>,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Child {
    #[odoo(nested)]
    child_ids: Vec<Parent>,
}

fn main() {}
