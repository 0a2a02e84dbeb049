//! Reads whose results are kept.

use std::{collections::BTreeMap, future::poll_fn, pin::pin, task::Poll, time::Duration};

use futures_util::future::join_all;
use odoo_rpc::{CacheConfig, Call, Client, Context, Error, Event, TransportErrorKind};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::server::{Reply, Request, Server, ok, result};

const FORBIDDEN: i64 = 13;
const MISSING: i64 = 404;
const HOUR: Duration = Duration::from_secs(3600);

fn ids(request: &Request) -> Vec<i64> {
    serde_json::from_value(request.body["params"]["args"][0].clone()).unwrap_or_default()
}

fn fault(request: &Request, name: &str) -> Vec<u8> {
    let error = json!({
        "jsonrpc": "2.0",
        "id": request.body["id"],
        "error": {"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": "no", "arguments": ["no"]}},
    });
    ok(&error.to_string())
}

/// A server whose responses to reads come a little later than their requests.
async fn server() -> Server {
    Server::start(|request| {
        let ids = ids(request);
        let bytes = if ids.contains(&FORBIDDEN) {
            fault(request, "odoo.exceptions.AccessError")
        } else if request.path.ends_with("/search_count") {
            ok(&result(request, &json!(ids.len())))
        } else {
            let lang = &request.body["params"]["kwargs"]["context"]["lang"];
            let row = |id: &i64| json!({"name": format!("record {id} {lang}"), "id": id});
            let there = ids.iter().filter(|id| **id != MISSING);
            ok(&result(request, &there.map(row).collect()))
        };
        Reply::Late(Duration::from_millis(30), bytes)
    })
    .await
}

fn read(ids: impl IntoIterator<Item = i64>) -> Call {
    Call::read("m", "read")
        .on(ids)
        .arg("fields", json!(["name"]))
}

async fn read_ids(client: &Client, call: Call) -> Result<Vec<i64>, Error> {
    let rows: Vec<BTreeMap<String, Value>> = client.call(call).await?.decode()?;
    Ok(rows.iter().map(|row| row["id"].as_i64().unwrap()).collect())
}

/// The records of each read that was sent.
fn reads(server: &Server) -> Vec<Vec<i64>> {
    let calls = server.requests();
    let reads = calls
        .iter()
        .filter(|request| request.path.ends_with("/m/read"));
    reads.map(ids).collect()
}

fn cached(server: &Server) -> (Client, Client) {
    let client = server.builder().build().unwrap();
    let reference = client.cached(CacheConfig::new(HOUR));
    (client, reference)
}

#[tokio::test]
async fn a_record_is_read_once() {
    let server = server().await;
    let (client, reference) = cached(&server);
    assert_eq!(read_ids(&reference, read([1, 2])).await.unwrap(), [1, 2]);
    assert_eq!(read_ids(&reference, read([2])).await.unwrap(), [2]);
    // Only the third is fetched, and the order is that of the ids.
    assert_eq!(
        read_ids(&reference, read([3, 2, 1])).await.unwrap(),
        [3, 2, 1]
    );
    assert_eq!(reads(&server), [vec![1, 2], vec![3]]);
    // A handle without the cache reads from the server.
    assert_eq!(read_ids(&client, read([1])).await.unwrap(), [1]);
    assert_eq!(reads(&server).len(), 3);
}

#[tokio::test]
async fn a_search_is_kept_as_a_whole() {
    let server = server().await;
    let (_, reference) = cached(&server);
    for _ in 0..3 {
        let call = Call::read("m", "search_count").arg("domain", json!([1, 2]));
        let count: i64 = reference.call(call).await.unwrap().decode().unwrap();
        assert_eq!(count, 2);
    }
    let other = Call::read("m", "search_count").arg("domain", json!([1]));
    let count: i64 = reference.call(other).await.unwrap().decode().unwrap();
    assert_eq!(count, 1);
    assert_eq!(calls(&server, "search_count"), 2);
}

fn calls(server: &Server, method: &str) -> usize {
    let requests = server.requests();
    let end = format!("/{method}");
    requests
        .iter()
        .filter(|request| request.path.ends_with(&end))
        .count()
}

