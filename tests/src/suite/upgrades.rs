//! Structs for servers before and after an upgrade: fields that some versions do not have, or have by another name.

pub(super) mod reads;
pub(super) mod writes;

use odoo_orm::{Error, prelude::*, rpc::ConfigErrorKind};

use super::{Env, behaviours};
use crate::models::versioned::{Contact, Group, Line, Sale, User};

behaviours! {
    structs_of_both_versions_hold_on_each,
    a_domain_with_an_absent_field_is_not_sent,
    an_order_or_a_group_of_an_absent_field_is_not_sent,
    conditions_follow_renamed_fields,
    groups_follow_renamed_fields,
}

impl Env {
    /// Whether the server's version has `mobile`.
    async fn has_mobile(&self) -> bool {
        Contact::MOBILE.is_on(self.odoo.server_version().await.unwrap())
    }

    fn contact(&self, name: &str) -> Values<Contact> {
        Values::new().set(Contact::NAME, self.name(name))
    }

    fn contacts(&self) -> Domain<Contact> {
        Contact::NAME.eq_like(format!("{} %", self.tag))
    }

    /// The administrator, who has groups.
    async fn administrator(&self) -> User {
        let found = User::search_read(&self.odoo, User::LOGIN.eq(&self.server.login));
        found.one().await.unwrap()
    }
}

/// Checks that a call failed before it was sent, with a sentence about `mobile`.
#[track_caller]
fn is_absent<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    let Error::Config(config) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(config.kind(), ConfigErrorKind::Unsupported);
    let text = error.to_string();
    let expected =
        "field `mobile` of `res.partner` is declared `until = 18`, and this server is Odoo 19";
    assert!(text.contains(expected), "{text}");
}

async fn structs_of_both_versions_hold_on_each(env: Env) {
    let verified = odoo_orm::schema::verify::<(Contact, User, Group)>(&env.odoo).await;
    if let Err(error) = verified {
        panic!("{error}");
    }
    let verified = odoo_orm::schema::verify::<(Line, Sale)>(&env.odoo).await;
    if let Err(error) = verified {
        panic!("{error}");
    }
}

async fn a_domain_with_an_absent_field_is_not_sent(env: Env) {
    let odoo = &env.odoo;
    let called = || Contact::PHONE.eq("1") | Contact::MOBILE.eq("1");
    if env.has_mobile().await {
        let id = Contact::create(odoo, env.contact("a").set(Contact::MOBILE, "1"));
        let id = id.await.unwrap();
        let found = Contact::search(odoo, env.contacts() & called());
        assert_eq!(found.await.unwrap(), [id]);
    } else {
        is_absent(Contact::search(odoo, called()).await);
        is_absent(Contact::search_read(odoo, called()).first().await);
        is_absent(Contact::search(odoo, called()).count().await);
        let path = Contact::PARENT_ID.dot(Contact::MOBILE).is_set();
        is_absent(Contact::search(odoo, path).await);
        let path = User::PARTNER_ID
            .dot(Contact::PARENT_ID)
            .dot(Contact::MOBILE);
        is_absent(User::search(odoo, path.is_set()).await);
        let any = User::PARTNER_ID.any(!called());
        is_absent(User::search(odoo, any).await);
        is_absent(Contact::name_search(odoo, "a").domain(called()).await);
        let parsed = "[('mobile', '=', False)]".parse::<Domain<Contact>>();
        is_absent(Contact::search(odoo, parsed.unwrap()).await);
        let pages = Contact::search_read(odoo, called()).page(1, 10).await;
        is_absent(pages);
    }
    env.clean().await;
}

async fn an_order_or_a_group_of_an_absent_field_is_not_sent(env: Env) {
    let odoo = &env.odoo;
    let sorted = Contact::search(odoo, env.contacts()).order_by(Contact::MOBILE.asc());
    let grouped = Contact::read_group(odoo, env.contacts()).group_by(Contact::MOBILE);
    let most = Contact::read_group(odoo, env.contacts()).aggregate(Contact::MOBILE.max());
    let many = Contact::read_group(odoo, env.contacts() & Contact::MOBILE.is_set())
        .group_by(Contact::NAME);
    if env.has_mobile().await {
        assert_eq!(sorted.await.unwrap(), []);
        assert!(grouped.await.unwrap().is_empty());
        assert!(many.await.unwrap().is_empty());
    } else {
        is_absent(sorted.await);
        is_absent(grouped.await);
        is_absent(most.await);
        is_absent(many.await);
    }
}

async fn conditions_follow_renamed_fields(env: Env) {
    let odoo = &env.odoo;
    let admin = env.administrator().await;
    let group = *admin.group_ids.first().unwrap();
    let is_admin = || User::ID.eq(admin.id);
    for domain in [
        User::GROUP_IDS.eq(group),
        User::GROUP_IDS.is_in([group]),
        User::GROUP_IDS.dot(Group::USER_IDS).eq(admin.id),
        User::GROUP_IDS
            .dot(Group::USER_IDS)
            .dot(User::LOGIN)
            .eq(&admin.login),
        User::GROUP_IDS.any(Group::ID.eq(group) & Group::USER_IDS.any(is_admin())),
        !User::GROUP_IDS.not_any(Group::USER_IDS.eq(admin.id)),
        format!("[('group_ids.user_ids', '=', {})]", admin.id.get())
            .parse()
            .unwrap(),
    ] {
        let shown = domain.to_string();
        let found = User::search(odoo, is_admin() & domain).await.unwrap();
        assert_eq!(found, [admin.id], "{shown}");
    }
    // From a model whose own names are the same on every version.
    let path = Contact::USER_IDS.dot(User::GROUP_IDS).eq(group);
    let found = Contact::search(odoo, Contact::ID.eq(admin.partner_id.id) & path);
    assert_eq!(found.await.unwrap(), [admin.partner_id.id]);
}

async fn groups_follow_renamed_fields(env: Env) {
    let groups = User::read_group(&env.odoo, Domain::all())
        .group_by(User::GROUP_IDS)
        .order_by(User::GROUP_IDS.desc())
        .await;
    if !env.version.groups_by_lists() {
        let error = groups.unwrap_err().to_string();
        assert!(
            error.contains("by `groups_id`, a many2many field"),
            "{error}"
        );
        return;
    }
    let admin = env.administrator().await;
    let groups = groups.unwrap();
    let of_admin = groups.iter().filter(|group| {
        let key = group.key.as_ref();
        key.is_some_and(|key| admin.group_ids.contains(&key.id))
    });
    let of_admin: Vec<_> = of_admin.collect();
    assert_eq!(of_admin.len(), admin.group_ids.len());
    let users = User::search(&env.odoo, of_admin[0].domain()).await.unwrap();
    assert!(users.contains(&admin.id), "{users:?}");
}
