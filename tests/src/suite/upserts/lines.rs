//! Records with the records of their lists, upserted in one transaction.

use odoo_orm::{Error, bulk::Upserted, prelude::*, rpc::ErrorKind};

use super::{
    super::{Env, behaviours},
    external_id,
};
use crate::{
    models::{AddressKind, Order, OrderLine, Partner},
    wrapped::counted,
};

behaviours! {
    an_order_and_its_lines_are_upserted_together,
    records_with_and_without_lines_are_upserted_together,
    a_bad_line_keeps_its_order_out_and_no_other,
    lines_are_created_once_with_their_order,
    an_external_id_of_a_line_belongs_to_one_model,
    lines_that_cannot_be_written_at_once_are_rejected,
}

/// A line of text: Odoo requires a product of the others.
fn note(name: &str) -> Values<OrderLine> {
    let line = Values::new().set(OrderLine::NAME, name);
    line.set(OrderLine::DISPLAY_TYPE, "line_note")
}

async fn customer(env: &Env) -> Id<Partner> {
    let customer = env.partner("customer");
    Partner::create(&env.odoo, customer).await.unwrap()
}

fn order(env: &Env, customer: Id<Partner>, lines: &[(&str, &str)]) -> Values<Order> {
    let lines = lines.iter();
    let lines = lines.map(|(key, name)| (external_id(env, key), note(name)));
    let order = Values::new().set(Order::PARTNER_ID, customer);
    order.upsert_lines(Order::ORDER_LINE, lines)
}

async fn lines_of(env: &Env, order: Id<Order>) -> Vec<(Id<OrderLine>, String)> {
    let lines = OrderLine::search_read(&env.odoo, OrderLine::ORDER_ID.eq(order));
    let lines = lines.order_by(OrderLine::ID.asc()).await.unwrap();
    lines.into_iter().map(|line| (line.id, line.name)).collect()
}

async fn remove(env: &Env, orders: &[Id<Order>]) {
    Order::unlink(&env.odoo, orders).await.unwrap();
    env.clean().await;
}

async fn an_order_and_its_lines_are_upserted_together(env: Env) {
    let customer = customer(&env).await;
    let (odoo, calls) = counted(&env.odoo);
    let upsert = |lines: &[(&str, &str)]| {
        Order::upsert(&odoo, &external_id(&env, "o"), order(&env, customer, lines))
    };
    let first = upsert(&[("a", "one"), ("b", "two")]).await.unwrap();
    assert!(first.is_created());
    let writes = |calls: Vec<String>| {
        let writes = calls.into_iter().filter(|call| {
            let method = call.rsplit('.').next().unwrap_or_default().to_owned();
            ["load", "create", "write"].contains(&&*method)
        });
        writes.collect::<Vec<_>>()
    };
    assert_eq!(writes(calls.take()), ["sale.order.load"]);
    let before = lines_of(&env, first.id()).await;
    assert_eq!(
        before.iter().map(|line| &*line.1).collect::<Vec<_>>(),
        ["one", "two"]
    );
    // The same lines stay, a new one is added, and a line that is not named is left alone.
    let second = upsert(&[("b", "2"), ("c", "three")]).await.unwrap();
    assert_eq!(second, Upserted::Updated(first.id()));
    assert_eq!(writes(calls.take()), ["sale.order.load"]);
    let after = lines_of(&env, first.id()).await;
    assert_eq!(
        after.iter().map(|line| &*line.1).collect::<Vec<_>>(),
        ["one", "2", "three"]
    );
    assert_eq!(
        after[..2].iter().map(|line| line.0).collect::<Vec<_>>(),
        [before[0].0, before[1].0]
    );
    let c = OrderLine::by_external_id(&env.odoo, &external_id(&env, "c")).await;
    assert_eq!(c.unwrap(), Some(after[2].0));
    // Lines that are deleted with their order are created again with it.
    Order::unlink(&env.odoo, first.id()).await.unwrap();
    let third = upsert(&[("a", "one"), ("c", "three")]).await.unwrap();
    assert!(third.is_created());
    assert_eq!(lines_of(&env, third.id()).await.len(), 2);
    remove(&env, &[third.id()]).await;
}

