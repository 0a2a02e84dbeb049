use odoo_compile_tests::Partner;
use odoo_orm::{BinarySize, prelude::*};

#[derive(Projection)]
#[odoo(of = Partner)]
struct Brief {
    country_id: Id<Partner>,
    name: Option<BinarySize>,
}

fn main() {}
