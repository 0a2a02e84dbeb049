use odoo_compile_tests::Partner;
use odoo_orm::Property;

const COLOR: Property<String> = Property::named("aa11");

fn main() {
    let _ = Partner::NAME.property(&COLOR).eq("red");
}
