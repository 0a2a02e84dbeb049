//! External ids: finding many records at once, and creating a record once.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use odoo_orm::{Error, bulk::Upserted, prelude::*};

use super::{
    super::{Env, behaviours},
    external_id,
};
use crate::{
    models::{AddressKind, Filter, Partner},
    paced::paced,
    wrapped::counted,
};

behaviours! {
    many_external_ids_are_found_in_two_calls,
    many_external_ids_are_checked,
    a_record_is_created_once_and_not_changed_again,
    the_first_of_two_creations_keeps_its_values,
    what_cannot_be_created_at_once_is_rejected,
    ;
    users:
    a_plain_user_finds_many_external_ids,
}

const LOOKED_UP: &str = "ir.model.data.check_object_reference";

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

async fn a_record_is_created_once_and_not_changed_again(env: Env) {
    let id = external_id(&env, "a");
    let (odoo, calls) = counted(&env.odoo);
    let create = |color: i64| {
        let values = env.partner("a").set(Partner::COLOR, color);
        Partner::get_or_create(&odoo, &id, values.set(Partner::KIND, AddressKind::Invoice))
    };
    let (partner, is_new) = create(1).await.unwrap();
    assert!(is_new);
    assert_eq!(
        calls.take(),
        [
            LOOKED_UP,
            "res.partner.fields_get",
            "res.partner.load",
            "res.partner.read"
        ]
    );
    assert_eq!(create(2).await.unwrap(), (partner, false));
    assert_eq!(calls.take(), [LOOKED_UP]);
    let read = Partner::read(&env.odoo, partner).one().await.unwrap();
    assert_eq!((read.color, read.kind), (1, Some(AddressKind::Invoice)));
    // An upsert still changes it.
    let values = || Values::new().set(Partner::COLOR, 3);
    let upserted = Partner::upsert(&env.odoo, &id, values()).await.unwrap();
    assert_eq!(upserted, Upserted::Updated(partner));
    Partner::upsert_many(&env.odoo, [(id.clone(), values().set(Partner::COLOR, 4))])
        .await
        .unwrap();
    let read = Partner::read(&env.odoo, partner).one().await.unwrap();
    assert_eq!(read.color, 4);
    // A deleted record is created again.
    Partner::unlink(&env.odoo, partner).await.unwrap();
    let (again, is_new) = create(5).await.unwrap();
    assert!(is_new && again != partner);
    env.clean().await;
}

async fn the_first_of_two_creations_keeps_its_values(env: Env) {
    let id = external_id(&env, "a");
    // Both find nothing, and then create one after the other.
    let hold = |call: usize| Duration::from_millis([0, 1000][call % 2]);
    let (odoo, _traffic) = paced(&env.odoo, "load", hold);
    let seen = Mutex::new(Vec::new());
    let create = |color: i64| {
        let values = env.partner("a").set(Partner::COLOR, color);
        let created = Partner::get_or_create(&odoo, &id, values);
        let (odoo, seen) = (&odoo, &seen);
        async move {
            let (partner, _) = created.await.unwrap();
            let read = Partner::read(odoo, partner).one().await.unwrap();
            seen.lock().unwrap().push((partner, read.color));
        }
    };
    tokio::join!(create(1), create(2));
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen[0], seen[1]);
    assert_eq!(env.names(Domain::all()).await, ["a"]);
    env.clean().await;
}

async fn what_cannot_be_created_at_once_is_rejected(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let values = env.partner("a").set(
        Partner::CHILD_IDS,
        [Command::Create(env.partner("contact"))],
    );
    let error = Partner::get_or_create(&odoo, &external_id(&env, "a"), values)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(error.to_string().contains("`child_ids`"), "{error}");
    assert!(calls.take().is_empty());
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
