use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

fn run(odoo: &Client) {
    let country = Partner::COUNTRY_ID.dot(Country::CODE);
    let _ = Partner::read_group(odoo, Domain::all()).group_by(country);
}

fn main() {}
