use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

fn run(odoo: &Client) {
    let _ = Partner::read_group(odoo, Domain::all()).group_by("name");
    let _ = Partner::read_group(odoo, Domain::all()).aggregate(Partner::COLOR);
    let _ = Partner::read_group(odoo, Domain::all()).order_by(Partner::NAME);
    let _ = Partner::read_group(odoo, Domain::all())
        .group_by(Partner::NAME)
        .group_by(Partner::COLOR);
}

fn main() {}
