//! A failed assertion shows the calls that were received.

use odoo_mock::{Failure, When, World};
use serde_json::json;

use crate::{call, fixtures::said, raised};

#[tokio::test]
async fn a_failed_assertion_lists_the_calls() {
    let world = World::new();
    let client = world.client();
    call(&client, "res.partner", "create", json!([{"name": "Acme"}]))
        .await
        .unwrap();
    raised(&client, "res.partner", "create", json!([{"nothing": 1}])).await;
    let _once = world.fail(When::next(), Failure::Html);
    call(&client, "res.partner", "unlink", json!([[1]]))
        .await
        .unwrap_err();

    let created = || world.assert_called("res.partner.create");
    assert_eq!(
        created().with(&json!({"name": "Acme"})).once().args,
        [json!({"name": "Acme"})]
    );
    assert_eq!(
        created().by("admin").times(2)[1].fault.as_deref(),
        Some("builtins.ValueError")
    );
    world.assert_called("res.partner.unlink").run().never();

    for message in [
        said(|| drop(created().once())),
        said(|| drop(created().times(3))),
        said(|| created().never()),
        said(|| drop(created().with(&json!({"name": "Other"})).once())),
    ] {
        for part in [
            "matching calls of `res.partner.create`, found",
            r#"res.partner.create({"name":"Acme"}) by admin"#,
            "raised builtins.ValueError",
            "res.partner.unlink([1]) by admin failed by an injected failure (Html)",
        ] {
            assert!(message.contains(part), "{part:?} is not in: {message}");
        }
    }
    world.forget_calls();
    let message = said(|| drop(created().once()));
    assert!(message.ends_with("all calls:\n  none"), "{message}");
}