async fn records_with_and_without_lines_are_upserted_together(env: Env) {
    let contact = |name: &str| env.partner(name).set(Partner::KIND, AddressKind::Contact);
    let contacts = |names: &[&str]| {
        let lines = names
            .iter()
            .map(|name| (external_id(&env, name), contact(name)));
        Values::new().upsert_lines(Partner::CHILD_IDS, lines)
    };
    let records = || {
        let named = |key: &str, values: Values<Partner>| {
            (
                external_id(&env, key),
                values.set(Partner::NAME, env.name(key)),
            )
        };
        [
            named("one", contacts(&["1a", "1b"])),
            named("two", Values::new()),
            named("three", contacts(&["3a"])),
            named("four", contacts(&[])),
        ]
    };
    let ids = Partner::upsert_many(&env.odoo, records()).await.unwrap();
    for _ in 0..2 {
        let read = Partner::read(
            &env.odoo,
            ids.iter().map(|done| done.id()).collect::<Vec<_>>(),
        );
        let counts = read.await.unwrap();
        let counts: Vec<usize> = counts
            .iter()
            .map(|partner| partner.child_ids.len())
            .collect();
        assert_eq!(counts, [2, 0, 1, 0]);
        let again = Partner::upsert_many(&env.odoo, records())
            .each()
            .await
            .unwrap();
        let again: Vec<_> = again.into_iter().map(Result::unwrap).collect();
        assert!(
            again
                .iter()
                .zip(&ids)
                .all(|(a, b)| a.id() == b.id() && !a.is_created())
        );
    }
    let kinds = Partner::search_count(&env.odoo, env.ours() & Partner::PARENT_ID.is_set());
    assert_eq!(kinds.await.unwrap(), 3);
    // Without the lines, they are left alone.
    let one = Values::new().set(Partner::COLOR, 3);
    Partner::upsert(&env.odoo, &external_id(&env, "one"), one)
        .await
        .unwrap();
    let read = Partner::read(&env.odoo, ids[0].id()).one().await.unwrap();
    assert_eq!((read.child_ids.len(), read.color), (2, 3));
    let children = Partner::PARENT_ID.is_set() & env.ours();
    let children = Partner::search(&env.odoo, children).await.unwrap();
    Partner::unlink(&env.odoo, children).await.unwrap();
    env.clean().await;
}

