//! Writes of fields that some versions do not have, or have by another name.

use odoo_orm::{
    Error,
    bulk::{BatchError, Upserted},
    prelude::*,
};
use serde_json::{Value, json};

use super::{Env, behaviours, is_absent};
use crate::{
    models::{
        ProductVariant,
        versioned::{Contact, Group, Line, Sale, Unit, User},
    },
    wrapped::counted,
};

behaviours! {
    values_with_an_absent_field_are_not_sent,
    an_absent_field_in_any_batch_sends_nothing,
    renamed_fields_are_written,
    upserts_follow_renamed_fields,
    writes_of_many_and_lines_follow_renamed_fields,
    a_copied_record_leaves_out_what_is_absent,
    commands_have_the_names_of_their_own_model,
    arguments_of_methods_have_the_names_of_the_version,
    defaults_come_back_by_their_own_names,
}

async fn values_with_an_absent_field_are_not_sent(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let values = || env.contact("a").set(Contact::MOBILE, "1");
    let child = || {
        let child = Command::Create(env.contact("b").set(Contact::MOBILE, "2"));
        env.contact("a").set(Contact::CHILD_IDS, [child])
    };
    let name = format!("odoo_orm_tests.{}", env.tag.replace(' ', "_"));
    if env.has_mobile().await {
        let parent = Contact::create(&odoo, child()).await.unwrap();
        let found = Contact::search_read(&odoo, Contact::PARENT_ID.eq(parent))
            .one()
            .await;
        assert_eq!(found.unwrap().mobile.as_deref(), Some("2"));
        Contact::write(&odoo, parent, Values::new().set(Contact::MOBILE, "3"))
            .await
            .unwrap();
        let copy = Contact::copy(&odoo, parent, values()).await.unwrap();
        assert_eq!(
            Contact::read(&odoo, copy)
                .one()
                .await
                .unwrap()
                .mobile
                .as_deref(),
            Some("1")
        );
        env.clean().await;
        return;
    }
    let id = Contact::create(&odoo, env.contact("a")).await.unwrap();
    calls.take();
    is_absent(Contact::create(&odoo, values()).await);
    is_absent(Contact::create(&odoo, child()).await);
    is_absent(Contact::create_many(&odoo, [env.contact("b"), values()]).await);
    is_absent(Contact::write(&odoo, id, values()).await);
    is_absent(Contact::write(&odoo, id, Values::new().unset(Contact::MOBILE)).await);
    is_absent(Contact::copy(&odoo, id, values()).await);
    is_absent(Contact::upsert(&odoo, &name, values()).await);
    is_absent(Contact::get_or_create(&odoo, &name, values()).await);
    let many = Contact::upsert_many(&odoo, [(name.clone(), values())]).await;
    is_absent(many.map_err(BatchError::into_error));
    let many = Contact::get_or_create_many(&odoo, [(name.clone(), values())]).await;
    is_absent(many.map_err(BatchError::into_error));
    let many = Contact::write_many(&odoo, [(id, values())]).await;
    is_absent(many.map_err(BatchError::into_error));
    let lines = [(format!("{name}_line"), values())];
    let lines = env.contact("a").upsert_lines(Contact::CHILD_IDS, lines);
    is_absent(Contact::upsert(&odoo, &name, lines).await);
    assert_eq!(calls.take(), <[String; 0]>::default());
    env.clean().await;
}

async fn an_absent_field_in_any_batch_sends_nothing(env: Env) {
    let (odoo, calls) = counted(&env.odoo);
    let names = ["a", "b", "c"];
    let mut values: Vec<_> = names.iter().map(|name| env.contact(name)).collect();
    values.push(env.contact("d").set(Contact::MOBILE, "1"));
    let batches = Contact::create_many(&odoo, values)
        .in_batches()
        .batch_size(1);
    if env.has_mobile().await {
        assert_eq!(batches.await.unwrap().len(), 4);
    } else {
        env.odoo.server_version().await.unwrap();
        is_absent(batches.await.map_err(BatchError::into_error));
        let sent = calls.take();
        assert!(!sent.iter().any(|call| call.contains("create")), "{sent:?}");
    }
    env.clean().await;
}

/// A user of this run, and two groups that it may have.
async fn user(env: &Env) -> (Id<User>, Id<Group>, Id<Group>) {
    let partner = Contact::create(&env.odoo, env.contact("user"))
        .await
        .unwrap();
    let groups: Vec<Id<Group>> = env.administrator().await.group_ids.into_vec();
    let group = groups[0];
    let login = env.name("login");
    let values = Values::new()
        .set(User::LOGIN, login)
        .set(User::PARTNER_ID, partner)
        .set(User::GROUP_IDS, [Command::Link(group)]);
    let user = User::create(&env.odoo, values).await.unwrap();
    (user, group, groups[groups.len() - 1])
}

