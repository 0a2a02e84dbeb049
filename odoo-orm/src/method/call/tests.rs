use std::sync::{Arc, Mutex};

use odoo_rpc::{Effect, Outcome, Response, Transport};
use serde_json::{Value, json};

use super::*;
use crate::prelude::*;

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order")]
#[expect(dead_code, reason = "only its ids are used")]
struct Order {
    id: Id<Order>,
}

#[odoo_methods(Order)]
trait OrderMethods {
    fn action_confirm(self);
    #[odoo(read)]
    fn get_portal_url(self, suffix: Option<&str>, anchor: Option<&str>) -> String;
    #[odoo(method = "name_create")]
    fn create_named(name: &str, rank: f64) -> Id<Order>;
}

/// Answers every call with the same JSON-RPC result, and keeps the calls.
#[derive(Clone)]
struct Recorder {
    result: &'static str,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Transport for Recorder {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
        let answer = Response::bare(self.result.into(), &call);
        self.calls.lock().unwrap().push(call);
        Box::pin(async { Ok(answer) })
    }
}

impl Recorder {
    fn answering(result: &'static str) -> (Client, Self) {
        let recorder = Recorder {
            result,
            calls: Arc::default(),
        };
        (Client::new(recorder.clone()), recorder)
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The one call, as it is sent.
    #[track_caller]
    fn params(&self) -> Value {
        let calls = self.calls();
        assert_eq!(calls.len(), 1);
        let body: Value = serde_json::from_slice(&calls[0].to_call_kw(1)).unwrap();
        body["params"].clone()
    }
}

#[tokio::test]
async fn a_method_runs_on_its_records() {
    let (odoo, sent) = Recorder::answering("true");
    let ids = [Id::new(3), Id::new(4)];
    Order::action_confirm(&odoo, ids).await.unwrap();
    assert_eq!(
        sent.params(),
        json!({
            "model": "sale.order",
            "method": "action_confirm",
            "args": [[3, 4]],
            "kwargs": {"context": {}},
        })
    );
    assert_eq!(sent.calls()[0].effect(), Effect::Write);
}

#[tokio::test]
async fn arguments_go_by_name_and_none_is_left_out() {
    let (odoo, sent) = Recorder::answering(r#""/my/orders/3#x""#);
    let url = Order::get_portal_url(&odoo, Id::new(3), None, Some("x")).await;
    assert_eq!(url.unwrap(), "/my/orders/3#x");
    let params = sent.params();
    assert_eq!(params["args"], json!([[3]]));
    assert_eq!(params["kwargs"], json!({"anchor": "x", "context": {}}));
    assert_eq!(sent.calls()[0].effect(), Effect::Read);
}

#[tokio::test]
async fn a_method_of_the_model_has_no_ids() {
    let (odoo, sent) = Recorder::answering(r#"[3, "S00042"]"#);
    let id = Order::create_named(&odoo, "S00042", 1.0).await.unwrap();
    assert_eq!(id, Id::new(3));
    let params = sent.params();
    assert_eq!(params["method"], "name_create");
    assert_eq!(params["args"], json!([]));
    assert_eq!(
        params["kwargs"],
        json!({"name": "S00042", "rank": 1.0, "context": {}})
    );
}

#[tokio::test]
async fn without_records_only_a_method_with_a_result_is_called() {
    let (odoo, sent) = Recorder::answering(r#""""#);
    Order::action_confirm(&odoo, []).await.unwrap();
    assert!(sent.calls().is_empty());
    Order::get_portal_url(&odoo, [], None, None).await.unwrap();
    assert_eq!(sent.params()["args"], json!([[]]));
}

#[tokio::test]
async fn what_cannot_be_sent_is_named() {
    let (odoo, sent) = Recorder::answering("true");
    let error = Order::create_named(&odoo, "x", f64::NAN).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `rank` of `sale.order.name_create` cannot be sent: \
         NaN is not a number that can be sent or compared"
    );
    // The first reason, though there are two.
    let error = Order::get_portal_url(&odoo, Id::new(0), Some("\0"), None).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "`sale.order.get_portal_url` cannot be called: invalid id 0: expected an integer of 32 bits other than 0"
    );
    assert!(sent.calls().is_empty());
}

#[tokio::test]
async fn a_result_of_another_type_is_an_error_after_the_deed() {
    let (odoo, _) = Recorder::answering("[]");
    let error = Order::create_named(&odoo, "x", 1.0).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done);
    assert_eq!(
        error.to_string(),
        "the answer to `sale.order.name_create` is not as declared: expected one record, found none"
    );
    let (odoo, _) = Recorder::answering("false");
    let error = Order::get_portal_url(&odoo, Id::new(3), None, None).await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!(
        error.to_string(),
        "the answer to `sale.order.get_portal_url` on 1 record is not as declared: expected text, \
         found `false`, which is no result: declare it as an `Option`"
    );
}