#[tokio::test]
async fn other_methods_are_not_kept() {
    let server = server().await;
    let (_, reference) = cached(&server);
    for _ in 0..2 {
        reference.call(Call::read("m", "fields_get")).await.unwrap();
        // A read that the caller declares to be a write.
        let writing = Call::write("m", "read").on([1]);
        reference.call(writing).await.unwrap();
    }
    assert_eq!(calls(&server, "fields_get"), 2);
    assert_eq!(calls(&server, "read"), 2);
}

#[tokio::test]
async fn fields_and_context_are_part_of_the_key() {
    let server = server().await;
    let (_, reference) = cached(&server);
    let french = reference.with_context(Context::new().lang("fr_FR"));
    for _ in 0..2 {
        for client in [&reference, &french] {
            read_ids(client, read([1])).await.unwrap();
        }
        let other = Call::read("m", "read").on([1]).arg("fields", json!([]));
        read_ids(&reference, other).await.unwrap();
    }
    assert_eq!(reads(&server).len(), 3);
}

#[tokio::test]
async fn reads_at_the_same_time_share_one_call() {
    let server = server().await;
    let (_, reference) = cached(&server);
    let all = (0..20).map(|_| read_ids(&reference, read([1, 2])));
    for found in join_all(all).await {
        assert_eq!(found.unwrap(), [1, 2]);
    }
    assert_eq!(reads(&server), [[1, 2]]);
    // Some of the records are on their way, the others are fetched beside them.
    let all = [vec![3, 4], vec![4, 5], vec![5, 3]];
    let all = all.map(|ids| read_ids(&reference, read(ids)));
    let found: Vec<_> = join_all(all)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(found, [[3, 4], [4, 5], [5, 3]]);
    assert_eq!(reads(&server)[1..], [vec![3, 4], vec![5]]);
}

#[tokio::test]
async fn results_are_used_for_their_lifetime() {
    let server = server().await;
    let client = server.builder().build().unwrap();
    let reference = client.cached(CacheConfig::new(Duration::from_millis(200)));
    for _ in 0..2 {
        read_ids(&reference, read([1])).await.unwrap();
    }
    assert_eq!(reads(&server).len(), 1);
    sleep(Duration::from_millis(250)).await;
    read_ids(&reference, read([1])).await.unwrap();
    assert_eq!(reads(&server).len(), 2);
}

#[tokio::test]
async fn a_write_through_any_handle_drops_its_model() {
    let server = server().await;
    let (client, reference) = cached(&server);
    let other = |method: &str| Call::read("other", method).on([1]);
    let writes = [
        Call::write("m", "create"),
        Call::write("m", "write").on([7]),
        Call::write("m", "unlink").on([7]),
        Call::write("m", "load"),
        Call::write("m", "any_method"),
        Call::write("m", "write").silent(),
        // It fails, and may have written before.
        Call::write("m", "write").on([FORBIDDEN]),
    ];
    for (count, write) in writes.into_iter().enumerate() {
        for _ in 0..2 {
            read_ids(&reference, read([1])).await.unwrap();
            read_ids(&reference, other("read")).await.unwrap();
        }
        assert_eq!(reads(&server).len(), count + 1);
        let _ = client.call(write).await;
    }
    // The other model was not written.
    let others = server.requests();
    let others = others.iter().filter(|r| r.path.ends_with("/other/read"));
    assert_eq!(others.count(), 1);
    client.call(Call::controller("/my/route")).await.unwrap();
    read_ids(&reference, other("read")).await.unwrap();
    assert_eq!(calls(&server, "other/read"), 2);
    client.clear_cache();
    read_ids(&reference, other("read")).await.unwrap();
    assert_eq!(calls(&server, "other/read"), 3);
}

