//! Selections, fields that are not loaded, and projections.

use odoo_orm::{Error, prelude::*, types::Fetch};

use super::{Env, behaviours};
use crate::models::{AddressKind, Country, Partner};

behaviours! {
    keys_of_a_selection_are_read_written_and_found,
    an_unknown_selection_key_is_kept_or_refused,
    a_field_that_is_not_loaded_is_written_and_searched,
    a_projection_reads_fewer_fields,
}

async fn keys_of_a_selection_are_read_written_and_found(env: Env) {
    let kinds = [
        AddressKind::Contact,
        AddressKind::Invoice,
        AddressKind::Shipping,
    ];
    let values = kinds
        .iter()
        .map(|kind| env.partner(kind.key()).set(Partner::KIND, kind));
    let ids = Partner::create_many(&env.odoo, values).await.unwrap();
    let read = Partner::read(&env.odoo, &ids).await.unwrap();
    let read: Vec<_> = read
        .into_iter()
        .filter_map(|partner| partner.kind)
        .collect();
    assert_eq!(read, kinds);
    let find = async |domain| env.names(domain).await;
    assert_eq!(
        find(Partner::KIND.eq(AddressKind::Shipping)).await,
        ["delivery"]
    );
    assert_eq!(
        find(Partner::KIND.is_in(&kinds[..2])).await,
        ["contact", "invoice"]
    );
    assert_eq!(
        find(Partner::KIND.ne(AddressKind::Invoice)).await,
        ["contact", "delivery"]
    );
    Partner::write(&env.odoo, ids[1], Values::new().unset(Partner::KIND))
        .await
        .unwrap();
    assert_eq!(
        Partner::read(&env.odoo, ids[1]).one().await.unwrap().kind,
        None
    );
    assert_eq!(find(Partner::KIND.is_unset()).await, ["invoice"]);
    env.clean().await;
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "it is never read into")]
struct Strict {
    id: Id<Strict>,
    #[odoo(field = "type")]
    kind: Option<StrictKind>,
}

#[derive(Debug, Selection)]
enum StrictKind {
    Contact,
    Invoice,
}

async fn an_unknown_selection_key_is_kept_or_refused(env: Env) {
    let other = AddressKind::Other("other".to_owned());
    let id = Partner::create(&env.odoo, env.partner("a").set(Partner::KIND, &other))
        .await
        .unwrap();
    assert_eq!(
        Partner::read(&env.odoo, id).one().await.unwrap().kind,
        Some(other)
    );
    let error = Strict::read(&env.odoo, Id::new(id.get()))
        .await
        .unwrap_err();
    let part = format!(
        "field `type` of `res.partner` record {id}: \
         expected one of the keys \"contact\", \"invoice\" (a variant with `#[odoo(other)]` accepts any other), \
         found the text \"other\""
    );
    assert!(error.to_string().ends_with(&part), "{error}");
    let unknown = AddressKind::Other("no such key".to_owned());
    let error = Partner::create(&env.odoo, env.partner("b").set(Partner::KIND, unknown)).await;
    let error = error.unwrap_err();
    assert!(error.to_string().contains("no such key"), "{error}");
    assert!(matches!(error, Error::Fault(_)), "{error:?}");
    env.clean().await;
}

async fn a_field_that_is_not_loaded_is_written_and_searched(env: Env) {
    let values = env.partner("a").set(Partner::COMMENT, "<p>a note</p>");
    Partner::create(&env.odoo, values).await.unwrap();
    Partner::create(&env.odoo, env.partner("b").unset(Partner::COMMENT))
        .await
        .unwrap();
    assert_eq!(env.names(Partner::COMMENT.ilike("a note")).await, ["a"]);
    let meta = odoo_orm::schema::meta::<Partner>();
    let comment = meta
        .fields()
        .iter()
        .find(|field| field.name() == "comment")
        .unwrap();
    assert!(comment.fetch() == Fetch::Nothing && comment.is_nullable());
    env.clean().await;
}

#[derive(Debug, PartialEq, Projection)]
#[odoo(of = Partner)]
struct Brief {
    name: String,
    #[odoo(token = COUNTRY_ID)]
    country: Option<Many2one<Country>>,
}

async fn a_projection_reads_fewer_fields(env: Env) {
    let belgium = Country::search_read(&env.odoo, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    let values = env.partner("a").set(Partner::COUNTRY_ID, belgium.id);
    let id = Partner::create(&env.odoo, values).await.unwrap();
    let country = Some(Many2one {
        id: belgium.id,
        name: belgium.name,
    });
    let brief = Brief {
        name: env.name("a"),
        country,
    };
    let found = Partner::search_read(&env.odoo, env.ours()).order_by(Partner::NAME.asc());
    let found: Vec<Brief> = found.select().await.unwrap();
    assert_eq!(found, [brief]);
    let read = Partner::read(&env.odoo, id)
        .select::<Brief>()
        .one()
        .await
        .unwrap();
    assert_eq!(read, found[0]);
    env.clean().await;
}
