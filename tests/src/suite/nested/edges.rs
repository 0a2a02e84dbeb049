//! Archived, deleted, hidden, empty and invalid records in nested reads.

use odoo_orm::{Error, prelude::*};

use super::{
    super::{Env, behaviours},
    Company, Contact, TagBrief, clean, company, last_word,
};
use crate::models::{Partner, Tag};

behaviours! {
    nested_lists_have_archived_records_like_plain_lists,
    archived_records_of_a_list_are_sorted_and_searched,
    a_search_that_specifies_nothing_keeps_archived_records_in_lists,
    deleted_records_are_omitted,
    hidden_records_are_omitted_from_lists_and_fail_as_links,
    a_nested_error_names_the_nested_record,
    an_unknown_nested_field_is_named,
    an_unset_relation_is_none,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Child {
    #[odoo(nested)]
    parent_id: Option<Contact>,
    #[odoo(nested, token = CATEGORY_ID, order_by = Tag::NAME.desc())]
    tags: Vec<TagBrief>,
}

async fn nested_lists_have_archived_records_like_plain_lists(env: Env) {
    let archived = env.partner("archived").set(Partner::ACTIVE, false);
    let archived = Partner::create(&env.odoo, archived).await.unwrap();
    let tag = |name: &str, active: bool| {
        Values::new()
            .set(Tag::NAME, env.name(name))
            .set(Tag::ACTIVE, active)
    };
    let tags = Tag::create_many(&env.odoo, [tag("x", true), tag("y", false), tag("z", true)])
        .await
        .unwrap();
    let values = env
        .partner("child")
        .set(Partner::PARENT_ID, archived)
        .set(Partner::CATEGORY_ID, [Command::Set(tags)]);
    let child = Partner::create(&env.odoo, values).await.unwrap();
    let read = async |odoo: &Client| {
        let child = Partner::read(odoo, child)
            .select::<Child>()
            .one()
            .await
            .unwrap();
        let tags: Vec<String> = child
            .tags
            .iter()
            .map(|tag| last_word(&tag.name).to_owned())
            .collect();
        (
            last_word(&child.parent_id.unwrap().name).to_owned(),
            tags.join(" "),
        )
    };
    assert_eq!(read(&env.odoo).await, ("archived".into(), "z x".into()));
    let with_archived = env.odoo.with_context(Context::new().active_test(false));
    assert_eq!(
        read(&with_archived).await,
        ("archived".into(), "z y x".into())
    );
    let searched = Partner::search_read(&with_archived, Partner::ID.eq(child));
    let searched = searched.select::<Child>().one().await.unwrap();
    assert_eq!(searched.tags.len(), 3);
    clean(&env).await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "mail.message")]
struct Message {
    model: Option<String>,
    res_id: i64,
    partner_ids: Many2many<Partner>,
}

#[derive(Debug, Projection)]
#[odoo(of = Message)]
struct Sorted {
    #[odoo(nested, token = PARTNER_IDS, order_by = Partner::NAME.desc())]
    partners: Vec<Contact>,
}

#[derive(Debug, Projection)]
#[odoo(of = Message)]
struct Searched {
    #[odoo(nested, token = PARTNER_IDS, domain = Partner::NAME.not_ilike("other"))]
    partners: Vec<Contact>,
}

