use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

fn run(odoo: &Client) {
    let _ = Partner::read_group(odoo, Domain::all()).group_by(Country::CODE);
    let _ = Partner::read_group(odoo, Domain::all()).group_by((Partner::NAME, Country::CODE));
    let _ = Partner::read_group(odoo, Domain::all()).group_by(Partner::COUNTRY_ID.dot(Country::CODE));
    let _ = Partner::read_group(odoo, Domain::all()).aggregate(Country::CODE.min());
    let _ = Partner::read_group(odoo, Domain::all()).order_by(Country::CODE.asc());
}

fn main() {}
