//! Creating, writing, deleting, and commands on related records.

use odoo_orm::prelude::*;

use super::{Env, behaviours};
use crate::models::{Partner, Tag, User};

behaviours! {
    records_are_created_in_the_order_of_their_values,
    creating_nothing_makes_no_call,
    one_write_updates_many_records,
    a_failed_create_creates_nothing,
    deleted_records_are_gone,
    lines_are_created_with_their_parent,
    commands_change_links,
    records_are_copied,
    a_copied_user_has_a_copy_of_the_partner,
    records_are_archived_and_unarchived,
    existing_ids_are_distinguished_from_missing_ones,
}

async fn records_are_created_in_the_order_of_their_values(env: Env) {
    let names: Vec<String> = (0..20).map(|n| format!("{n:02}")).collect();
    let ids = Partner::create_many(&env.odoo, names.iter().map(|name| env.partner(name)))
        .await
        .unwrap();
    let read = Partner::read(&env.odoo, ids).await.unwrap();
    let read: Vec<String> = read.into_iter().map(|partner| partner.name).collect();
    assert_eq!(
        read,
        names.iter().map(|name| env.name(name)).collect::<Vec<_>>()
    );
    env.clean().await;
}

async fn creating_nothing_makes_no_call(env: Env) {
    // A client that cannot make any call.
    let nowhere = env.server.client_as("nobody", "nothing");
    assert!(Partner::create_many(&nowhere, []).await.unwrap().is_empty());
    Partner::write(&nowhere, [], Values::new().set(Partner::COLOR, 1))
        .await
        .unwrap();
    Partner::unlink(&nowhere, []).await.unwrap();
}

async fn one_write_updates_many_records(env: Env) {
    let ids = Partner::create_many(&env.odoo, ["a", "b"].map(|name| env.partner(name)))
        .await
        .unwrap();
    Partner::write(&env.odoo, &ids, Values::new().set(Partner::COLOR, 9))
        .await
        .unwrap();
    assert_eq!(env.names(Partner::COLOR.eq(9)).await, ["a", "b"]);
    env.clean().await;
}

async fn a_failed_create_creates_nothing(env: Env) {
    let nameless = Values::new().set(Partner::COLOR, 1);
    let error = Partner::create_many(&env.odoo, [env.partner("a"), nameless])
        .await
        .unwrap_err();
    assert!(env.refused_values(error.fault().unwrap()), "{error}");
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert!(env.names(Domain::all()).await.is_empty());
}

async fn deleted_records_are_gone(env: Env) {
    let ids = Partner::create_many(&env.odoo, ["a", "b", "c"].map(|name| env.partner(name)))
        .await
        .unwrap();
    Partner::unlink(&env.odoo, &ids[..2]).await.unwrap();
    assert_eq!(env.names(Domain::all()).await, ["c"]);
    env.clean().await;
}

async fn lines_are_created_with_their_parent(env: Env) {
    let contact = |name: &str| Command::Create(env.partner(name));
    let values = env
        .partner("company")
        .set(Partner::IS_COMPANY, true)
        .set(Partner::CHILD_IDS, [contact("a"), contact("b")]);
    let id = Partner::create(&env.odoo, values).await.unwrap();
    assert_eq!(env.names(Partner::PARENT_ID.eq(id)).await, ["a", "b"]);
    let company = Partner::read(&env.odoo, id).one().await.unwrap();
    let lines = Partner::read(&env.odoo, &company.child_ids).await.unwrap();
    assert!(lines.iter().all(|line| {
        line.parent_id
            .as_ref()
            .is_some_and(|parent| parent.id == id)
    }));
    // Update one line, delete the other and create a third, in one call.
    let line = |name: &str| {
        lines
            .iter()
            .find(|line| line.name == env.name(name))
            .unwrap()
            .id
    };
    let commands = vec![
        Command::Update(line("a"), env.partner("a2")),
        Command::Delete(line("b")),
        contact("c"),
    ];
    Partner::write(
        &env.odoo,
        id,
        Values::new().set(Partner::CHILD_IDS, commands),
    )
    .await
    .unwrap();
    assert_eq!(env.names(Partner::PARENT_ID.eq(id)).await, ["a2", "c"]);
    env.clean().await;
}

