use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

#[odoo_methods(Partner)]
impl Partner {
    fn address_get(self);
}

fn main() {
    let _ = Partner::NAME;
}
