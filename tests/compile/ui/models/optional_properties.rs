use odoo_orm::{Properties, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "product.template")]
struct Product {
    product_properties: Option<Properties>,
}

fn main() {}
