use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

struct Cache;

#[derive(Projection)]
#[odoo(of = Partner)]
struct Brief {
    #[odoo(skip)]
    cache: Cache,
    #[odoo(skip, limit = 3)]
    name: String,
    #[odoo(tokne = NAME)]
    other: Cache,
}

fn main() {}
