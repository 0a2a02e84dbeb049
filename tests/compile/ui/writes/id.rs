use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

fn main() {
    let _ = Values::new().set(Partner::ID, Id::new(3));
}
