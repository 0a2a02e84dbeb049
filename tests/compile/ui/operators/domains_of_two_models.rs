use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

fn main() {
    let _ = Partner::NAME.eq("a") & Country::CODE.eq("b");
}
