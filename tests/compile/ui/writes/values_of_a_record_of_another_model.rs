use odoo_compile_tests::{Country, Partner};
use odoo_orm::prelude::*;

fn copy(country: Country) -> Values<Partner> {
    Values::of(&country)
}

fn main() {}
