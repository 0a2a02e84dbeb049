use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Up {
    #[odoo(nested)]
    country_id: Option<Box<Country>>,
}

fn main() {}
