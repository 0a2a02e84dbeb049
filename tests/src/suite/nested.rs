//! Records read whole with those that they lead to: the same on every version, in as few calls as each allows.

pub(super) mod edges;
pub(super) mod lists;

use odoo_orm::{Binary, BinarySize, prelude::*};

use super::{Env, behaviours};
use crate::{
    models::{Country, Partner, Tag, User},
    wrapped::{Calls, counted},
};

behaviours! {
    a_tree_takes_one_call_or_one_for_each_relation,
    a_tree_is_read_by_ids_as_well,
    one_call_is_enough_for_many_records,
    a_relation_can_be_read_in_two_ways,
    names_and_ids_inside_are_as_outside,
    sizes_and_bytes_do_not_mix,
    what_records_lead_to_is_loaded_in_one_call,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Country)]
struct CountryBrief {
    id: Id<Country>,
    code: String,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Tag)]
struct TagBrief {
    name: String,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Partner)]
struct Contact {
    name: String,
    #[odoo(nested, token = CATEGORY_ID)]
    tags: Vec<TagBrief>,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Partner)]
struct Company {
    name: String,
    #[odoo(nested)]
    country_id: Option<CountryBrief>,
    #[odoo(nested, token = CHILD_IDS)]
    contacts: Vec<Contact>,
    email: Option<String>,
}

impl Company {
    fn contacts(&self) -> Vec<&str> {
        self.contacts
            .iter()
            .map(|contact| last_word(&contact.name))
            .collect()
    }
}

/// A name without the run's own text.
fn last_word(name: &str) -> &str {
    name.rsplit(' ').next().unwrap()
}

/// One call from 17 on, and else one more for each relation.
fn sent(env: &Env, method: &str, relations: &[&str]) -> Vec<String> {
    let mut calls = if env.version.has_web_read() {
        vec![format!("res.partner.web_{method}")]
    } else {
        vec![format!("res.partner.{method}")]
    };
    if !env.version.has_web_read() {
        calls.extend(relations.iter().map(|model| format!("{model}.read")));
    }
    calls.sort();
    calls
}

fn taken(calls: &Calls) -> Vec<String> {
    let mut calls = calls.take();
    // Relations of one level are read side by side.
    calls.sort();
    calls
}

