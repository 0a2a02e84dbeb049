use std::sync::{Arc, Mutex};

use odoo_mock::World;
use odoo_orm::prelude::*;

use crate::push_orders::{Order, demo, parse, push};

#[tokio::test]
async fn two_thousand_orders_are_pushed_once_and_bad_ones_are_reported() {
    let world = World::new();
    let odoo = world.client();
    let (rows, bad) = parse(&demo(1));
    assert_eq!((rows.len(), bad.len()), (2_000, 0));
    let before = Order::search_count(&odoo, Domain::all()).await.unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let report = push(&odoo, &rows, move |known, all| {
        tell.lock().unwrap().push((known, all));
    });
    let report = report.await.unwrap();
    assert_eq!(
        (report.created, report.updated, report.refused.len()),
        (1_997, 0, 3)
    );
    for (refused, number) in report.refused.iter().zip(["7", "500", "1999"]) {
        assert!(
            refused.starts_with(&format!("order {number}: ")),
            "{refused}"
        );
    }
    assert_eq!(*told.lock().unwrap().last().unwrap(), (2_000, 2_000));
    let again = push(&odoo, &rows, |_, _| {}).await.unwrap();
    assert_eq!(
        (again.created, again.updated, again.refused.len()),
        (0, 1_997, 3)
    );
    let after = Order::search_count(&odoo, Domain::all()).await.unwrap();
    assert_eq!(after, before + 1_997);
}

#[test]
fn rows_that_are_none_are_told_with_their_line() {
    let (rows, bad) = parse("number,customer,reference\n1,7,a\n2,x,b\n3,0,c\n,7,d\n5\n6.a,7,e");
    assert_eq!(rows.len(), 1);
    let lines: Vec<&str> = bad.iter().filter_map(|bad| bad.split(':').next()).collect();
    assert_eq!(lines, ["line 3", "line 4", "line 5", "line 6", "line 7"]);
    assert!(bad[0].contains(r#"invalid id "x""#), "{}", bad[0]);
}