/// The recipients of a message include archived ones, because of the field's own context (14 to 19: `mail/models/mail_message.py`).
async fn archived_records_of_a_list_are_sorted_and_searched(env: Env) {
    let partners = [("here", true), ("archived", false), ("other", true)];
    let partners = partners.map(|(name, active)| env.partner(name).set(Partner::ACTIVE, active));
    let partners = Partner::create_many(&env.odoo, partners).await.unwrap();
    let values = Values::new()
        .set(Message::MODEL, "res.partner")
        .set(Message::RES_ID, partners[0].get())
        .set(Message::PARTNER_IDS, [Command::Set(partners)]);
    let message = Message::create(&env.odoo, values).await.unwrap();
    let names = |partners: &[Contact]| {
        let names = partners.iter().map(|partner| last_word(&partner.name));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let read = Message::read(&env.odoo, message).select::<Sorted>();
    let read = read.one().await.unwrap();
    assert_eq!(names(&read.partners), ["other", "here", "archived"]);
    let read = Message::read(&env.odoo, message).select::<Searched>();
    let mut names = names(&read.one().await.unwrap().partners);
    names.sort();
    assert_eq!(names, ["archived", "here"]);
    Message::unlink(&env.odoo, message).await.unwrap();
    clean(&env).await;
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct OnlyFiltered {
    #[odoo(nested, token = CATEGORY_ID, domain = Tag::NAME.not_ilike("other"))]
    tags: Vec<TagBrief>,
}

/// A list with a condition is read apart on every version, so that nothing is left to specify.
async fn a_search_that_specifies_nothing_keeps_archived_records_in_lists(env: Env) {
    let tags = [("here", true), ("archived", false), ("other", true)];
    let tags = tags.map(|(name, active)| {
        let values = Values::new().set(Tag::NAME, env.name(name));
        values.set(Tag::ACTIVE, active)
    });
    let tags = Tag::create_many(&env.odoo, tags).await.unwrap();
    let values = env
        .partner("a")
        .set(Partner::CATEGORY_ID, [Command::Set(tags)]);
    let partner = Partner::create(&env.odoo, values).await.unwrap();
    for (archived, expected) in [(true, vec!["archived", "here"]), (false, vec!["here"])] {
        let odoo = if archived {
            env.odoo.with_context(Context::new().active_test(false))
        } else {
            env.odoo.clone()
        };
        let searched = Partner::search_read(&odoo, Partner::ID.eq(partner));
        let searched = searched.select::<OnlyFiltered>();
        let read = Partner::read(&odoo, partner).select::<OnlyFiltered>();
        for found in [searched.one().await.unwrap(), read.one().await.unwrap()] {
            let mut names: Vec<&str> = found.tags.iter().map(|tag| last_word(&tag.name)).collect();
            names.sort_unstable();
            assert_eq!(names, expected);
        }
    }
    clean(&env).await;
}

async fn deleted_records_are_omitted(env: Env) {
    let acme = company(&env, "acme", &["a"]).await;
    let gone = Partner::create(&env.odoo, env.partner("gone"))
        .await
        .unwrap();
    Partner::unlink(&env.odoo, gone).await.unwrap();
    let read = Partner::read(&env.odoo, [gone, acme, gone])
        .select::<Company>()
        .await
        .unwrap();
    let [read] = &read[..] else {
        panic!("{read:?}")
    };
    assert_eq!(
        (last_word(&read.name), read.contacts()),
        ("acme", vec!["a"])
    );
    assert_eq!(read.contacts[0].tags.len(), 1);
    assert!(
        Partner::read(&env.odoo, gone)
            .select::<Company>()
            .await
            .unwrap()
            .is_empty()
    );
    clean(&env).await;
}

/// Hides records from all users.
#[derive(Debug, OdooModel)]
#[odoo(model = "ir.rule")]
#[expect(dead_code, reason = "it is never read into")]
struct Rule {
    id: Id<Rule>,
    name: String,
    model_id: Many2one<IrModel>,
    domain_force: String,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "ir.model")]
#[expect(dead_code, reason = "it is never read into")]
struct IrModel {
    id: Id<IrModel>,
    model: String,
}

#[derive(Debug, Projection)]
#[odoo(of = Tag)]
#[expect(dead_code, reason = "it is never read into")]
struct TagWithParent {
    #[odoo(nested)]
    parent_id: Option<TagBrief>,
}

#[derive(Debug, Projection)]
#[odoo(of = Tag)]
struct TagWithName {
    #[odoo(nested)]
    parent_id: Option<NameOfTag>,
}

#[derive(Debug, Projection)]
#[odoo(of = Tag)]
struct NameOfTag {
    id: Id<Tag>,
    #[odoo(token = DISPLAY_NAME)]
    name: String,
}

async fn hidden_records_are_omitted_from_lists_and_fail_as_links(env: Env) {
    let tag = |name: &str| Values::new().set(Tag::NAME, env.name(name));
    let hidden = Tag::create(&env.odoo, tag("hidden")).await.unwrap();
    let seen = Tag::create(&env.odoo, tag("seen").set(Tag::PARENT_ID, hidden))
        .await
        .unwrap();
    let values = env
        .partner("a")
        .set(Partner::CATEGORY_ID, [Command::Set(vec![hidden, seen])]);
    let partner = Partner::create(&env.odoo, values).await.unwrap();
    let model = IrModel::search(&env.odoo, IrModel::MODEL.eq("res.partner.category"))
        .one()
        .await
        .unwrap();
    let rule = Values::new()
        .set(Rule::NAME, &env.tag)
        .set(Rule::MODEL_ID, model)
        .set(
            Rule::DOMAIN_FORCE,
            format!("[('name', '!=', '{}')]", env.name("hidden")),
        );
    let rule = Rule::create(&env.odoo, rule).await.unwrap();
    let contact = Partner::read(&env.odoo, partner)
        .select::<Contact>()
        .one()
        .await;
    let with_parent = Tag::read(&env.odoo, seen).select::<TagWithParent>().await;
    let with_name = Tag::read(&env.odoo, seen)
        .select::<TagWithName>()
        .one()
        .await;
    Rule::unlink(&env.odoo, rule).await.unwrap();
    let tags: Vec<String> = contact
        .unwrap()
        .tags
        .iter()
        .map(|tag| last_word(&tag.name).to_owned())
        .collect();
    assert_eq!(tags, ["seen"]);
    let error = with_parent.unwrap_err();
    assert!(error.fault().unwrap().is_access(), "{error}");
    // A link includes the name of its record, even for users who lack access to it.
    let name = with_name.unwrap().parent_id.unwrap();
    assert_eq!((name.id, last_word(&name.name)), (hidden, "hidden"));
    Tag::unlink(&env.odoo, seen).await.unwrap();
    clean(&env).await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "it is never read into")]
