//! Metadata of models and records, and creating many records.

use odoo_orm::{prelude::*, schema::Operation};

use super::{Env, behaviours};
use crate::models::{Company, Country, Currency, Order, Partner, Product, Tag};

behaviours! {
    names_are_looked_up,
    records_are_created_by_a_name,
    names_are_displayed,
    fields_are_described,
    defaults_are_values,
    metadata_has_users_and_times,
    missing_fields_are_listed,
    a_link_to_a_missing_record_is_not_a_missing_field,
    ;
    users:
    access_rights_are_checked,
    labels_are_in_the_language_of_the_context,
}

async fn names_are_looked_up(env: Env) {
    let values = ["a", "b"].map(|name| env.partner(name).set(Partner::IS_COMPANY, name == "a"));
    let ids = Partner::create_many(&env.odoo, values).await.unwrap();
    let mut found = Partner::name_search(&env.odoo, &env.tag).await.unwrap();
    found.sort_by_key(|partner| partner.id);
    let pairs: Vec<_> = found
        .iter()
        .map(|partner| (partner.id, partner.name.clone()))
        .collect();
    assert_eq!(pairs, [(ids[0], env.name("a")), (ids[1], env.name("b"))]);
    let companies = Partner::name_search(&env.odoo, &env.tag).domain(Partner::IS_COMPANY.eq(true));
    assert_eq!(companies.await.unwrap()[..], found[..1]);
    assert_eq!(
        Partner::name_search(&env.odoo, &env.tag)
            .limit(1)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        Partner::name_search(&env.odoo, &env.tag)
            .limit(0)
            .await
            .unwrap()
            .len(),
        0
    );
    let with_parent = Partner::PARENT_ID.any(Partner::IS_COMPANY.eq(true) & Partner::COLOR.eq(0));
    let none = Partner::name_search(&env.odoo, &env.tag).domain(with_parent);
    assert_eq!(none.await.unwrap().len(), 0);
    env.clean().await;
}

async fn records_are_created_by_a_name(env: Env) {
    let tag = Tag::name_create(&env.odoo, env.name("tag")).await.unwrap();
    assert_eq!(tag.name, env.name("tag"));
    assert_eq!(
        Tag::read(&env.odoo, tag.id).one().await.unwrap().name,
        tag.name
    );
    Tag::unlink(&env.odoo, &tag).await.unwrap();
}

async fn names_are_displayed(env: Env) {
    let parent = Partner::create(&env.odoo, env.partner("parent"))
        .await
        .unwrap();
    let child = env.partner("child").set(Partner::PARENT_ID, parent);
    let child = Partner::create(&env.odoo, child).await.unwrap();
    let names = Partner::display_name(&env.odoo, [child, parent])
        .await
        .unwrap();
    assert_eq!((names[0].id, names[1].id), (child, parent));
    assert_eq!(
        names[0].name,
        format!("{}, {}", env.name("parent"), env.name("child"))
    );
    assert_eq!(
        Partner::display_name(&env.odoo, Vec::new()).await.unwrap(),
        []
    );
    env.clean().await;
}

async fn fields_are_described(env: Env) {
    let fields = Order::fields_get(&env.odoo).await.unwrap();
    let partner = &fields["partner_id"];
    assert_eq!(
        (partner.kind(), partner.relation()),
        ("many2one", Some("res.partner"))
    );
    assert!(partner.is_required() && partner.is_stored() && partner.is_searchable());
    let state = &fields["state"];
    assert!(state.selection().any(|(key, _)| key == "draft"));
    assert_eq!(fields["order_line"].relation_field(), Some("order_id"));
    assert!(fields["amount_total"].is_computed());
    assert_eq!(fields["amount_total"].kind(), "monetary");
    let country = Country::fields_get(&env.odoo).await.unwrap();
    assert!(country["name"].is_translated() && country["name"].is_required());
    assert_eq!(country["code"].size(), Some(2));
    // The structs of the suite match the declarations of the servers.
    for field in odoo_orm::schema::meta::<Order>().fields() {
        assert!(
            field.types().contains(&fields[field.name()].kind()),
            "{field:?}"
        );
    }
}

