//! Untyped calls by method name, and concurrent calls.

use odoo_orm::{Call, Protocol, blocking::Wait as _, prelude::*};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Env, behaviours};
use crate::models::Partner;

behaviours! {
    any_method_can_be_called,
    a_method_without_a_result_returns_null,
    ;
    http:
    many_calls_at_once_share_a_client,
    calls_can_block,
    a_controller_uses_the_programs_types,
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

async fn a_method_without_a_result_returns_null(env: Env) {
    let id = Partner::create(&env.odoo, env.partner("a")).await.unwrap();
    let call = Call::write("res.partner", "action_archive").on([id.get()]);
    let nothing: Value = env.odoo.call(call).await.unwrap().decode().unwrap();
    assert_eq!(nothing, json!(null));
    assert_eq!(env.names(Partner::ACTIVE.eq(false)).await, ["a"]);
    env.clean().await;
}

async fn many_calls_at_once_share_a_client(env: Env) {
    let ids = Partner::create_many(&env.odoo, (0..32).map(|n| env.partner(&n.to_string())))
        .await
        .unwrap();
    // All of them share one login.
    let odoo = env.server.builder().build().unwrap();
    let reads = ids
        .iter()
        .map(|&id| tokio::spawn(Partner::read(&odoo, id).one()));
    for (id, read) in ids.iter().zip(reads.collect::<Vec<_>>()) {
        assert_eq!(read.await.unwrap().unwrap().id, *id);
    }
    env.clean().await;
}

async fn calls_can_block(env: Env) {
    // A client belongs to the runtime of its first use, so this test has its own.
    let client = env.server.builder_on(env.wire).build().unwrap();
    let waited = move || {
        let id = Partner::create(&client, env.partner("a")).wait().unwrap();
        let name = Partner::read(&client, id).one().wait().unwrap().name;
        assert_eq!(name, env.name("a"));
        let ours = Partner::search(&client, env.ours()).wait().unwrap();
        assert_eq!(ours, [id]);
        Partner::unlink(&client, ours).wait().unwrap();
    };
    // Without a runtime this is an ordinary blocking call.
    tokio::task::spawn_blocking(waited).await.unwrap();
}

async fn a_controller_uses_the_programs_types(env: Env) {
    #[derive(Serialize)]
    struct Params {
        model: &'static str,
        method: &'static str,
        args: Vec<Value>,
        kwargs: Value,
    }
    #[derive(Debug, Deserialize)]
    struct User {
        login: String,
    }
    let params = Params {
        model: "res.users",
        method: "search_read",
        args: vec![json!([["login", "=", env.server.login]]), json!(["login"])],
        kwargs: json!({}),
    };
    let route = "/web/dataset/call_kw";
    let found: Result<Vec<User>, _> = env.odoo.route(route, &params).await;
    if env.wire == Protocol::CallKw {
        let found = found.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].login, env.server.login);
        let nameless: Result<Value, _> = env.odoo.route(route, 7).await;
        let sentence = nameless.unwrap_err().to_string();
        assert!(
            sentence.contains("its parameters have no names"),
            "{sentence}"
        );
    } else {
        // An API key does not create a session.
        let error = found.unwrap_err();
        let why = match env.wire {
            Protocol::XmlRpc => "controllers, sessions and files need `Protocol::CallKw`",
            _ => "controllers and files need a session",
        };
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(error.outcome(), Outcome::NotDone);
    }
}
