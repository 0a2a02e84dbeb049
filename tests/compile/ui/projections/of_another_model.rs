use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

#[derive(Projection)]
#[odoo(of = Country)]
struct Code {
    code: String,
}

async fn run(odoo: Client) {
    let _ = Partner::search_read(&odoo, Domain::all()).select::<Code>().await;
}

fn main() {}