/// A company of Belgium, with contacts of these names, each with a tag of its own name.
async fn company(env: &Env, name: &str, contacts: &[&str]) -> Id<Partner> {
    let belgium = Country::search(&env.odoo, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let contact = |name: &&str| {
        let tag = Values::new().set(Tag::NAME, env.name(name));
        Command::Create(
            env.partner(name)
                .set(Partner::CATEGORY_ID, [Command::Create(tag)]),
        )
    };
    let values = env
        .partner(name)
        .set(Partner::IS_COMPANY, true)
        .set(Partner::COUNTRY_ID, belgium)
        .set(
            Partner::CHILD_IDS,
            contacts.iter().map(contact).collect::<Vec<_>>(),
        );
    Partner::create(&env.odoo, values).await.unwrap()
}

async fn clean(env: &Env) {
    env.clean().await;
    let odoo = env.odoo.with_context(Context::new().active_test(false));
    let tags = Tag::search(&odoo, Tag::NAME.eq_like(format!("{} %", env.tag)))
        .await
        .unwrap();
    Tag::unlink(&odoo, tags).await.unwrap();
}

async fn a_tree_takes_one_call_or_one_for_each_relation(env: Env) {
    let acme = company(&env, "acme", &["b", "a"]).await;
    Partner::create(
        &env.odoo,
        env.partner("lonely").set(Partner::IS_COMPANY, true),
    )
    .await
    .unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let read = Partner::search_read(&odoo, env.ours() & Partner::IS_COMPANY.eq(true))
        .order_by(Partner::NAME.asc())
        .select::<Company>()
        .await
        .unwrap();
    let relations = ["res.country", "res.partner", "res.partner.category"];
    assert_eq!(taken(&calls), sent(&env, "search_read", &relations));
    let [acme_read, lonely] = &read[..] else {
        panic!("{read:?}")
    };
    assert_eq!(acme_read.name, env.name("acme"));
    assert_eq!(acme_read.country_id.as_ref().unwrap().code, "BE");
    assert_eq!(
        acme_read.contacts(),
        ["a", "b"],
        "in the order of the model"
    );
    for contact in &acme_read.contacts {
        let tag = last_word(&contact.name).to_owned();
        let tags: Vec<&str> = contact
            .tags
            .iter()
            .map(|tag| last_word(&tag.name))
            .collect();
        assert_eq!(tags, [tag]);
    }
    assert_eq!((&lonely.country_id, lonely.contacts.len()), (&None, 0));
    // The other endings.
    let query = || Partner::search_read(&odoo, Partner::ID.eq(acme)).select::<Company>();
    assert_eq!(query().one().await.unwrap(), *acme_read);
    assert_eq!(query().first().await.unwrap().as_ref(), Some(acme_read));
    assert_eq!(query().limit(1).await.unwrap().len(), 1);
    clean(&env).await;
}

async fn a_tree_is_read_by_ids_as_well(env: Env) {
    let acme = company(&env, "acme", &["a"]).await;
    let bits = company(&env, "bits", &[]).await;
    let (odoo, calls) = counted(&env.odoo);
    let read = Partner::read(&odoo, [bits, acme, bits])
        .select::<Company>()
        .await
        .unwrap();
    let relations = ["res.country", "res.partner", "res.partner.category"];
    assert_eq!(taken(&calls), sent(&env, "read", &relations));
    let names: Vec<&str> = read
        .iter()
        .map(|company| last_word(&company.name))
        .collect();
    assert_eq!(names, ["bits", "acme", "bits"]);
    assert_eq!(
        (read[0].contacts(), read[1].contacts()),
        (vec![], vec!["a"])
    );
    assert_eq!(read[0], read[2]);
    clean(&env).await;
}

async fn one_call_is_enough_for_many_records(env: Env) {
    let belgium = Country::search(&env.odoo, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let values = (0..500).map(|n| {
        env.partner(&format!("{n:03}"))
            .set(Partner::COUNTRY_ID, belgium)
    });
    Partner::create_many(&env.odoo, values).await.unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let read = Partner::search_read(&odoo, env.ours())
        .select::<Company>()
        .await
        .unwrap();
    assert_eq!(read.len(), 500);
    assert!(
        read.iter()
            .all(|partner| partner.country_id.as_ref().unwrap().id == belgium)
    );
    // No one has a contact, so that nothing is read of any.
    assert_eq!(taken(&calls), sent(&env, "search_read", &["res.country"]));
    clean(&env).await;
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Twice {
    #[odoo(token = COUNTRY_ID)]
    link: Option<Many2one<Country>>,
    #[odoo(nested)]
    country_id: Option<CountryBrief>,
    #[odoo(token = COUNTRY_ID)]
    id: Option<Id<Country>>,
    #[odoo(nested, token = CHILD_IDS, limit = 1)]
    first: Vec<TagsAlone>,
    #[odoo(nested, token = CHILD_IDS, order_by = Partner::ID.desc(), limit = 1)]
    last: Vec<Contact>,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct TagsAlone {
    category_id: Many2many<Tag>,
}

async fn a_relation_can_be_read_in_two_ways(env: Env) {
    let acme = company(&env, "acme", &["a", "b"]).await;
    let read = Partner::read(&env.odoo, acme)
        .select::<Twice>()
        .one()
        .await
        .unwrap();
    let country = read.country_id.unwrap();
    assert_eq!((read.id, country.code.as_str()), (Some(country.id), "BE"));
    let link = read.link.unwrap();
    assert_eq!((link.id, link.name.as_str()), (country.id, "Belgium"));
    assert_eq!(read.first[0].category_id.len(), 1);
    assert_eq!(last_word(&read.last[0].name), "b");
    clean(&env).await;
}

#[derive(Debug, Projection)]
#[odoo(of = User)]
struct UserWhole {
    id: Id<User>,
    login: String,
    /// The model's own struct, with names and ids in it.
    #[odoo(nested)]
    partner_id: Partner,
    #[odoo(nested)]
    company_id: CompanyBrief,
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = crate::models::Company)]
struct CompanyBrief {
    name: String,
    currency_id: Id<crate::models::Currency>,
}

async fn names_and_ids_inside_are_as_outside(env: Env) {
    let user = User::search_read(&env.odoo, User::LOGIN.eq(env.server.login.as_str()))
        .select::<UserWhole>()
        .one()
        .await
        .unwrap();
    let plain = User::read(&env.odoo, user.id).one().await.unwrap();
    assert_eq!(plain.login, user.login);
    let partner = Partner::read(&env.odoo, plain.partner_id.id)
        .one()
        .await
        .unwrap();
    assert_eq!(format!("{:?}", user.partner_id), format!("{partner:?}"));
    let company = crate::models::Company::read(&env.odoo, plain.company_id)
        .one()
        .await
        .unwrap();
    let expected = CompanyBrief {
        name: company.name,
        currency_id: company.currency_id.id,
    };
    assert_eq!(user.company_id, expected);
}

/// The size of one, the bytes of the other.
#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Pictures {
    #[odoo(token = IMAGE_1920)]
    size: Option<BinarySize>,
    #[odoo(nested, token = CHILD_IDS)]
    contacts: Vec<Picture>,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct Picture {
    image_1920: Option<Binary>,
    #[odoo(nested)]
    parent_id: Option<PictureSize>,
}

#[derive(Debug, Projection)]
#[odoo(of = Partner)]
struct PictureSize {
    #[odoo(token = IMAGE_1920)]
    size: Option<BinarySize>,
}

async fn sizes_and_bytes_do_not_mix(env: Env) {
    let acme = company(&env, "acme", &["a"]).await;
    let ids = Partner::search(&env.odoo, env.ours()).await.unwrap();
    let picture = Values::new().set(Partner::IMAGE_1920, super::types::PNG);
    Partner::write(&env.odoo, ids, picture).await.unwrap();
    let read = Partner::read(&env.odoo, acme)
        .select::<Pictures>()
        .one()
        .await
        .unwrap();
    let contact = &read.contacts[0];
    let size = read.size.unwrap();
    assert_eq!(
        contact.parent_id.as_ref().unwrap().size.as_ref(),
        Some(&size)
    );
    assert!(contact.image_1920.as_ref().unwrap().starts_with(b"\x89PNG"));
    clean(&env).await;
}

async fn what_records_lead_to_is_loaded_in_one_call(env: Env) {
    let ids = [
        company(&env, "acme", &["a", "b"]).await,
        company(&env, "bits", &["c"]).await,
        Partner::create(&env.odoo, env.partner("lonely"))
            .await
            .unwrap(),
    ];
    let partners = Partner::read(&env.odoo, ids).await.unwrap();
    let (odoo, calls) = counted(&env.odoo);
    let countries = Country::read_map(&odoo, partners.iter().map(|partner| &partner.country_id));
    let countries = countries.await.unwrap();
    assert_eq!(calls.take(), ["res.country.read"]);
    let code = |partner: &Partner| {
        let link = partner.country_id.as_ref()?;
        Some(countries[&link.id].code.as_str())
    };
    let codes: Vec<_> = partners.iter().map(code).collect();
    assert_eq!(codes, [Some("BE"), Some("BE"), None]);
    // Lists as well, into any shape.
    let lists = || partners.iter().map(|partner| &partner.child_ids);
    let contacts = Partner::read_map(&odoo, lists()).select::<Contact>();
    assert_eq!(contacts.await.unwrap().len(), 3);
    assert_eq!(taken(&calls), sent(&env, "read", &["res.partner.category"]));
    // Without those that are gone.
    let gone = partners[0].child_ids[0];
    Partner::unlink(&env.odoo, gone).await.unwrap();
    let contacts = Partner::read_map(&env.odoo, lists()).select::<Contact>();
    let contacts = contacts.await.unwrap();
    assert!(contacts.len() == 2 && !contacts.contains_key(&gone));
    let nothing = Partner::read_map(&odoo, [None::<Id<Partner>>])
        .await
        .unwrap();
    assert!(nothing.is_empty() && calls.take().is_empty());
    clean(&env).await;
}
