use odoo_orm::prelude::*;

struct Cache;

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    #[odoo(skip, readonly, token = NAME)]
    name: String,
    #[odoo(skp)]
    other: Cache,
}

fn main() {
    // It has a constant all the same.
    let _ = Partner::OTHER;
}
