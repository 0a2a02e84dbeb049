use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

fn run(odoo: &Client) {
    let _ = Partner::read_group(odoo, Domain::all()).group_by(Partner::CHILD_IDS);
}

fn main() {}
