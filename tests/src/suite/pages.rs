//! Pages by number and by key.

use odoo_orm::{prelude::*, rpc::ErrorKind};

use super::{Env, behaviours};
use crate::models::Partner;

behaviours! {
    a_page_has_its_items_and_the_total,
    keyset_pages_follow_one_another,
    text_is_found_as_it_is_in_any_case,
}

async fn seven(env: &Env) {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let values = names.map(|name| env.partner(name));
    Partner::create_many(&env.odoo, values).await.unwrap();
}

async fn a_page_has_its_items_and_the_total(env: Env) {
    seven(&env).await;
    let query = || Partner::search_read(&env.odoo, env.ours()).order_by(Partner::NAME.asc());
    let prefix = format!("{} ", env.tag);
    for (number, size, expected) in [
        (1, 3, "abc"),
        (2, 3, "def"),
        (3, 3, "g"),
        (4, 3, ""),
        (1, 7, "abcdefg"),
        (2, 7, ""),
        (1, 100, "abcdefg"),
        (u64::MAX, u64::MAX, ""),
    ] {
        let page = query().page(number, size).await.unwrap();
        let names: String = page
            .items
            .iter()
            .map(|one| one.name.replace(&prefix, ""))
            .collect();
        assert_eq!((&*names, page.total), (expected, 7), "{number} of {size}");
    }
    assert_eq!(query().page(1, 3).await.unwrap().pages(), 3);
    let nothing = Partner::search(&env.odoo, Domain::none())
        .page(1, 3)
        .await
        .unwrap();
    assert_eq!(
        (nothing.items.len(), nothing.total, nothing.pages()),
        (0, 0, 0)
    );
    for (number, size) in [(0, 3), (1, 0)] {
        let error = query().page(number, size).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    env.clean().await;
}

async fn keyset_pages_follow_one_another(env: Env) {
    seven(&env).await;
    let mut all = Vec::new();
    let mut sizes = Vec::new();
    let mut after = None;
    loop {
        let page = Partner::search_read(&env.odoo, env.ours()).page_after(after, 3);
        let page = page.await.unwrap();
        sizes.push(page.items.len());
        all.extend(page.items.into_iter().map(|partner| partner.id));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(sizes, [3, 3, 1]);
    let mut ids = Partner::search(&env.odoo, env.ours()).await.unwrap();
    ids.sort();
    assert_eq!(all, ids);
    let exact = Partner::search(&env.odoo, env.ours())
        .page_after(None, 7)
        .await
        .unwrap();
    assert_eq!((exact.items.len(), exact.next), (7, None));
    let sorted = Partner::search(&env.odoo, env.ours()).order_by(Partner::NAME.asc());
    let error = sorted.page_after(None, 3).await.unwrap_err();
    assert!(
        error.to_string().contains("leave out `order_by`"),
        "{error}"
    );
    env.clean().await;
}

async fn text_is_found_as_it_is_in_any_case(env: Env) {
    for name in ["50% Off", "500 off", "a_b", "AxB"] {
        Partner::create(&env.odoo, env.partner(name)).await.unwrap();
    }
    assert_eq!(
        env.names(Partner::NAME.icontains("0% OFF")).await,
        ["50% Off"]
    );
    assert_eq!(env.names(Partner::NAME.icontains("A_B")).await, ["a_b"]);
    let none: [&str; 0] = [];
    assert_eq!(env.names(Partner::NAME.contains("A_B")).await, none);
    assert_eq!(env.names(Partner::NAME.contains("a_b")).await, ["a_b"]);
    let mut domain = Partner::NAME.icontains("OFF");
    domain &= Partner::NAME.contains("%");
    assert_eq!(env.names(domain.clone()).await, ["50% Off"]);
    domain |= Partner::NAME.contains("xB");
    assert_eq!(env.names(domain).await, ["50% Off", "AxB"]);
    env.clean().await;
}