#[tokio::test]
async fn linked_models_count_as_the_models_of_a_result() {
    let server = server().await;
    let (client, reference) = cached(&server);
    let nested = || read([1]).with_linked(["line"]);
    read_ids(&reference, nested()).await.unwrap();
    client.call(Call::write("other", "write")).await.unwrap();
    read_ids(&reference, nested()).await.unwrap();
    assert_eq!(reads(&server).len(), 1);
    client.call(Call::write("line", "write")).await.unwrap();
    read_ids(&reference, nested()).await.unwrap();
    assert_eq!(reads(&server).len(), 2);
}

#[tokio::test]
async fn a_read_from_before_a_write_is_not_kept() {
    let server = server().await;
    let (client, reference) = cached(&server);
    let reading = tokio::spawn({
        let reference = reference.clone();
        async move { read_ids(&reference, read([1])).await }
    });
    while reads(&server).is_empty() {
        sleep(Duration::from_millis(1)).await;
    }
    // The write ends within the time that the read takes.
    let write = client.call(Call::write("m", "write"));
    let _ = timeout(Duration::from_millis(1), write).await;
    reading.await.unwrap().unwrap();
    read_ids(&reference, read([1])).await.unwrap();
    assert_eq!(reads(&server).len(), 2);
}

#[tokio::test]
async fn errors_and_missing_records_are_not_kept() {
    let server = server().await;
    let (_, reference) = cached(&server);
    for _ in 0..2 {
        let error = read_ids(&reference, read([1, FORBIDDEN]))
            .await
            .unwrap_err();
        assert!(error.fault().is_some(), "{error}");
        assert_eq!(read_ids(&reference, read([2, MISSING])).await.unwrap(), [2]);
    }
    assert_eq!(
        reads(&server),
        [
            vec![1, FORBIDDEN],
            vec![2, MISSING],
            vec![1, FORBIDDEN],
            vec![MISSING]
        ]
    );
}

#[tokio::test]
async fn a_forbidden_record_fails_only_the_read_that_asked_for_it() {
    let server = server().await;
    let (_, reference) = cached(&server);
    let all = [vec![1, FORBIDDEN], vec![1], vec![1, 2]];
    let all = all.map(|ids| read_ids(&reference, read(ids)));
    let found = join_all(all).await;
    assert!(found[0].as_ref().unwrap_err().fault().is_some());
    assert_eq!(found[1].as_ref().unwrap(), &[1]);
    assert_eq!(found[2].as_ref().unwrap(), &[1, 2]);
}

#[tokio::test]
async fn a_dropped_or_stopped_read_holds_up_no_other() {
    let server = server().await;
    let (_, reference) = cached(&server);
    // It is polled once and then left alone.
    let mut stopped = pin!(read_ids(&reference, read([1])));
    poll_fn(|cx| Poll::Ready(stopped.as_mut().poll(cx).is_ready())).await;
    let other = timeout(Duration::from_secs(5), read_ids(&reference, read([1])));
    assert_eq!(other.await.unwrap().unwrap(), [1]);
    assert_eq!(reads(&server), [[1]]);

    let dropped = timeout(Duration::from_millis(1), read_ids(&reference, read([2])));
    let (dropped, other) = tokio::join!(dropped, read_ids(&reference, read([2])));
    assert!(dropped.is_err());
    assert_eq!(other.unwrap(), [2]);
}

#[tokio::test]
async fn an_aborted_read_does_not_fail_the_others() {
    let server = server().await;
    let (_, reference) = cached(&server);
    let (aborted, handle) = reference.abortable();
    let first = tokio::spawn(async move { read_ids(&aborted, read([1])).await });
    while reads(&server).is_empty() {
        sleep(Duration::from_millis(1)).await;
    }
    let second = read_ids(&reference, read([1]));
    handle.abort();
    assert_eq!(second.await.unwrap(), [1]);
    let error = first.await.unwrap().unwrap_err();
    let Error::Transport(error) = error else {
        panic!("{error}")
    };
    assert_eq!(error.kind(), TransportErrorKind::Aborted);
    assert_eq!(reads(&server), [[1]]);
}

