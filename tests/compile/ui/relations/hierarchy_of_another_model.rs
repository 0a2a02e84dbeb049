use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

fn main() {
    let _ = Partner::ID.child_of(Id::<Country>::new(1));
}
