//! Methods by their names, and many calls at once.

use odoo_orm::{blocking::Wait as _, odoo_rpc::Call, prelude::*};
use serde_json::json;

use super::{Env, behaviours};
use crate::models::Partner;

behaviours! {
    any_method_can_be_called,
    a_method_that_returns_nothing_gives_null,
    many_calls_at_once_share_a_client,
    calls_can_be_waited_for,
}

async fn any_method_can_be_called(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let call = Call::read("res.partner", "name_search")
        .arg("name", env.name("a"))
        .kwarg("limit", 5);
    let found: Vec<(i64, String)> = env.odoo.call(call).await.unwrap().decode().unwrap();
    assert_eq!(found, [(id.get(), env.name("a"))]);
    env.clean().await;
}

async fn a_method_that_returns_nothing_gives_null(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let call = Call::write("res.partner", "action_archive").on([id.get()]);
    let nothing: serde_json::Value = env.odoo.call(call).await.unwrap().decode().unwrap();
    assert_eq!(nothing, json!(null));
    assert_eq!(env.names(Partner::ACTIVE.eq(false)).await, ["a"]);
    env.clean().await;
}

async fn many_calls_at_once_share_a_client(env: Env) {
    let ids = Partner::create_many(&env.odoo, (0..32).map(|n| env.partner(&n.to_string())))
        .await
        .unwrap();
    // One login for all of them.
    let odoo = env.server.builder().build().unwrap();
    let reads = ids
        .iter()
        .map(|&id| tokio::spawn(Partner::read(&odoo, id).one()));
    for (id, read) in ids.iter().zip(reads.collect::<Vec<_>>()) {
        assert_eq!(read.await.unwrap().unwrap().id, *id);
    }
    env.clean().await;
}

async fn calls_can_be_waited_for(env: Env) {
    // Clients belong to the runtime that they were first used in, so this one is its own.
    let client = env.server.builder_on(env.wire).build().unwrap();
    let waited = move || {
        let id = Partner::create(&client, env.partner("a")).wait().unwrap();
        let name = Partner::read(&client, id).one().wait().unwrap().name;
        assert_eq!(name, env.name("a"));
        let ours = Partner::search(&client, env.ours()).wait().unwrap();
        assert_eq!(ours, [id]);
        Partner::unlink(&client, ours).wait().unwrap();
    };
    // In a program without a runtime this is a plain call.
    tokio::task::spawn_blocking(waited).await.unwrap();
}