#[tokio::test]
async fn a_read_with_less_time_does_not_fail_the_others() {
    let server = server().await;
    let (_, reference) = cached(&server);
    let hasty = reference.with_timeout(Duration::from_millis(5));
    let (hasty, patient) =
        tokio::join!(read_ids(&hasty, read([1])), read_ids(&reference, read([1])));
    assert!(hasty.is_err());
    assert_eq!(patient.unwrap(), [1]);
}

#[tokio::test]
async fn a_full_cache_drops_what_was_used_least_recently() {
    let server = server().await;
    let client = server.builder().build().unwrap();
    let reference = client.cached(CacheConfig::new(HOUR).max_entries(2));
    let mut events = client.events();
    for id in [1, 2, 1, 3, 1, 2] {
        read_ids(&reference, read([id])).await.unwrap();
    }
    // The second was dropped for the third.
    assert_eq!(reads(&server), [[1], [2], [3], [2]]);
    let mut evicted = 0;
    let mut hits = 0;
    while evicted < 2 {
        let event = timeout(Duration::from_secs(5), events.next());
        match event.await.unwrap().unwrap() {
            Event::CacheEvicted { call, .. } => {
                assert_eq!(call.name(), "m.read");
                evicted += 1;
            }
            Event::CacheRead { hits: more, .. } => hits += more,
            _ => {}
        }
    }
    assert_eq!(hits, 2);

    for config in [
        CacheConfig::new(HOUR).max_bytes(0),
        CacheConfig::new(HOUR).max_bytes(100),
        CacheConfig::new(HOUR).max_entries(0),
        CacheConfig::new(Duration::ZERO),
    ] {
        let before = reads(&server).len();
        let nothing = client.cached(config);
        for _ in 0..2 {
            assert_eq!(read_ids(&nothing, read([1])).await.unwrap(), [1]);
        }
        assert_eq!(reads(&server).len(), before + 2);
    }
}

#[tokio::test]
async fn a_hit_is_no_call_for_observers() {
    let server = server().await;
    let (client, reference) = cached(&server);
    read_ids(&reference, read([1])).await.unwrap();
    let mut events = client.events();
    read_ids(&reference, read([1])).await.unwrap();
    read_ids(&reference.silent(), read([1])).await.unwrap();
    client.call(Call::read("m", "other")).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 2 {
        match events.next().await.unwrap() {
            Event::CacheRead { hits, misses, .. } => {
                seen.push(format!("{hits} of {}", hits + misses));
            }
            Event::Request { call, .. } => seen.push(call.name().to_owned()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(seen, ["1 of 1", "m.other"]);
}

#[cfg(feature = "metrics")]
#[tokio::test]
async fn hits_and_misses_are_counted() {
    let recorder = metrics_util::debugging::DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let server = server().await;
    let client = server.builder().build().unwrap();
    client.observe(odoo_rpc::Metrics::of("erp"));
    let reference = client.cached(CacheConfig::new(HOUR).max_entries(2));
    for ids in [vec![1, 2], vec![2, 1], vec![3]] {
        read_ids(&reference, read(ids)).await.unwrap();
    }
    let figures = crate::metrics::figures(&snapshotter);
    let figure = |name: &str| figures.get(&format!("odoo_cache_{name}_total erp m.read"));
    assert_eq!(figure("hits"), Some(&2.0));
    assert_eq!(figure("misses"), Some(&3.0));
    assert_eq!(figure("evictions"), Some(&1.0));
}

#[test]
fn another_runtime_does_not_wait_for_a_paused_one() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let (serving, paused, other) = (
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap(),
        runtime(),
        runtime(),
    );
    let server = serving.block_on(server());
    let (_, reference) = cached(&server);
    let first = reference.clone();
    paused.block_on(async {
        let read = async move { read_ids(&first, read([1])).await };
        tokio::spawn(read);
        while reads(&server).is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
    });
    let found = other
        .block_on(async { timeout(Duration::from_secs(5), read_ids(&reference, read([1]))).await });
    assert_eq!(found.unwrap().unwrap(), [1]);
    // What one runtime has read, the other finds.
    let kept = paused.block_on(read_ids(&reference, read([1])));
    assert_eq!(kept.unwrap(), [1]);
    assert_eq!(reads(&server).len(), 2);
}
