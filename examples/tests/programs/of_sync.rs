use std::collections::BTreeMap;

use odoo_mock::{Failure, Server, When, World};
use odoo_orm::prelude::*;
use rusqlite::Connection;

use crate::{
    helpers::{client, killed_after},
    sync::{Line, Order, Partner, Synced, open, sync, sync_all},
};

/// The names in the copy, by id.
fn copied(file: &Connection) -> BTreeMap<i64, String> {
    let mut select = file.prepare("SELECT id, name FROM partner").unwrap();
    let rows = select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// The names in Odoo, by id, archived partners included.
async fn there(odoo: &Client) -> BTreeMap<i64, String> {
    let all = odoo.with_context(Context::new().active_test(false));
    Partner::search_read(&all, Domain::all())
        .await
        .unwrap()
        .into_iter()
        .map(|partner| (partner.id.get(), partner.name))
        .collect()
}

async fn partner(odoo: &Client, name: &str) -> Id<Partner> {
    Partner::create(odoo, Values::new().set(Partner::NAME, name))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_run_stores_what_changed_and_removes_what_was_deleted() {
    let world = World::new();
    let odoo = world.client();
    let mut file = open(":memory:").unwrap();
    let (acme, bolts) = (partner(&odoo, "Acme").await, partner(&odoo, "Bolts").await);
    sync::<Partner>(&odoo, &mut file).await.unwrap();
    assert_eq!(copied(&file), there(&odoo).await);

    Partner::write(&odoo, acme, Values::new().set(Partner::ACTIVE, false))
        .await
        .unwrap();
    Partner::unlink(&odoo, bolts).await.unwrap();
    let run = sync::<Partner>(&odoo, &mut file).await.unwrap();
    assert_eq!(run.deleted, 1);
    assert_eq!(copied(&file), there(&odoo).await);
    let active: bool = file
        .query_row(
            "SELECT active FROM partner WHERE id = ?1",
            [acme.get()],
            |row| row.get(0),
        )
        .unwrap();
    assert!(!active);
}

#[tokio::test]
async fn orders_come_with_their_lines() {
    let world = World::new();
    let odoo = world.client();
    let mut file = open(":memory:").unwrap();
    let acme = partner(&odoo, "Acme").await;
    let line = Values::new()
        .set(Line::NAME, "Bolts")
        .set(Line::PRODUCT_UOM_QTY, 3.0)
        .set(Line::PRICE_UNIT, 2.5);
    let order = Order::create(&odoo, Values::new().set(Order::PARTNER_ID, acme))
        .await
        .unwrap();
    Line::create(&odoo, line.set(Line::ORDER_ID, order))
        .await
        .unwrap();
    sync_all(&odoo, &mut file).await.unwrap();
    let total: f64 = file
        .query_row(
            "SELECT sum(quantity * price) FROM sale_order_line JOIN sale_order ON order_id = sale_order.id WHERE partner_id = ?1",
            [acme.get()],
            |row| row.get(0),
        )
        .unwrap();
    assert!((total - 7.5).abs() < 1e-9, "{total}");
}

#[tokio::test]
async fn a_copy_is_complete_whenever_a_run_was_killed() {
    let world = World::new();
    let server = Server::start(&world).await.unwrap();
    let odoo = client(&server, &world);
    let mut deaths = 0;
    for point in 1..=30 {
        let mut file = open(":memory:").unwrap();
        let name = format!("Killed at {point}");
        let gone = partner(&odoo, &name).await;
        let run = sync_all(&odoo, &mut file);
        deaths += usize::from(killed_after(point, run).await.is_none());
        Partner::unlink(&odoo, gone).await.unwrap();
        partner(&odoo, &name).await;
        sync_all(&odoo, &mut file).await.unwrap();
        assert_eq!(copied(&file), there(&odoo).await);
    }
    assert!(deaths > 0, "no run was killed");
}

#[tokio::test]
async fn a_failure_of_the_server_loses_nothing() {
    let world = World::new();
    let odoo = world.client();
    let mut file = open(":memory:").unwrap();
    partner(&odoo, "Acme").await;
    {
        let _down = world.fail(When::always(), Failure::Status(503));
        sync::<Partner>(&odoo, &mut file).await.unwrap_err();
    }
    let Synced { changed, .. } = sync::<Partner>(&odoo, &mut file).await.unwrap();
    assert!(changed > 0);
    assert_eq!(copied(&file), there(&odoo).await);
}
