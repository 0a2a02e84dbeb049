//! Domains that come from the server, as text or as JSON.

use odoo_orm::prelude::*;
use serde_json::json;

use super::{Env, behaviours, domains::partners};
use crate::models::{Filter, Partner};

behaviours! {
    a_filter_that_is_stored_on_the_server_is_read_and_run,
    a_domain_is_stored_and_read_back,
    a_raw_domain_is_the_server_s_to_judge,
    every_filter_of_the_server_on_partners_is_taken,
}

async fn a_filter_that_is_stored_on_the_server_is_read_and_run(env: Env) {
    partners(&env).await;
    let text = format!(
        "['&', ('name', '=like', '{}%'), '|', ('color', '=', 3), ('email', '!=', False)]",
        env.name("")
    );
    let values = Values::new()
        .set(Filter::NAME, env.name("filter"))
        .set(Filter::MODEL_ID, "res.partner")
        .set(Filter::DOMAIN, text);
    let id = Filter::create(&env.odoo, values).await.unwrap();
    let stored = Filter::read(&env.odoo, id).one().await.unwrap();
    let domain: Domain<Partner> = stored.domain.parse().unwrap();
    assert_eq!(env.names(domain).await, ["Alpha", "alpha", "beta"]);
    let raw = Domain::raw_python(&stored.domain).unwrap();
    assert_eq!(env.names(raw).await, ["Alpha", "alpha", "beta"]);
    Filter::unlink(&env.odoo, id).await.unwrap();
    env.clean().await;
}

async fn a_domain_is_stored_and_read_back(env: Env) {
    partners(&env).await;
    let domain = Partner::COLOR.is_in([0, 2]) & !Partner::PARENT_ID.dot(Partner::NAME).ilike("x");
    let stored = domain.to_json().unwrap().to_string();
    let read = Domain::<Partner>::from_json(&stored.parse().unwrap()).unwrap();
    assert_eq!(env.names(read).await, env.names(domain).await);
    env.clean().await;
}

async fn a_raw_domain_is_the_server_s_to_judge(env: Env) {
    partners(&env).await;
    let raw = Domain::raw(json!(["|", ["phone", "=", "0"], ["color", "=", 2]]));
    assert_eq!(env.names(raw).await, ["alpha"]);
    let raw = Domain::raw(json!([["no_such_field", "=", 1]]));
    let error = Partner::search(&env.odoo, raw).await.unwrap_err();
    assert!(error.to_string().contains("no_such_field"), "{error}");
    env.clean().await;
}

async fn every_filter_of_the_server_on_partners_is_taken(env: Env) {
    let odoo = env.odoo.with_context(Context::new().active_test(false));
    let on_partners = Filter::MODEL_ID.eq("res.partner");
    for filter in Filter::search_read(&odoo, on_partners).await.unwrap() {
        // Checked, or else as it is: then the server judges.
        let domain = filter
            .domain
            .parse()
            .or_else(|_| Domain::<Partner>::raw_python(&filter.domain));
        Partner::search(&env.odoo, domain.unwrap())
            .limit(1)
            .await
            .unwrap();
    }
}
