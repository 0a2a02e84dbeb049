use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

struct Plain {
    name: String,
}

async fn run(odoo: Client) {
    let _ = Partner::search_read(&odoo, Domain::all()).select::<Plain>().await;
}

fn main() {}
