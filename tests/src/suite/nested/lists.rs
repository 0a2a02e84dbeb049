//! Which lines of a list a nested read returns.

use odoo_orm::prelude::*;

use super::{
    super::{Env, behaviours},
    Contact, CountryBrief, clean, company, last_word, taken,
};
use crate::{models::Partner, wrapped::counted};

behaviours! {
    each_list_is_limited_and_sorted,
    a_condition_on_lines_is_searched,
    a_deeply_nested_condition_is_searched_once,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Newest {
    name: String,
    #[odoo(nested, token = CHILD_IDS, order_by = Partner::COLOR.desc(), order_by = Partner::NAME.asc(), limit = 2)]
    contacts: Vec<Contact>,
}

async fn each_list_is_limited_and_sorted(env: Env) {
    for (name, contacts) in [
        ("acme", &["a", "b", "c"][..]),
        ("bits", &["d"]),
        ("none", &[]),
    ] {
        company(&env, name, contacts).await;
    }
    let last = Partner::search(&env.odoo, env.ours() & Partner::NAME.eq(env.name("c")))
        .one()
        .await
        .unwrap();
    Partner::write(&env.odoo, last, Values::new().set(Partner::COLOR, 9))
        .await
        .unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let read = Partner::search_read(&odoo, env.ours() & Partner::IS_COMPANY.eq(true))
        .order_by(Partner::NAME.asc())
        .select::<Newest>()
        .await
        .unwrap();
    // Up to 17, the order of the lines takes one more search.
    let expected = if env.version.sorts_archived_lists() {
        vec!["res.partner.web_search_read"]
    } else if env.version.has_web_read() {
        vec![
            "res.partner.search",
            "res.partner.search_read",
            "res.partner.web_read",
        ]
    } else {
        vec![
            "res.partner.category.read",
            "res.partner.read",
            "res.partner.search",
            "res.partner.search_read",
        ]
    };
    assert_eq!(taken(&calls), expected);
    let contacts: Vec<(&str, Vec<&str>)> = read
        .iter()
        .map(|company| {
            let contacts = company
                .contacts
                .iter()
                .map(|contact| last_word(&contact.name));
            (last_word(&company.name), contacts.collect())
        })
        .collect();
    assert_eq!(
        contacts,
        [
            ("acme", vec!["c", "a"]),
            ("bits", vec!["d"]),
            ("none", vec![])
        ]
    );
    // Without lines, no search is sent.
    let none = env.ours() & Partner::NAME.eq(env.name("none"));
    let none = Partner::search_read(&odoo, none).select::<Newest>();
    assert!(none.one().await.unwrap().contacts.is_empty());
    assert_eq!(taken(&calls).len(), 1);
    clean(&env).await;
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct WithRed {
    name: String,
    #[odoo(nested)]
    country_id: Option<CountryBrief>,
    #[odoo(nested, token = CHILD_IDS, domain = Partner::COLOR.eq(1) | Partner::NAME.contains("b"), limit = 2)]
    red: Vec<Contact>,
}

async fn a_condition_on_lines_is_searched(env: Env) {
    let acme = company(&env, "acme", &["a", "b", "c", "d"]).await;
    let contacts = env.ours() & Partner::PARENT_ID.eq(acme);
    for (name, color) in [("c", 1), ("d", 1)] {
        let one = Partner::search(
            &env.odoo,
            contacts.clone() & Partner::NAME.eq(env.name(name)),
        );
        let id = one.one().await.unwrap();
        Partner::write(&env.odoo, id, Values::new().set(Partner::COLOR, color))
            .await
            .unwrap();
    }
    let (odoo, calls) = counted(&env.odoo);
    let read = Partner::read(&odoo, acme)
        .select::<WithRed>()
        .one()
        .await
        .unwrap();
    let expected = if env.version.has_web_read() {
        vec![
            "res.partner.search",
            "res.partner.web_read",
            "res.partner.web_read",
        ]
    } else {
        vec![
            "res.country.read",
            "res.partner.category.read",
            "res.partner.read",
            "res.partner.read",
            "res.partner.search",
        ]
    };
    assert_eq!(taken(&calls), expected);
    let names: Vec<&str> = read
        .red
        .iter()
        .map(|contact| last_word(&contact.name))
        .collect();
    assert_eq!(
        names,
        ["b", "c"],
        "the first two matches, in the order of the list"
    );
    assert_eq!(read.red[0].tags.len(), 1);
    assert!(read.country_id.is_some() && last_word(&read.name) == "acme");
    clean(&env).await;
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Deep {
    #[odoo(nested)]
    parent_id: Option<Parent>,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Parent {
    name: String,
    #[odoo(nested, token = CHILD_IDS, domain = Partner::NAME.eq_like("%a"))]
    contacts: Vec<Contact>,
    #[odoo(nested)]
    country_id: Option<CountryBrief>,
}

async fn a_deeply_nested_condition_is_searched_once(env: Env) {
    company(&env, "acme", &["a", "b"]).await;
    company(&env, "bits", &["c", "da"]).await;
    let (odoo, calls) = counted(&env.odoo);
    let read = Partner::search_read(&odoo, env.ours())
        .order_by(Partner::NAME.asc())
        .select::<Deep>()
        .await
        .unwrap();
    let expected = if env.version.has_web_read() {
        vec![
            "res.partner.search",
            "res.partner.web_read",
            "res.partner.web_search_read",
        ]
    } else {
        vec![
            "res.country.read",
            "res.partner.category.read",
            "res.partner.read",
            "res.partner.read",
            "res.partner.search",
            "res.partner.search_read",
        ]
    };
    assert_eq!(taken(&calls), expected);
    let seen: Vec<(&str, Vec<&str>)> = read
        .iter()
        .filter_map(|deep| deep.parent_id.as_ref())
        .map(|parent| {
            assert_eq!(parent.country_id.as_ref().unwrap().code, "BE");
            let contacts = parent
                .contacts
                .iter()
                .map(|contact| last_word(&contact.name));
            (last_word(&parent.name), contacts.collect())
        })
        .collect();
    let (acme, bits) = (("acme", vec!["a"]), ("bits", vec!["da"]));
    assert_eq!(seen, [acme.clone(), acme, bits.clone(), bits]);
    clean(&env).await;
}
