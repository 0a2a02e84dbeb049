use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[deny(unused_must_use)]
async fn run(odoo: Client) {
    Partner::search_read(&odoo, Domain::all());
    Partner::NAME.eq("a");
    Partner::search_read(&odoo, Domain::all()).stream();
    Partner::search_read(&odoo, Domain::all()).stream().pages();
    Partner::changes_since(&odoo, odoo_orm::sync::Cursor::default());
    Partner::read_map(&odoo, [Id::new(1)]);
}

fn main() {}
