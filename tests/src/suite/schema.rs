//! Structs and snapshots held against the server.

use odoo_orm::{
    prelude::*,
    schema::{Pull, verify},
};
use odoo_schema::compare;

use super::{Env, behaviours};
use crate::models::{Company, Country, Currency, Order, Partner, Tag};

behaviours! {
    structs_hold_on_the_server,
    every_difference_is_listed,
    a_second_pull_is_equal_to_the_first,
}

async fn structs_hold_on_the_server(env: Env) {
    let verified = verify::<(Partner, Country, Tag, Company, Currency, Order)>(&env.odoo).await;
    if let Err(error) = verified {
        panic!("{error}");
    }
}

/// Written from memory.
#[derive(OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct Wrong {
    id: Id<Wrong>,
    emial: Option<String>,
    color: Option<String>,
    country_id: Option<Many2one<Wrong>>,
}

#[derive(OdooModel)]
#[odoo(model = "no.such.model")]
#[expect(dead_code, reason = "only the metadata is looked at")]
struct Nothing {
    id: Id<Nothing>,
}

async fn every_difference_is_listed(env: Env) {
    let error = verify::<(Wrong, Nothing)>(&env.odoo).await.unwrap_err();
    let fields: Vec<_> = error
        .mismatches()
        .iter()
        .map(|mismatch| (mismatch.model, mismatch.field))
        .collect();
    assert_eq!(
        fields,
        [
            ("res.partner", Some("emial")),
            ("res.partner", Some("color")),
            ("res.partner", Some("country_id")),
            ("no.such.model", None),
        ]
    );
    let text = error.to_string();
    assert!(text.contains("did you mean `email`?"), "{text}");
}

async fn a_second_pull_is_equal_to_the_first(env: Env) {
    let pull = Pull::new(["res.country", "no.such.model"]);
    let (one, other) = (pull.run(&env.odoo).await, pull.run(&env.odoo).await);
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.models, other.models);
    let refused: Vec<&str> = one
        .refused
        .iter()
        .filter(|refused| refused.is_named)
        .map(|refused| refused.model.as_str())
        .collect();
    assert_eq!(refused, ["no.such.model"]);
    let is_country = |model: &&odoo_schema::Model| model.name() == "res.country";
    let country = one.models.iter().find(is_country).unwrap();
    // What a snapshot says of the model that is in every Odoo.
    let state_ids = country.field("state_ids").unwrap();
    assert_eq!(
        state_ids.to_string(),
        "one2many res.country.state country_id"
    );
    assert!(country.field("name").unwrap().required);
    assert!(!country.field("display_name").unwrap().stored);
    assert_eq!(compare(country, country), []);
    assert!(
        one.models
            .iter()
            .any(|model| model.name() == "res.currency")
    );
}
