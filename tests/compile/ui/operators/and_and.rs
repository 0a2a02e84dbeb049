use odoo_compile_tests::Partner;

fn main() {
    let _ = Partner::NAME.eq("a") && Partner::COLOR.eq(1);
}
