use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

async fn run(odoo: Client) {
    let _ = Partner::unlink(&odoo, 3).await;
}

fn main() {}
