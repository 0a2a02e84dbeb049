//! Reads that wait for a place, merged into one call.

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::join_all;
use odoo_rpc::{Call, Client, Context, Error, Event};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::server::{Reply, Request, Server, ok, result};

const FORBIDDEN: i64 = 13;
const MISSING: i64 = 404;

/// The ids of a read.
fn ids(request: &Request) -> Vec<i64> {
    serde_json::from_value(request.body["params"]["args"][0].clone()).unwrap_or_default()
}

fn fault(request: &Request, name: &str) -> Reply {
    let error = json!({
        "jsonrpc": "2.0",
        "id": request.body["id"],
        "error": {"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": "no", "arguments": ["no"]}},
    });
    Reply::Bytes(ok(&error.to_string()))
}

/// A server whose `slow` takes a while, and whose `read` returns the names of the records.
async fn server() -> Server {
    Server::start(|request| {
        if request.path.ends_with("/slow") {
            return Reply::Late(
                Duration::from_millis(200),
                ok(&result(request, &json!(null))),
            );
        }
        let ids = ids(request);
        if ids.contains(&FORBIDDEN) {
            return fault(request, "odoo.exceptions.AccessError");
        }
        let row = |id: &i64| json!({"name": format!("record {id}"), "id": id});
        let there = ids.iter().filter(|id| **id != MISSING);
        Reply::Bytes(ok(&result(request, &there.map(row).collect())))
    })
    .await
}

fn read(ids: impl IntoIterator<Item = i64>) -> Call {
    Call::read("m", "read")
        .on(ids)
        .arg("fields", json!(["name"]))
}

async fn names(client: &Client, call: Call) -> Result<Vec<String>, Error> {
    let rows: Vec<BTreeMap<String, Value>> = client.call(call).await?.decode()?;
    let name = |row: &BTreeMap<String, Value>| row["name"].as_str().unwrap().to_owned();
    Ok(rows.iter().map(name).collect())
}