async fn renamed_fields_are_written(env: Env) {
    let (user, group, _) = user(&env).await;
    let groups = User::read(&env.odoo, user).one().await.unwrap().group_ids;
    assert!(groups.contains(&group), "{groups:?}");
    let values = Values::new().set(User::GROUP_IDS, [Command::Unlink(group)]);
    User::write(&env.odoo, user, values).await.unwrap();
    let groups = User::read(&env.odoo, user).one().await.unwrap().group_ids;
    assert!(!groups.contains(&group), "{groups:?}");
    User::unlink(&env.odoo, user).await.unwrap();
    env.clean().await;
}

async fn writes_of_many_and_lines_follow_renamed_fields(env: Env) {
    let (first, group, _) = user(&env).await;
    User::unlink(&env.odoo, first).await.unwrap();
    env.clean().await;
    let tag = env.tag.replace(' ', "_");
    let id = |name: &str| format!("odoo_orm_tests.{tag}_{name}");
    let values = |name: &str| {
        Values::new()
            .set(User::LOGIN, env.name(name))
            .set(User::NAME, env.name(name))
            .set(User::GROUP_IDS, [Command::Set(vec![group])])
    };
    let has_group = async |user| {
        let user = User::read(&env.odoo, user).one().await.unwrap();
        user.group_ids.contains(&group)
    };
    let created = User::get_or_create_many(&env.odoo, [(id("many"), values("many"))])
        .await
        .unwrap();
    let [(many, true)] = created[..] else {
        panic!("{created:?}")
    };
    assert!(has_group(many).await);
    let without = Values::new().set(User::GROUP_IDS, [Command::Unlink(group)]);
    User::write_many(&env.odoo, [(many, without)])
        .await
        .unwrap();
    assert!(!has_group(many).await);
    let parent = env.contact("parent");
    let parent = parent.upsert_lines(Contact::USER_IDS, [(id("line"), values("line"))]);
    for _ in 0..2 {
        Contact::upsert(&env.odoo, &id("parent"), parent.clone())
            .await
            .unwrap();
    }
    let line = User::by_external_id(&env.odoo, &id("line"))
        .await
        .unwrap()
        .unwrap();
    assert!(has_group(line).await);
    User::unlink(&env.odoo, [many, line]).await.unwrap();
    env.clean().await;
}

async fn upserts_follow_renamed_fields(env: Env) {
    let (user, group, _) = user(&env).await;
    User::unlink(&env.odoo, user).await.unwrap();
    env.clean().await;
    let tag = env.tag.replace(' ', "_");
    let id = |name: &str| format!("odoo_orm_tests.{tag}_{name}");
    let values = |name: &str| {
        Values::new()
            .set(User::LOGIN, env.name(name))
            .set(User::NAME, env.name(name))
            .set(User::GROUP_IDS, [Command::Set(vec![group])])
    };
    let one = User::upsert(&env.odoo, &id("one"), values("one"))
        .await
        .unwrap();
    assert!(one.is_created());
    let many = User::upsert_many(
        &env.odoo,
        [(id("one"), values("one")), (id("two"), values("two"))],
    );
    let many = many.await.unwrap();
    assert_eq!(many[0], Upserted::Updated(one.id()));
    let (three, is_new) = User::get_or_create(&env.odoo, &id("three"), values("three"))
        .await
        .unwrap();
    assert!(is_new);
    let ids = [one.id(), many[1].id(), three];
    for user in User::read(&env.odoo, ids).await.unwrap() {
        assert!(user.group_ids.contains(&group), "{user:?}");
    }
    let odoo = env.odoo.with_context(Context::new().active_test(false));
    User::unlink(&odoo, ids).await.unwrap();
    env.clean().await;
}

async fn a_copied_record_leaves_out_what_is_absent(env: Env) {
    let has_mobile = env.has_mobile().await;
    let values = env.contact("a").set(Contact::PHONE, "1");
    let values = values.set_if_some(Contact::MOBILE, has_mobile.then_some("2"));
    let id = Contact::create(&env.odoo, values).await.unwrap();
    let read = Contact::read(&env.odoo, id).one().await.unwrap();
    let copy = Values::of(&read).set(Contact::NAME, env.name("b"));
    let copy = Contact::create(&env.odoo, copy).await.unwrap();
    let copy = Contact::read(&env.odoo, copy).one().await.unwrap();
    assert_eq!(
        (copy.phone.as_deref(), &copy.mobile),
        (Some("1"), &read.mobile)
    );
    // What is empty is cleared where the server has the field.
    let empty = Contact {
        mobile: None,
        ..read.clone()
    };
    Contact::write(&env.odoo, copy.id, Values::of(&empty))
        .await
        .unwrap();
    assert_eq!(
        Contact::read(&env.odoo, copy.id)
            .one()
            .await
            .unwrap()
            .mobile,
        None
    );
    // A value would be lost.
    let of_old = Contact {
        mobile: Some("3".to_owned()),
        ..read
    };
    let written = Contact::write(&env.odoo, copy.id, Values::of(&of_old)).await;
    if has_mobile {
        written.unwrap();
    } else {
        is_absent(written);
    }
    env.clean().await;
}

