//! The span of a call: its fields, and no values.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use odoo_rpc::Call;
use serde_json::json;
use tracing::{
    Subscriber,
    field::{Field, Visit},
    instrument::WithSubscriber as _,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt as _},
};

use crate::server::{PASSWORD, Reply, Request, Server, html, ok, result};

/// The fields of every span `odoo.call`, in the order in which they began.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<(u64, Values)>>>);

type Values = BTreeMap<String, String>;

impl<S: Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() == "odoo.call" {
            let mut fields = Values::new();
            attributes.record(&mut Fields(&mut fields));
            self.0.lock().unwrap().push((id.into_u64(), fields));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.0.lock().unwrap();
        if let Some((_, fields)) = spans
            .iter_mut()
            .rev()
            .find(|(known, _)| *known == id.into_u64())
        {
            values.record(&mut Fields(fields));
        }
    }
}

struct Fields<'a>(&'a mut Values);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(
            field.name().to_owned(),
            format!("{value:?}").replace('"', ""),
        );
    }
}

#[tokio::test]
async fn a_call_is_one_span_without_values() {
    let first = AtomicBool::new(true);
    let server = Server::start(move |request: &Request| {
        if request.path.ends_with("/unlink") {
            return Reply::Close;
        }
        if first.swap(false, SeqCst) {
            return Reply::Bytes(html("502 Bad Gateway", "<html>"));
        }
        Reply::Bytes(ok(&result(request, &json!(["canary"]))))
    })
    .await;
    let spans = Spans::default();
    let subscriber = Registry::default().with(spans.clone());
    let calls = async {
        let client = server.client();
        let read = Call::read("res.partner", "read")
            .on([3, 4])
            .arg("fields", vec!["canary"]);
        client.call(read).await.unwrap();
        client
            .call(Call::write("res.partner", "unlink").on([3]))
            .await
            .unwrap_err();
    };
    calls.with_subscriber(subscriber).await;
    let spans = spans.0.lock().unwrap();
    let shown = format!("{spans:?}");
    assert!(
        !shown.contains("canary") && !shown.contains(PASSWORD),
        "{shown}"
    );
    let fields = |at: usize, name: &str| spans[at].1.get(name).map(String::as_str);
    assert_eq!(spans.len(), 2, "{shown}");
    assert_eq!(fields(0, "call"), Some("res.partner.read"));
    assert_eq!(fields(0, "rpc.system"), Some("odoo"));
    assert_eq!(fields(0, "rpc.service"), Some("res.partner"));
    assert_eq!(fields(0, "rpc.method"), Some("read"));
    assert_eq!(fields(0, "server.address"), Some("127.0.0.1"));
    assert_eq!(fields(0, "effect"), Some("Read"));
    assert_eq!(fields(0, "records"), Some("2"));
    assert_eq!(fields(0, "attempts"), Some("2"));
    assert_eq!(fields(0, "outcome"), Some("ok"));
    assert!(fields(0, "bytes").is_some() && fields(0, "error.type").is_none());
    assert_eq!(fields(1, "outcome"), Some("Unknown"));
    assert_eq!(fields(1, "error.type"), Some("transport ConnectionLost"));
    assert_eq!(fields(1, "attempts"), Some("1"));
}
