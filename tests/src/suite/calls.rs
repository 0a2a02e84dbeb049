//! Untyped calls by method name, and concurrent calls.

use odoo_orm::{
    Call, Error,
    blocking::{Wait as _, WaitEach as _},
    prelude::*,
    rpc::{CancelScope, Protocol},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Env, behaviours};
use crate::models::Partner;

behaviours! {
    any_method_can_be_called,
    a_method_without_a_result_returns_null,
    calls_can_block,
    streams_and_batches_can_block,
    ;
    http:
    many_calls_at_once_share_a_client,
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

/// Runs blocking code on a thread without a runtime.
async fn on_a_thread(env: Env, work: impl FnOnce(&Env) + Send + 'static) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let waited = move || {
        work(&env);
        let _ = sender.send(env);
    };
    std::thread::spawn(waited);
    receiver
        .await
        .expect("the blocking code panicked")
        .clean()
        .await;
}

async fn calls_can_block(env: Env) {
    on_a_thread(env, |env| {
        let odoo = &env.odoo;
        let id = Partner::create(odoo, env.partner("a")).wait().unwrap();
        let name = Partner::read(odoo, id).one().wait().unwrap().name;
        assert_eq!(name, env.name("a"));
        let ours = Partner::search(odoo, env.ours()).wait().unwrap();
        assert_eq!(ours, [id]);
    })
    .await;
}

async fn streams_and_batches_can_block(env: Env) {
    on_a_thread(env, |env| {
        let values = (0..7).map(|n| env.partner(&n.to_string()));
        let made = Partner::create_many(&env.odoo, values);
        let made = made.in_batches().batch_size(3).wait().unwrap();
        let stream = |odoo: &Client| {
            let partners = Partner::search_read(odoo, env.ours());
            partners.stream().page_size(3)
        };
        let mut partners = stream(&env.odoo);
        let first = partners.next().wait().unwrap().unwrap();
        let rest = partners.wait_each().map(|partner| partner.unwrap().id);
        assert_eq!([first.id].into_iter().chain(rest).collect::<Vec<_>>(), made);
        let mut pages = Vec::new();
        let each = stream(&env.odoo).for_each_page(|page| {
            pages.push(page.len());
            async { Ok::<_, Error>(()) }
        });
        each.wait().unwrap();
        assert_eq!(pages, [3, 3, 1]);
        // The end of the scope is an error for each of them.
        let scope = CancelScope::new();
        let odoo = env.odoo.scoped(&scope);
        let mut begun = stream(&odoo);
        begun.next().wait().unwrap().unwrap();
        let each = stream(&odoo).for_each_page(|_| async { Ok::<_, Error>(()) });
        let batches = Partner::create_many(&odoo, [env.partner("x"), env.partner("y")]);
        scope.end();
        let errors = [
            begun.wait_each().find_map(Result::err).unwrap(),
            each.wait().unwrap_err(),
            batches
                .in_batches()
                .batch_size(1)
                .wait()
                .unwrap_err()
                .into_error(),
        ];
        for error in errors {
            assert!(error.to_string().contains("scope"), "{error}");
        }
    })
    .await;
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
    if env.protocol == Protocol::CallKw {
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
        let why = match env.protocol {
            Protocol::XmlRpc => "controllers, sessions and files need `Protocol::CallKw`",
            _ => "controllers and files need a session",
        };
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(error.outcome(), Outcome::NotDone);
    }
}
