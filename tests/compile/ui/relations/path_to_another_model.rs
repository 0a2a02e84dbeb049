use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

fn main() {
    let _ = Partner::COUNTRY_ID.dot(Partner::NAME);
}
