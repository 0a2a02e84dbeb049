//! The figures that a client hands to the recorder of `metrics`.

use std::collections::BTreeMap;

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use odoo_rpc::{Call, Metrics};
use serde_json::json;

use crate::server::{Reply, Server, html, ok, result};

/// Counters and gauges, by their names and labels; of histograms how many values they have.
fn figures(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    let snapshot = snapshotter.snapshot().into_vec();
    let figure = |(key, _, _, value): (metrics_util::CompositeKey, _, _, DebugValue)| {
        let labels: Vec<&str> = key.key().labels().map(metrics::Label::value).collect();
        #[expect(clippy::cast_precision_loss, reason = "they are small")]
        let value = match value {
            DebugValue::Counter(count) => count as f64,
            DebugValue::Gauge(gauge) => gauge.into_inner(),
            DebugValue::Histogram(values) => values.len() as f64,
        };
        (format!("{} {}", key.key().name(), labels.join(" ")), value)
    };
    snapshot.into_iter().map(figure).collect()
}

#[tokio::test]
async fn calls_are_counted_by_name_and_outcome() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let server = Server::start(|request| {
        if request.path.ends_with("/read") {
            Reply::Bytes(ok(&result(request, &json!([]))))
        } else {
            Reply::Bytes(html("502 Bad Gateway", "x"))
        }
    })
    .await;
    let client = server.client();
    client.observe(Metrics::of("erp"));
    client.call(Call::read("m", "read")).await.unwrap();
    client.call(Call::read("m", "read").silent()).await.unwrap();
    client
        .call(Call::write("m", "write").on([1]))
        .await
        .unwrap_err();
    client.call(Call::read("m", "search")).await.unwrap_err();
    let figures = figures(&snapshotter);
    let expected = [
        ("odoo_calls_total erp m.read ok", 1.0),
        ("odoo_calls_total erp m.write Unknown", 1.0),
        ("odoo_calls_total erp m.search NotDone", 1.0),
        (
            "odoo_call_errors_total erp m.write transport Status(502)",
            1.0,
        ),
        ("odoo_call_retries_total erp m.search", 2.0),
        ("odoo_call_duration_seconds erp m.read", 1.0),
        ("odoo_call_answer_bytes erp m.read", 1.0),
        ("odoo_calls_in_flight erp", 0.0),
        ("odoo_connected erp", 0.0),
    ];
    for (name, value) in expected {
        assert_eq!(figures.get(name), Some(&value), "{name}: {figures:?}");
    }
}
