use odoo_compile_tests::Partner;
use odoo_orm::prelude::*;

fn main() {
    let _ = Partner::CHILD_IDS.eq([Command::<Partner>::Clear]);
}
