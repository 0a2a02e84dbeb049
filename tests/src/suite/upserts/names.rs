//! External ids: finding many records at once.

use std::collections::HashMap;

use odoo_orm::{Error, bulk::Upserted, prelude::*};

use super::{
    super::{Env, behaviours},
    external_id,
};
use crate::{
    models::{Filter, Partner},
    wrapped::counted,
};

behaviours! {
    many_external_ids_are_found_in_two_calls,
    many_external_ids_are_checked,
    ;
    users:
    a_plain_user_finds_many_external_ids,
}

async fn many_external_ids_are_found_in_two_calls(env: Env) {
    let names = ["a", "b", "c"].map(|name| external_id(&env, name));
    let records = names
        .iter()
        .map(|name| (name.as_str(), env.partner(name).set(Partner::COLOR, 1)));
    let upserted = Partner::upsert_many(&env.odoo, records).await.unwrap();
    let ids: Vec<_> = upserted.into_iter().map(Upserted::id).collect();
    Partner::action_archive(&env.odoo, ids[1]).await.unwrap();
    Partner::unlink(&env.odoo, ids[2]).await.unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let asked = names.iter().map(String::as_str).chain([
        "base.main_partner",
        "base.no_such_record",
        names[0].as_str(),
    ]);
    let found = Partner::by_external_ids(&odoo, asked).await.unwrap();
    assert_eq!(
        calls.take(),
        ["ir.model.data.search_read", "res.partner.search"]
    );
    let main = Partner::by_external_id(&env.odoo, "base.main_partner").await;
    let expected = [
        (names[0].clone(), ids[0]),
        (names[1].clone(), ids[1]),
        ("base.main_partner".to_owned(), main.unwrap().unwrap()),
    ];
    assert_eq!(found, HashMap::from(expected));
    let none = Partner::by_external_ids(&odoo, [""; 0]).await.unwrap();
    assert!(none.is_empty() && calls.take().is_empty());
    env.clean().await;
}

async fn many_external_ids_are_checked(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let error = Partner::by_external_ids(&odoo, ["base.main_partner", "no-dot"])
        .await
        .unwrap_err();
    assert!(error.to_string().contains("my_sync.partner_42"), "{error}");
    assert!(calls.take().is_empty());
    let error = Partner::by_external_ids(&odoo, ["base.main_partner", "base.main_company"])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(error.to_string().contains("`res.company`"), "{error}");
}

async fn a_plain_user_finds_many_external_ids(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    let names = ["a", "b"].map(|name| external_id(&env, name));
    let mut ids = Vec::new();
    for name in &names {
        let values = Values::new()
            .set(Filter::NAME, name)
            .set(Filter::MODEL_ID, "res.partner");
        ids.push(Filter::upsert(&clerk, name, values).await.unwrap().id());
    }
    let asked = names.iter().map(String::as_str);
    let found = Filter::by_external_ids(&clerk, asked.chain(["base.no_such_record"]))
        .await
        .unwrap();
    let expected: HashMap<_, _> = names.into_iter().zip(ids.clone()).collect();
    assert_eq!(found, expected);
    Filter::unlink(&env.odoo, ids).await.unwrap();
}
