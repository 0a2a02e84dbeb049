use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

async fn run(odoo: Client, country: Id<Country>) {
    let _ = Partner::unlink(&odoo, country).await;
}

fn main() {}
