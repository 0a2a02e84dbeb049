use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "sale.order")]
struct Order {
    amount_total: f64,
    amount_undiscounted: f64,
}

fn main() {}