struct Drifted {
    id: Id<Drifted>,
    parent_id: Option<Many2one<Drifted>>,
    child_ids: One2many<Drifted>,
    #[odoo(field = "name")]
    number: i64,
    email: String,
    #[odoo(field = "no_such_field")]
    gone: NotLoaded<String>,
}

#[derive(Debug, Projection)]
#[odoo(of = Drifted)]
#[expect(dead_code, reason = "it is never read into")]
struct WithNumber {
    #[odoo(nested, token = CHILD_IDS)]
    contacts: Vec<Number>,
}

#[derive(Debug, Projection)]
#[odoo(of = Drifted)]
struct Number {
    number: i64,
}

async fn a_nested_error_names_the_nested_record(env: Env) {
    let acme = company(&env, "acme", &["a"]).await;
    let contact = Partner::search(&env.odoo, Partner::PARENT_ID.eq(acme))
        .one()
        .await
        .unwrap();
    let ids = Id::<Drifted>::new(acme.get());
    let error = Drifted::read(&env.odoo, ids)
        .select::<WithNumber>()
        .await
        .unwrap_err();
    let Error::Decode(decode) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (decode.model(), decode.field(), decode.record()),
        (Some("res.partner"), Some("name"), Some(contact.get()))
    );
    let call = if env.version.has_web_read() {
        "web_read"
    } else {
        "read"
    };
    let sentence = format!(
        "the response to `res.partner.{call}` on 1 record is not as declared: field `name` of `res.partner` record {contact}: expected an integer, found the text"
    );
    assert!(error.to_string().starts_with(&sentence), "{error}");
    clean(&env).await;
}

#[derive(Debug, Projection)]
#[odoo(of = Drifted)]
#[expect(dead_code, reason = "it is never read into")]
struct WithGone {
    #[odoo(nested, token = CHILD_IDS)]
    contacts: Vec<Gone>,
}

#[derive(Debug, Projection)]
#[odoo(of = Drifted)]
struct Gone {
    gone: String,
}

async fn an_unknown_nested_field_is_named(env: Env) {
    let acme = company(&env, "acme", &["a"]).await;
    let ids = Id::<Drifted>::new(acme.get());
    let error = Drifted::read(&env.odoo, ids)
        .select::<WithGone>()
        .await
        .unwrap_err();
    assert_eq!(error.fault().unwrap().name(), "builtins.ValueError");
    assert!(error.to_string().contains("no_such_field"), "{error}");
    clean(&env).await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "it is never read into")]
struct NeverAlone {
    id: Id<NeverAlone>,
    parent_id: Many2one<NeverAlone>,
}

#[derive(Debug, Projection)]
#[odoo(of = NeverAlone)]
#[expect(dead_code, reason = "it is never read into")]
struct WithParent {
    #[odoo(nested)]
    parent_id: OfId,
}

#[derive(Debug, Projection)]
#[odoo(of = NeverAlone)]
struct OfId {
    id: Id<NeverAlone>,
}

async fn an_unset_relation_is_none(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let ids = Id::<NeverAlone>::new(id.get());
    let error = NeverAlone::read(&env.odoo, ids)
        .select::<WithParent>()
        .await
        .unwrap_err();
    let sentence = format!(
        "field `parent_id` of `res.partner` record {id}: expected a record, found `false`, which is an empty field: declare it as an `Option`"
    );
    assert!(error.to_string().ends_with(&sentence), "{error}");
    clean(&env).await;
}
