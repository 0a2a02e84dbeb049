use odoo_orm::prelude::*;

struct Cache;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    #[odoo(skip)]
    cache: Cache,
}

fn main() {
    let _ = Partner::CACHE;
}
