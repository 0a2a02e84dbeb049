use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Up {
    #[odoo(nested)]
    country_id: Option<Box<Up>>,
}

fn main() {}
