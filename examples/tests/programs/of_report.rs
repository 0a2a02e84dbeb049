use odoo_mock::World;
use odoo_orm::prelude::*;

use crate::report::{Order, by_customer, demo, pdf, table};

#[tokio::test]
async fn revenue_is_a_table_of_rows_and_months() {
    let world = World::new();
    demo(&world);
    let odoo = world.client();
    let text = table(&by_customer(&odoo).await.unwrap());
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines[0], ["January", "2024", "February", "2024"]);
    assert_eq!(lines[1], ["Acme", "150.00", "25.50"]);
    assert_eq!(lines[2], ["Bolts", "0.00", "10.00"]);
}

#[tokio::test]
async fn an_order_has_a_pdf() {
    let world = World::new();
    demo(&world);
    let odoo = world.client();
    let order = Order::search(&odoo, Domain::all()).first().await.unwrap();
    let bytes = pdf(&odoo, order.unwrap()).await.unwrap();
    assert!(bytes.starts_with(b"%PDF"));
}
