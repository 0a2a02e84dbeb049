use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Node {
    #[odoo(nested)]
    child_ids: Vec<Self>,
}

#[derive(Projection)]
#[odoo(of = Partner)]
struct Named {
    #[odoo(nested)]
    child_ids: Vec<Named>,
    #[odoo(nested)]
    parent_id: Option<Box<Named>>,
}

fn main() {}
