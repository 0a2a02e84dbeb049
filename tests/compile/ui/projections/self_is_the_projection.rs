use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Brief {
    parent_id: Option<Many2one<Self>>,
}

fn main() {}
