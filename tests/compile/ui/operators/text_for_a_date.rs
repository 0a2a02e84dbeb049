use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub date_order: DateTime<Utc>,
    pub amount_total: f64,
}

fn main() {
    let _ = Order::DATE_ORDER.gt("2024-01-01");
    let _ = Order::AMOUNT_TOTAL.gt(5);
}
