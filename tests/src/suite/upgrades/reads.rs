//! Reads of fields that some versions do not have, or have by another name.

use odoo_orm::{Many2many, prelude::*, sync::Cursor};

use super::{Env, behaviours};
use crate::models::versioned::{Contact, Group, User};

behaviours! {
    an_absent_field_is_left_out_of_reads,
    a_renamed_field_is_read_by_its_name_on_the_server,
    nested_records_have_the_names_of_the_version,
    absent_fields_are_left_out_of_nested_records,
    changes_are_read_on_every_version,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Contact)]
struct Numbers {
    mobile: Option<String>,
    phone: Option<String>,
    name: String,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Contact)]
struct Mobile {
    mobile: Option<String>,
}

/// Creates a contact, with a mobile number where the server has it.
async fn contact(env: &Env, name: &str) -> (Id<Contact>, Option<String>) {
    let mobile = env.has_mobile().await.then(|| "+32 499 1".to_owned());
    let values = env.contact(name).set(Contact::PHONE, "+32 2 1");
    let values = values.set_if_some(Contact::MOBILE, mobile.as_deref());
    (Contact::create(&env.odoo, values).await.unwrap(), mobile)
}

async fn an_absent_field_is_left_out_of_reads(env: Env) {
    let odoo = &env.odoo;
    let (id, mobile) = contact(&env, "a").await;
    let read = Contact::read(odoo, id).one().await.unwrap();
    assert_eq!(
        (read.mobile, read.phone.as_deref()),
        (mobile.clone(), Some("+32 2 1"))
    );
    let found = Contact::search_read(odoo, env.contacts()).select::<Numbers>();
    let expected = Numbers {
        mobile: mobile.clone(),
        phone: Some("+32 2 1".to_owned()),
        name: env.name("a"),
    };
    assert_eq!(found.clone().await.unwrap(), [expected]);
    let mut stream = found.stream();
    let streamed = stream.next().await.unwrap().unwrap();
    assert_eq!(streamed.mobile, mobile);
    assert!(stream.next().await.is_none());
    // Nothing else is read.
    let only = Contact::read(odoo, id).select::<Mobile>().one().await;
    assert_eq!(only.unwrap(), Mobile { mobile });
    env.clean().await;
}

#[derive(Debug, Projection)]
#[odoo(of = User)]
struct Groups {
    login: String,
    group_ids: Many2many<Group>,
}

async fn a_renamed_field_is_read_by_its_name_on_the_server(env: Env) {
    let admin = env.administrator().await;
    assert!(!admin.group_ids.is_empty());
    let read = User::read(&env.odoo, admin.id)
        .select::<Groups>()
        .one()
        .await
        .unwrap();
    assert_eq!((read.login, read.group_ids), (admin.login, admin.group_ids));
}

#[derive(Debug, Projection)]
#[odoo(of = Contact)]
struct WithUsers {
    #[odoo(nested)]
    user_ids: Vec<UserWithGroups>,
    mobile: Option<String>,
}

#[derive(Debug, Projection)]
#[odoo(of = User)]
struct UserWithGroups {
    login: String,
    #[odoo(nested, domain = Group::USER_IDS.is_set(), order_by = Group::NAME.asc())]
    group_ids: Vec<Group>,
    #[odoo(token = GROUP_IDS)]
    group_numbers: Many2many<Group>,
    #[odoo(nested)]
    partner_id: Numbers,
}

async fn nested_records_have_the_names_of_the_version(env: Env) {
    let admin = env.administrator().await;
    let read = Contact::read(&env.odoo, admin.partner_id.id).select::<WithUsers>();
    let read = read.one().await.unwrap();
    assert_eq!(read.mobile, None);
    let user = read
        .user_ids
        .into_iter()
        .find(|user| user.login == admin.login)
        .unwrap();
    assert_eq!(user.group_numbers, admin.group_ids);
    assert_eq!(user.group_ids.len(), admin.group_ids.len());
    let names: Vec<&str> = user.group_ids.iter().map(|group| &*group.name).collect();
    assert!(!names.is_empty());
    for group in &user.group_ids {
        assert!(group.user_ids.contains(&admin.id), "{group:?}");
    }
    assert_eq!(user.partner_id.name, admin.partner_id.name);
}

#[derive(Debug, Projection)]
#[odoo(of = Contact)]
struct Family {
    name: String,
    #[odoo(nested)]
    parent_id: Option<Numbers>,
    #[odoo(nested, order_by = Contact::NAME.desc())]
    child_ids: Vec<Numbers>,
}

async fn absent_fields_are_left_out_of_nested_records(env: Env) {
    let (parent, mobile) = contact(&env, "parent").await;
    let child = env.contact("child").set(Contact::PARENT_ID, parent);
    let child = Contact::create(&env.odoo, child).await.unwrap();
    let family = Contact::read(&env.odoo, [parent, child])
        .select::<Family>()
        .await
        .unwrap();
    let [of_parent, of_child] = &family[..] else {
        panic!("{family:?}")
    };
    assert_eq!(of_parent.name, env.name("parent"));
    assert_eq!(of_parent.child_ids[0].mobile, None);
    assert_eq!(of_parent.child_ids[0].name, env.name("child"));
    assert_eq!(of_child.parent_id.as_ref().unwrap().mobile, mobile);
    env.clean().await;
}

async fn changes_are_read_on_every_version(env: Env) {
    let (id, mobile) = contact(&env, "a").await;
    let changes = Contact::changes_since(&env.odoo, Cursor::default());
    let mut changes = changes.domain(env.contacts());
    let mut contacts: Vec<Contact> = Vec::new();
    while let Some(contact) = changes.next().await {
        contacts.push(contact.unwrap());
    }
    let [contact] = &contacts[..] else {
        panic!("{contacts:?}")
    };
    assert_eq!((contact.id, &contact.mobile), (id, &mobile));
    env.clean().await;
}
