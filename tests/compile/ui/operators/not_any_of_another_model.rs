use odoo_compile_tests::{Country, Partner};

fn main() {
    let _ = Partner::COUNTRY_ID.not_any(Partner::NAME.eq("Acme"));
    let _ = Partner::NAME.not_any(Country::CODE.eq("BE"));
}