async fn labels_are_in_the_language_of_the_context(env: Env) {
    let french = env.odoo.with_context(Context::new().lang("fr_FR"));
    let country = Country::fields_get(&french).await.unwrap();
    assert_eq!(country["name"].label(), "Nom du pays");
}

async fn defaults_are_values(env: Env) {
    let odoo = env
        .odoo
        .with_context(Context::new().set("default_color", 5));
    let defaults = Partner::default_get(&odoo).await.unwrap();
    assert_eq!(defaults.get(Partner::COLOR), Some(5.into()));
    assert_eq!(defaults.get(Partner::ACTIVE), Some(true.into()));
    assert_eq!(defaults.get(Partner::EMAIL), None);
    let id = Partner::create(&env.odoo, defaults.set(Partner::NAME, env.name("a")))
        .await
        .unwrap();
    assert_eq!(Partner::read(&env.odoo, id).one().await.unwrap().color, 5);
    env.clean().await;
}

async fn metadata_has_users_and_times(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let metadata = Partner::get_metadata(&env.odoo, id).await.unwrap();
    let [metadata] = &metadata[..] else {
        panic!("{metadata:?}")
    };
    let read = Partner::read(&env.odoo, id).one().await.unwrap();
    assert_eq!(
        (metadata.id, metadata.create_date),
        (id, Some(read.create_date))
    );
    assert!(metadata.create_uid.as_ref().unwrap().id > 0);
    assert_eq!((&metadata.xmlid, metadata.noupdate), (&None, false));
    env.clean().await;
}

/// The message about it names the field like a missing value does (19), although other records need no value.
async fn a_link_to_a_missing_record_is_not_a_missing_field(env: Env) {
    let nowhere = env.partner("a").set(Partner::COUNTRY_ID, Id::new(999_999));
    let error = Partner::create_many(&env.odoo, [nowhere, env.partner("b")]).await;
    let error = error.unwrap_err();
    let fault = error.fault().unwrap();
    assert!(env.refused_values(fault), "{fault:?}");
    assert!(fault.missing_fields().is_empty(), "{error}");
    assert!(env.names(Domain::all()).await.is_empty());
}

async fn missing_fields_are_listed(env: Env) {
    let create = |values| Currency::create(&env.odoo, values);
    let error = create(Values::new()).await.unwrap_err();
    let fault = error.fault().unwrap();
    assert!(env.refused_values(fault), "{fault:?}");
    assert_eq!(fault.missing_fields(), ["name", "symbol"]);
    assert!(
        error
            .to_string()
            .ends_with("required and not given: `name`, `symbol`"),
        "{error}"
    );
    let error = create(Values::new().set(Currency::NAME, "XQZ"))
        .await
        .unwrap_err();
    assert_eq!(error.fault().unwrap().missing_fields(), ["symbol"]);
    let product = Product::create(&env.odoo, Values::new()).await.unwrap_err();
    assert_eq!(
        product.fault().unwrap().missing_fields(),
        ["name"],
        "{product}"
    );
    // Rejected for other reasons: by a constraint of the database, and by one of the model.
    let twice = Values::new()
        .set(Currency::NAME, "EUR")
        .set(Currency::SYMBOL, "x");
    let error = create(twice).await.unwrap_err();
    assert_eq!(error.fault().unwrap().missing_fields(), [""; 0], "{error}");
    let nameless = Partner::create(&env.odoo, Values::new()).await.unwrap_err();
    assert_eq!(
        nameless.fault().unwrap().missing_fields(),
        [""; 0],
        "{nameless}"
    );
}

async fn access_rights_are_checked(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    let company = Company::search(&env.odoo, Domain::all())
        .first()
        .await
        .unwrap()
        .unwrap();
    let may = async |odoo: &Client, operation| {
        Company::has_access(odoo, company, operation).await.unwrap()
    };
    assert!(may(&clerk, Operation::Read).await);
    assert!(!may(&clerk, Operation::Write).await);
    assert!(may(&env.odoo, Operation::Write).await);
    assert!(
        !Company::has_access(&clerk, [], Operation::Create)
            .await
            .unwrap()
    );
    assert!(
        Company::has_access(&env.odoo, [], Operation::Create)
            .await
            .unwrap()
    );
    assert!(
        !Company::has_access(&clerk, [], Operation::Unlink)
            .await
            .unwrap()
    );
}
