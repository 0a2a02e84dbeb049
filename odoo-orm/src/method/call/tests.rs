use std::sync::{Arc, Mutex};

use odoo_rpc::{CallState, Effect, Outcome, Response, Transport};
use serde_json::{Value, json};

use super::*;
use crate::prelude::*;

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order")]
#[expect(dead_code, reason = "the tests use only its ids")]
struct Order {
    id: Id<Order>,
    name: String,
    partner_id: Option<Id<Order>>,
}

#[odoo_methods(Order)]
trait OrderMethods {
    fn action_confirm(self);
    #[odoo(read)]
    fn get_portal_url(self, suffix: Option<&str>, anchor: Option<&str>) -> String;
    #[odoo(method = "name_create")]
    fn create_named(name: &str, rank: f64) -> Id<Order>;
    fn notify(domain: Option<Domain<Order>>) -> bool;
}

/// Returns the same JSON-RPC result for every call, and records the calls.
#[derive(Clone)]
struct Recorder {
    result: &'static str,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Transport for Recorder {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let answer = Response::bare(self.result.into(), &call, &state);
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

    /// Returns the parameters of the only call.
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
async fn arguments_are_named_and_none_is_omitted() {
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
async fn invalid_arguments_are_reported() {
    let (odoo, sent) = Recorder::answering("true");
    let error = Order::create_named(&odoo, "x", f64::NAN).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `rank` of `sale.order.name_create` cannot be sent: \
         NaN cannot be sent or compared: expected a finite number"
    );
    // Only the first of two reasons is reported.
    let error = Order::get_portal_url(&odoo, Id::new(0), Some("\0"), None).await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "`sale.order.get_portal_url` cannot be called: invalid id 0: expected an integer of 32 bits other than 0"
    );
    assert!(sent.calls().is_empty());
}

#[tokio::test]
async fn a_result_of_another_type_is_an_error_with_outcome_done() {
    let (odoo, _) = Recorder::answering("[]");
    let error = Order::create_named(&odoo, "x", 1.0).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done);
    assert_eq!(
        error.to_string(),
        "the response to `sale.order.name_create` is not as declared: expected one record, found none"
    );
    let (odoo, _) = Recorder::answering("false");
    let error = Order::get_portal_url(&odoo, Id::new(3), None, None).await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!(
        error.to_string(),
        "the response to `sale.order.get_portal_url` on 1 record is not as declared: expected text, \
         found `false`, an empty result: declare the result type as an `Option`"
    );
}

/// A server of this version that knows fields and answers `true` otherwise.
#[derive(Clone)]
struct Server(u16, Arc<Mutex<Vec<Call>>>);

impl Transport for Server {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let answer = match call.method() {
            Some("fields_get") => json!({"name": {"type": "char", "store": true}}),
            Some(_) => json!(true),
            None => json!({"server_version": "x", "server_version_info": [self.0, 0]}),
        };
        let answer = Response::bare(answer.to_string().into_bytes(), &call, &state);
        self.1.lock().unwrap().push(call);
        Box::pin(async { Ok(answer) })
    }
}

/// The domain that the method gets.
async fn notified(version: u16, domain: Domain<Order>) -> Result<Value, Error> {
    let server = Server(version, Arc::default());
    Order::notify(&Client::new(server.clone()), Some(domain)).await?;
    let calls = server.1.lock().unwrap();
    let (_, domain) = calls.last().unwrap().arguments().next().unwrap();
    Ok(domain.clone())
}

#[tokio::test]
async fn a_domain_goes_as_one_of_a_search() {
    let equal = Domain::or_all((1..=10_000).map(|n| Order::NAME.eq(format!("S{n}"))));
    for version in [14, 17, 19] {
        let sent = notified(version, equal.clone()).await.unwrap();
        assert_eq!(sent[0][1], "in");
    }
    let linked = Order::PARTNER_ID.any(Order::NAME.eq("S1"));
    let sent = |version| notified(version, linked.clone());
    assert_eq!(
        sent(14).await.unwrap(),
        json!([["partner_id.name", "=", "S1"]])
    );
    assert_eq!(sent(17).await.unwrap(), linked.to_json().unwrap());
    let many = Domain::or_all((1..=9_001).map(|n| Order::NAME.ilike(format!("S{n}"))));
    let error = notified(17, many).await.unwrap_err().to_string();
    assert!(error.contains("9001 terms"), "{error}");
}
