#![deny(unused_must_use)]

use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

async fn run(odoo: Client) {
    Partner::create_many(&odoo, [Values::new().set(Partner::NAME, "Acme")]);
    Partner::create_many(&odoo, []).in_batches();
    Partner::name_search(&odoo, "acme");
}

fn main() {}