async fn commands_have_the_names_of_their_own_model(env: Env) {
    let odoo = &env.odoo;
    let unit = Unit::search(odoo, Domain::all())
        .order_by(Unit::ID.asc())
        .limit(1)
        .one()
        .await
        .unwrap();
    let product = Values::new().set(ProductVariant::NAME, env.name("product"));
    let product = ProductVariant::create(odoo, product).await.unwrap();
    let partner = Contact::create(odoo, env.contact("a")).await.unwrap();
    let line = |name: &str| {
        Values::new()
            .set(Line::NAME, name)
            .set(Line::PRODUCT_ID, product)
            .set(Line::PRODUCT_UOM_ID, unit)
            .set(Line::TAX_IDS, [Command::Clear])
    };
    let values = Values::new().set(Sale::PARTNER_ID, partner);
    let values = values.set(
        Sale::ORDER_LINE,
        [Command::Create(line("one")), Command::Create(line("two"))],
    );
    let sale = Sale::create(odoo, values).await.unwrap();
    let lines =
        || Line::search_read(odoo, Line::ORDER_ID.eq(sale)).order_by(Line::PRODUCT_UOM_ID.asc());
    let read = lines().await.unwrap();
    assert_eq!(read.len(), 2);
    for line in &read {
        assert_eq!(line.product_uom_id.as_ref().map(|unit| unit.id), Some(unit));
        assert!(line.tax_ids.is_empty());
        assert_eq!(
            line.is_product_archived.is_present(),
            Line::IS_PRODUCT_ARCHIVED.is_on(odoo.server_version().await.unwrap())
        );
    }
    let groups = Line::read_group(odoo, Line::ORDER_ID.eq(sale)).group_by(Line::PRODUCT_UOM_ID);
    let groups = groups.aggregate(Line::PRODUCT_UOM_QTY.sum()).await.unwrap();
    let [group] = &groups[..] else {
        panic!("{groups:?}")
    };
    assert_eq!(
        (group.key.as_ref().map(|unit| unit.id), group.values),
        (Some(unit), Some(2.0))
    );
    Sale::unlink(odoo, sale).await.unwrap();
    ProductVariant::unlink(odoo, product).await.unwrap();
    env.clean().await;
}

/// Odoo's own methods, with values and domains as their arguments.
#[odoo_methods(Contact)]
trait ContactMethods {
    #[odoo(method = "copy")]
    fn copy_with(self, default: Values<Contact>) -> Vec<Id<Contact>>;
    #[odoo(method = "write")]
    fn change(self, vals: Values<Contact>) -> bool;
    #[odoo(read, method = "search_read")]
    fn rows(domain: Domain<Contact>, fields: &[&str]) -> Value;
}

#[odoo_methods(User)]
trait UserMethods {
    #[odoo(read, method = "search_read")]
    fn rows(domain: Domain<User>, fields: &[&str]) -> Value;
}

async fn arguments_of_methods_have_the_names_of_the_version(env: Env) {
    let odoo = &env.odoo;
    let admin = env.administrator().await;
    let group = admin.group_ids[0];
    let domain = User::ID.eq(admin.id) & User::GROUP_IDS.eq(group);
    let rows = User::rows(odoo, domain, &["login"]).await.unwrap();
    assert_eq!(rows[0]["login"], json!(admin.login));
    let id = Contact::create(odoo, env.contact("a")).await.unwrap();
    let values = || env.contact("b").set(Contact::MOBILE, "1");
    if env.has_mobile().await {
        Contact::change(odoo, id, values()).await.unwrap();
        let copy = Contact::copy_with(odoo, id, values().set(Contact::MOBILE, "2"));
        copy.await.unwrap();
        let domain = env.contacts() & Contact::MOBILE.eq("2");
        let rows = Contact::rows(odoo, domain, &["mobile"]).await.unwrap();
        assert_eq!(rows[0]["mobile"], json!("2"));
    } else {
        is_absent(Contact::change(odoo, id, values()).await);
        is_absent(Contact::copy_with(odoo, id, values()).await);
        is_absent(Contact::rows(odoo, Contact::MOBILE.is_set(), &["name"]).await);
    }
    env.clean().await;
}

async fn defaults_come_back_by_their_own_names(env: Env) {
    let context = Context::new()
        .set("default_phone", "1")
        .set("default_mobile", "2");
    let defaults = Contact::default_get(&env.odoo.with_context(context))
        .await
        .unwrap();
    assert_eq!(defaults.get(Contact::PHONE), Some(json!("1")));
    let expected = env.has_mobile().await.then(|| json!("2"));
    assert_eq!(defaults.get(Contact::MOBILE), expected);
    let context = |name: &str| Context::new().set(name, json!([[4, 1, 0]]));
    let name = if env.version.has_formatted_read_group() {
        "default_group_ids"
    } else {
        "default_groups_id"
    };
    let defaults: Result<Values<User>, Error> =
        User::default_get(&env.odoo.with_context(context(name))).await;
    assert!(defaults.unwrap().get(User::GROUP_IDS).is_some());
}