/// A client with one place, which a slow call has.
async fn busy(server: &Server) -> (Client, tokio::task::JoinHandle<()>) {
    let builder = server.builder().max_in_flight(1).merge_reads(true);
    let client = builder.build().unwrap();
    client.call(Call::read("m", "f")).await.unwrap();
    let slow_calls = || {
        let requests = server.requests();
        let slow = requests
            .iter()
            .filter(|request| request.path.ends_with("/slow"));
        slow.count()
    };
    let before = slow_calls();
    let slow = tokio::spawn({
        let client = client.clone();
        async move {
            client.call(Call::read("m", "slow")).await.unwrap();
        }
    });
    while slow_calls() == before {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    (client, slow)
}

/// The records of each read that was sent.
fn reads(server: &Server) -> Vec<Vec<i64>> {
    let calls = server.requests();
    let reads = calls
        .iter()
        .filter(|request| request.path.ends_with("/m/read"));
    reads.map(ids).collect()
}

#[tokio::test]
async fn waiting_reads_are_sent_as_one_call() {
    let server = server().await;
    let (client, slow) = busy(&server).await;
    let mut events = client.events();
    let wanted = [vec![3], vec![1, 2], vec![2], vec![5, 4, MISSING]];
    let all = wanted.iter().map(|ids| names(&client, read(ids.clone())));
    let found: Vec<Vec<String>> = join_all(all)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let name = |id: i64| format!("record {id}");
    // Each read has its own records, in its own order, and no row for a missing one.
    assert_eq!(found[0], [name(3)]);
    assert_eq!(found[1], [name(1), name(2)]);
    assert_eq!(found[2], [name(2)]);
    assert_eq!(found[3], [name(5), name(4)]);
    assert_eq!(reads(&server), [vec![1, 2, 3, 4, 5, MISSING]]);
    slow.await.unwrap();
    let merged = async {
        loop {
            if let Some(Event::ReadsMerged { call, reads, .. }) = events.next().await {
                return (call.name().to_owned(), reads);
            }
        }
    };
    let merged = timeout(Duration::from_secs(10), merged).await.unwrap();
    assert_eq!(merged, ("m.read".to_owned(), 4));
}

#[cfg(feature = "metrics")]
#[tokio::test]
async fn merged_reads_are_counted() {
    let recorder = metrics_util::debugging::DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let server = server().await;
    let (client, _slow) = busy(&server).await;
    client.observe(odoo_rpc::Metrics::of("erp"));
    for found in join_all([1, 2, 3].map(|id| names(&client, read([id])))).await {
        found.unwrap();
    }
    let figures = crate::metrics::figures(&snapshotter);
    assert_eq!(
        figures.get("odoo_reads_merged_total erp m.read"),
        Some(&3.0)
    );
}

#[tokio::test]
async fn a_forbidden_record_fails_only_the_read_that_asked_for_it() {
    let server = server().await;
    let (client, _slow) = busy(&server).await;
    let all = [1, FORBIDDEN, 2].map(|id| names(&client, read([id])));
    let found = join_all(all).await;
    assert_eq!(found[0].as_ref().unwrap(), &["record 1"]);
    let fault = found[1].as_ref().unwrap_err();
    assert!(
        fault.fault().is_some_and(odoo_rpc::Fault::is_access),
        "{fault:?}"
    );
    assert_eq!(found[2].as_ref().unwrap(), &["record 2"]);
    assert_eq!(reads(&server).len(), 4);
}

#[tokio::test]
async fn only_reads_of_the_same_fields_and_context_are_merged() {
    let server = server().await;
    let (client, _slow) = busy(&server).await;
    let other_fields = Call::read("m", "read")
        .on([1])
        .arg("fields", json!(["name", "x"]));
    let french = client.with_context(Context::new().lang("fr_FR"));
    let own_timeout = read([4]).with_timeout(Duration::from_secs(9));
    let found = tokio::join!(
        names(&client, read([1])),
        names(&client, other_fields),
        names(&french, read([1])),
        names(&client, own_timeout),
        names(&client, read([7, 7])),
        names(
            &client,
            Call::write("m", "read")
                .on([1])
                .arg("fields", json!(["name"]))
        ),
        names(&client, read(1_000..=1_100)),
    );
    assert_eq!(found.0.unwrap(), ["record 1"]);
    assert_eq!(found.4.unwrap().len(), 2);
    for found in [found.1, found.2, found.3, found.5, found.6] {
        found.unwrap();
    }
    assert_eq!(reads(&server).len(), 7);
}

#[tokio::test]
async fn a_free_place_is_taken_at_once() {
    let server = server().await;
    let client = server.builder().merge_reads(true).build().unwrap();
    for id in [1, 2] {
        names(&client, read([id])).await.unwrap();
    }
    assert_eq!(reads(&server), [[1], [2]]);
}

#[tokio::test]
async fn reads_that_begin_together_are_one_call_also_with_free_places() {
    let server = server().await;
    let client = server.builder().merge_reads(true).build().unwrap();
    client.call(Call::read("m", "f")).await.unwrap();
    for _ in 0..2 {
        let tasks: Vec<_> = (21..=40)
            .map(|id| {
                let client = client.clone();
                tokio::spawn(async move { names(&client, read([id])).await })
            })
            .collect();
        for (task, id) in tasks.into_iter().zip(21..) {
            assert_eq!(task.await.unwrap().unwrap(), [format!("record {id}")]);
        }
    }
    assert_eq!(
        reads(&server),
        [(21..=40).collect::<Vec<_>>(), (21..=40).collect()]
    );
}

#[tokio::test]
async fn a_read_that_is_dropped_does_not_stop_those_that_joined_it() {
    let server = server().await;
    let (client, _slow) = busy(&server).await;
    let mut first = Box::pin(names(&client, read([1])));
    // It waits, and the others join it.
    assert!(
        timeout(Duration::from_millis(20), &mut first)
            .await
            .is_err()
    );
    let others = join_all([2, 3].map(|id| {
        let client = client.clone();
        tokio::spawn(async move { names(&client, read([id])).await })
    }));
    tokio::time::sleep(Duration::from_millis(20)).await;
    drop(first);
    for (found, id) in others.await.into_iter().zip([2, 3]) {
        assert_eq!(found.unwrap().unwrap(), [format!("record {id}")]);
    }
    assert_eq!(reads(&server).len(), 1);
    // All that wait are dropped: the next read begins anew.
    let (client, _slow) = busy(&server).await;
    for id in [1, 2] {
        let alone = names(&client, read([id]));
        assert!(timeout(Duration::from_millis(20), alone).await.is_err());
    }
    assert_eq!(names(&client, read([3])).await.unwrap(), ["record 3"]);
    assert_eq!(reads(&server).last().unwrap(), &[3]);
}

#[tokio::test]
async fn a_merged_read_has_a_thousand_records_at_most() {
    let server = server().await;
    let (client, _slow) = busy(&server).await;
    let all = (0..25).map(|at| names(&client, read(at * 100 + 1_000..at * 100 + 1_100)));
    for found in join_all(all).await {
        assert_eq!(found.unwrap().len(), 100);
    }
    let sizes: Vec<usize> = reads(&server).iter().map(Vec::len).collect();
    assert_eq!(sizes, [1_000, 1_000, 500]);
}
