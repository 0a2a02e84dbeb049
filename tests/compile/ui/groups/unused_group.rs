use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[deny(unused_must_use)]
async fn run(odoo: Client) {
    Partner::read_group(&odoo, Domain::all()).group_by(Partner::NAME);
    Partner::COLOR.sum();
}

fn main() {}
