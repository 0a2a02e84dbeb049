use odoo_compile_tests::Partner;
use odoo_orm::field::DatePart;

fn main() {
    let _ = Partner::NAME.date_part(DatePart::Year).eq(2024);
}