async fn commands_change_links(env: Env) {
    let tags = ["x", "y", "z"].map(|name| Values::new().set(Tag::NAME, env.name(name)));
    let tags = Tag::create_many(&env.odoo, tags).await.unwrap();
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let after = async |commands: Vec<Command<Tag>>| {
        let values = Values::new().set(Partner::CATEGORY_ID, commands);
        Partner::write(&env.odoo, id, values).await.unwrap();
        let mut ids = Partner::read(&env.odoo, id)
            .one()
            .await
            .unwrap()
            .category_id
            .into_vec();
        ids.sort();
        ids
    };
    let [x, y, z] = tags[..] else {
        panic!("{tags:?}")
    };
    assert_eq!(
        after(vec![Command::Link(x), Command::Link(y)]).await,
        [x, y]
    );
    assert_eq!(after(vec![Command::Unlink(x)]).await, [y]);
    assert_eq!(after(vec![Command::Set(vec![x, z])]).await, [x, z]);
    assert_eq!(after(vec![]).await, [x, z], "no commands change nothing");
    assert_eq!(after(vec![Command::Delete(z)]).await, [x]);
    assert_eq!(after(vec![Command::Clear]).await, []);
    assert_eq!(
        Tag::read(&env.odoo, &tags).await.unwrap().len(),
        2,
        "one record is deleted, the others stay"
    );
    Tag::unlink(&env.odoo, [x, y]).await.unwrap();
    env.clean().await;
}

async fn records_are_copied(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a").set(Partner::COLOR, 5))
        .await
        .unwrap();
    let values = env.partner("b").set(Partner::REFERENCE, "copy");
    let copy = Partner::copy(&env.odoo, id, values).await.unwrap();
    assert_ne!(copy, id);
    let copy = Partner::read(&env.odoo, copy).one().await.unwrap();
    assert_eq!(
        (copy.name, copy.color, copy.reference.as_deref()),
        (env.name("b"), 5, Some("copy"))
    );
    env.clean().await;
}

async fn records_are_archived_and_unarchived(env: Env) {
    let ids = Partner::create_many(&env.odoo, ["a", "b"].map(|name| env.partner(name)))
        .await
        .unwrap();
    Partner::action_archive(&env.odoo, &ids).await.unwrap();
    assert_eq!(env.names(Domain::all()).await, [""; 0]);
    Partner::action_unarchive(&env.odoo, ids[0]).await.unwrap();
    assert_eq!(env.names(Domain::all()).await, ["a"]);
    env.clean().await;
}

async fn existing_ids_are_distinguished_from_missing_ones(env: Env) {
    let ids = Partner::create_many(&env.odoo, ["a", "b", "c"].map(|name| env.partner(name)))
        .await
        .unwrap();
    Partner::unlink(&env.odoo, ids[0]).await.unwrap();
    Partner::action_archive(&env.odoo, ids[1]).await.unwrap();
    let mut existing = Partner::exists(&env.odoo, &ids).await.unwrap();
    existing.sort();
    assert_eq!(existing, ids[1..]);
    assert!(Partner::exists(&env.odoo, []).await.unwrap().is_empty());
    env.clean().await;
}

async fn a_copied_user_has_a_copy_of_the_partner(env: Env) {
    let login = env.name("login");
    let values = Values::new()
        .set(User::NAME, env.name("user"))
        .set(User::LOGIN, &login);
    let id = User::create(&env.odoo, values).await.unwrap();
    let user = User::read(&env.odoo, id).one().await.unwrap();
    let color = Values::new().set(Partner::COLOR, 5);
    Partner::write(&env.odoo, user.partner_id.id, color)
        .await
        .unwrap();
    let copy = User::copy(&env.odoo, id, Values::new()).await.unwrap();
    let given = env.partner("given");
    let given = Partner::create(&env.odoo, given).await.unwrap();
    let values = Values::new()
        .set(User::PARTNER_ID, given)
        .set(User::LOGIN, env.name("other"));
    let other = User::copy(&env.odoo, id, values).await.unwrap();
    let users = User::read(&env.odoo, [copy, other]).await.unwrap();
    User::unlink(&env.odoo, [id, copy, other]).await.unwrap();
    let [copied, other] = &users[..] else {
        panic!("two copies: {users:?}")
    };
    let partner = Partner::read(&env.odoo, copied.partner_id.id);
    let partner = partner.one().await.unwrap();
    assert_ne!(partner.id, user.partner_id.id);
    assert_eq!(copied.login, format!("{login} (copy)"));
    let name = format!("{} (copy)", env.name("user"));
    assert_eq!((&copied.name, &partner.name), (&name, &name));
    assert_eq!(partner.color, 5);
    assert_eq!(
        (other.partner_id.id, &other.name),
        (given, &env.name("given"))
    );
    env.clean().await;
}
