use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

fn main() {
    let _ = Partner::COUNTRY_ID.dot(Country::CODE).asc();
}
