//! What a context changes.

use odoo_orm::prelude::*;

use super::{Env, behaviours};
use crate::models::{Country, Partner};

behaviours! {
    a_query_can_have_a_context_of_its_own,
    ;
    users:
    a_client_can_speak_another_language,
    a_users_own_language_holds,
}

async fn belgium(odoo: &Client) -> String {
    Country::search_read(odoo, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap()
        .name
}

async fn a_query_can_have_a_context_of_its_own(env: Env) {
    let archived = env.partner("a").set(Partner::ACTIVE, false);
    Partner::create(&env.odoo, archived).await.unwrap();
    let all = Context::new().active_test(false);
    let search = || Partner::search(&env.odoo, env.ours());
    assert_eq!(search().await.unwrap().len(), 0);
    assert_eq!(search().with_context(all.clone()).await.unwrap().len(), 1);
    assert_eq!(search().with_context(all.clone()).count().await.unwrap(), 1);
    let with_all = env.odoo.with_context(all);
    assert_eq!(
        Partner::search_count(&with_all, env.ours()).await.unwrap(),
        1
    );
    env.clean().await;
}

async fn a_client_can_speak_another_language(env: Env) {
    assert_eq!(belgium(&env.odoo).await, "Belgium");
    let french = env.odoo.with_context(Context::new().lang("fr_FR"));
    assert_eq!(belgium(&french).await, "Belgique");
    assert_eq!(
        belgium(&env.odoo).await,
        "Belgium",
        "the handle before is as it was"
    );
}

async fn a_users_own_language_holds(env: Env) {
    let clerk = env.server.client_as("clerk", "clerk-password");
    assert_eq!(belgium(&clerk).await, "Belgique");
    assert_eq!(
        belgium(&clerk.with_context(Context::new().lang("en_US"))).await,
        "Belgium"
    );
}
