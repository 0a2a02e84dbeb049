use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[deny(unused_must_use)]
async fn run(odoo: Client) {
    Partner::search_read(&odoo, Domain::all());
    Partner::NAME.eq("a");
}

fn main() {}