async fn a_bad_line_keeps_its_order_out_and_no_other(env: Env) {
    let customer = customer(&env).await;
    let missing: Id<crate::models::ProductVariant> = Id::new(999_999_999);
    let order = |key: &str, is_bad: bool| {
        let line = |line: &str| {
            let values = note(line);
            let values = if is_bad && line == "2" {
                values.set(OrderLine::PRODUCT_ID, missing)
            } else {
                values.unset(OrderLine::PRODUCT_ID)
            };
            (external_id(&env, &format!("{key}_{line}")), values)
        };
        let order = Values::new().set(Order::PARTNER_ID, customer);
        let order = order.upsert_lines(Order::ORDER_LINE, ["1", "2", "3"].map(line));
        (external_id(&env, key), order)
    };
    let orders = [order("a", false), order("b", true), order("c", false)];
    let fates = Order::upsert_many(&env.odoo, orders).each().await.unwrap();
    assert_eq!(
        fates.iter().map(Result::is_ok).collect::<Vec<_>>(),
        [true, false, true]
    );
    let error = fates[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert_eq!(
        error.fault().unwrap().external_id(),
        Some(&*external_id(&env, "b"))
    );
    assert_eq!(error.outcome(), Outcome::NotDone);
    // Nothing of the bad order is there.
    let lines = ["b_1", "b_2", "b_3"].map(|key| external_id(&env, key));
    let found = OrderLine::by_external_ids(&env.odoo, lines).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
    let orders = Order::PARTNER_ID.eq(customer);
    let orders = Order::search(&env.odoo, orders).await.unwrap();
    assert_eq!(orders.len(), 2);
    for order in &orders {
        assert_eq!(lines_of(&env, *order).await.len(), 3);
    }
    remove(&env, &orders).await;
}

async fn lines_are_created_once_with_their_order(env: Env) {
    let customer = customer(&env).await;
    let create = |name: &str| {
        let order = order(&env, customer, &[("a", name), ("b", name)]);
        Order::get_or_create(&env.odoo, &external_id(&env, "o"), order)
    };
    let (id, is_new) = create("first").await.unwrap();
    assert!(is_new);
    assert_eq!(create("second").await.unwrap(), (id, false));
    let lines = lines_of(&env, id).await;
    assert_eq!(
        lines.iter().map(|line| &*line.1).collect::<Vec<_>>(),
        ["first"; 2]
    );
    remove(&env, &[id]).await;
}

async fn an_external_id_of_a_line_belongs_to_one_model(env: Env) {
    let customer = customer(&env).await;
    let order = Values::new().set(Order::PARTNER_ID, customer);
    let order = order.upsert_lines(Order::ORDER_LINE, [("base.main_company", note("x"))]);
    let error = Order::upsert(&env.odoo, &external_id(&env, "o"), order).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(error.to_string().contains("`res.company`"), "{error}");
    let orders = Order::PARTNER_ID.eq(customer);
    assert_eq!(Order::search_count(&env.odoo, orders).await.unwrap(), 0);
    env.clean().await;
}

async fn lines_that_cannot_be_written_at_once_are_rejected(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let id = |key: &str| external_id(&env, key);
    let of = |lines: [(String, Values<OrderLine>); 2]| {
        Values::<Order>::new().upsert_lines(Order::ORDER_LINE, lines)
    };
    let rejected = [
        (
            of([
                (id("a"), note("a")),
                (id("b"), note("b").set(OrderLine::PRICE_UNIT, 1.0)),
            ]),
            "sets other fields than the lines before it",
        ),
        (
            of([(id("a"), note("a")), (id("b"), note(""))]),
            "`name` of `sale.order.line` cannot be written together with its parent",
        ),
        (
            of([(id("a"), note("a")), (id("a"), note("b"))]),
            "duplicate external id",
        ),
        (
            of([(id("a"), note("a")), (id("o"), note("b"))]),
            "duplicate external id",
        ),
        (
            of([(id("a"), note("a")), ("no-dot".to_owned(), note("b"))]),
            "my_sync.partner_42",
        ),
        (
            of([
                (id("a"), note("a")),
                (id("b"), note("b").set(OrderLine::PRICE_UNIT, f64::NAN)),
            ]),
            "line `",
        ),
    ];
    for (values, expected) in rejected {
        let error = Order::upsert(&odoo, &id("o"), values).await.unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    // Only an upsert can name lines by external ids.
    let lines = || of([(id("a"), note("a")), (id("b"), note("b"))]);
    let create = Order::create(&odoo, lines()).await.unwrap_err();
    let write = Order::write(&odoo, Id::new(1), lines()).await.unwrap_err();
    for error in [create, write] {
        assert!(
            error
                .to_string()
                .contains("only `upsert` and `upsert_many`"),
            "{error}"
        );
    }
    assert!(calls.take().is_empty());
    // A later value of the field takes their place, and is taken away by them.
    let list = [Command::Create(note("x"))];
    let values = lines().set(Order::ORDER_LINE, list);
    assert!(values.get(Order::ORDER_LINE).is_some());
    assert_eq!(
        format!("{:?}", of([(id("a"), note("a")), (id("b"), note("b"))])),
        r#"sale.order{"order_line"}"#
    );
}
