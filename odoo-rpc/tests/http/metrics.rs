//! The metrics that a client records.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use odoo_rpc::{Call, Metrics};
use serde_json::json;
use tokio::{sync::Semaphore, time::timeout};

use crate::server::{Reply, Server, html, ok, result, session_expired};

/// Counters and gauges by name and labels, and the number of values of histograms.
pub(crate) fn figures(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
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
        ("odoo_call_response_bytes erp m.read", 1.0),
        ("odoo_calls_in_flight erp", 0.0),
        ("odoo_connected erp", 0.0),
    ];
    for (name, value) in expected {
        assert_eq!(figures.get(name), Some(&value), "{name}: {figures:?}");
    }
}

#[tokio::test]
async fn dropped_calls_and_renewals_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let server = Server::start(|request| {
        if request.path.ends_with("/slow") {
            return Reply::Silence;
        }
        match request.cookie.as_deref() {
            Some("session_id=s1") => Reply::Bytes(ok(&session_expired())),
            _ => Reply::Bytes(ok(&result(request, &json!([])))),
        }
    })
    .await;
    let client = server.client();
    client.observe(Metrics::of("erp"));
    let slow = client.call(Call::read("m", "slow"));
    timeout(Duration::from_millis(100), slow).await.unwrap_err();
    client.call(Call::read("m", "read")).await.unwrap();
    let figures = figures(&snapshotter);
    let expected = [
        ("odoo_calls_total erp m.slow dropped", 1.0),
        ("odoo_calls_total erp m.read ok", 1.0),
        ("odoo_session_renewals_total erp", 1.0),
        ("odoo_calls_in_flight erp", 0.0),
    ];
    for (name, value) in expected {
        assert_eq!(figures.get(name), Some(&value), "{name}: {figures:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_back_is_connected() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let is_up = Arc::new(AtomicBool::new(false));
    let up = Arc::clone(&is_up);
    let server = Server::start(move |request| {
        if up.load(SeqCst) {
            Reply::Bytes(ok(&result(request, &json!([]))))
        } else {
            Reply::Bytes(html("502 Bad Gateway", "x"))
        }
    })
    .await;
    let client = server.builder().max_attempts(1).build().unwrap();
    client.observe(Metrics::of("erp"));
    let connected = || figures(&snapshotter).get("odoo_connected erp").copied();
    assert_eq!(connected(), None);
    client.call(Call::read("m", "read")).await.unwrap_err();
    assert_eq!(connected(), Some(0.0));
    is_up.store(true, SeqCst);
    client.call(Call::read("m", "read")).await.unwrap();
    assert_eq!(connected(), Some(1.0));
}

#[tokio::test]
async fn a_call_from_before_the_observer_is_not_subtracted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let gate = Arc::new(Semaphore::new(0));
    let closed = Arc::clone(&gate);
    let server = Server::start(move |request| {
        let answer = ok(&result(request, &json!([])));
        Reply::Behind(Arc::clone(&closed), answer)
    })
    .await;
    let client = server.client();
    let early = client.clone();
    let early = tokio::spawn(async move { early.call(Call::read("m", "f")).await.map(drop) });
    while server.calls().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    client.observe(Metrics::of("erp"));
    gate.add_permits(1);
    early.await.unwrap().unwrap();
    let in_flight = || {
        figures(&snapshotter)
            .get("odoo_calls_in_flight erp")
            .copied()
    };
    assert_eq!(in_flight(), Some(0.0));
    let late = client.clone();
    let late = tokio::spawn(async move { late.call(Call::read("m", "f")).await.map(drop) });
    while server.calls().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(in_flight(), Some(1.0));
    gate.add_permits(1);
    late.await.unwrap().unwrap();
    assert_eq!(in_flight(), Some(0.0));
}
