use odoo_compile_tests::Partner;

fn main() {
    let _ = Partner::NAME.sum();
    let _ = Partner::COLOR.bool_and();
    let _ = Partner::CHILD_IDS.count_distinct();
    let _ = Partner::NAME.array_agg();
    let _ = Partner::COUNTRY_ID.max();
}
