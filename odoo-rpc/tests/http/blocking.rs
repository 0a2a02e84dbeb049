//! Blocking calls.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};

use odoo_rpc::{
    Call, CancelScope, Client, Download, Error, Outcome, ServerVersion, TransportError,
    TransportErrorKind as Kind,
    blocking::{Wait as _, WaitEach as _},
};
use serde_json::json;
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
};

use crate::server::{Reply, Server, ok, result};

/// A server in threads of its own, so that the test's has no runtime.
struct Beside {
    server: Server,
    runtime: Runtime,
}

fn start(reply: impl Fn(&crate::server::Request) -> Reply + Send + Sync + 'static) -> Beside {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(reply));
    Beside { server, runtime }
}

/// A server that answers every call except `slow`, and whose files stall.
fn server() -> Beside {
    start(|request| match request.path.rsplit('/').next() {
        Some("slow") => Reply::Silence,
        Some("7") => Reply::Open(b"HTTP/1.0 200 OK\r\n\r\nbeginning".to_vec()),
        _ => Reply::Bytes(ok(&result(request, &json!([1, 2])))),
    })
}

/// The result of blocking work, within a generous timeout.
fn soon<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_secs(20)).unwrap()
}

/// The result when the client's scope ends after the server got this many calls.
fn when_the_scope_ends<T: Send + 'static>(
    server: &Beside,
    calls: usize,
    work: impl FnOnce(Client) -> Result<T, Error> + Send + 'static,
) -> TransportError {
    let scope = CancelScope::new();
    let client = server.server.client().scoped(&scope);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(work(client).map(drop)));
    while server.server.calls().len() < calls {
        thread::yield_now();
    }
    scope.end();
    let result = receiver.recv_timeout(Duration::from_secs(20)).unwrap();
    match result.unwrap_err() {
        Error::Transport(error) => {
            assert_eq!(error.kind(), Kind::Aborted);
            error
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_program_without_a_runtime_calls_and_reads() {
    assert!(tokio::runtime::Handle::try_current().is_err());
    let server = server();
    let client = server.server.client();
    let numbers: Vec<i64> = client
        .call(Call::read("m", "f"))
        .wait()
        .unwrap()
        .decode()
        .unwrap();
    assert_eq!(numbers, [1, 2]);
    let file = client.download(Download::attachment(7)).wait().unwrap();
    let piece = file.wait_each().next().unwrap().unwrap();
    assert_eq!(piece, b"beginning");
}

#[test]
fn a_call_that_ends_with_its_scope_is_an_error_and_tells_what_was_done() {
    for (call, outcome) in [
        (Call::read("m", "slow"), Outcome::NotDone),
        (Call::write("m", "slow"), Outcome::Unknown),
    ] {
        let server = server();
        let work = |client: Client| client.call(call).wait();
        let error = when_the_scope_ends(&server, 1, work);
        assert_eq!(error.outcome(), outcome);
        assert!(
            error
                .to_string()
                .starts_with("`m.slow` was canceled by the end of its scope"),
            "{error}"
        );
    }
}

#[test]
fn a_call_after_the_end_of_its_scope_is_an_error() {
    let server = server();
    let scope = CancelScope::new();
    let client = server.server.client().scoped(&scope);
    scope.end();
    let error = soon(move || client.call(Call::write("m", "slow")).wait().map(drop)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert!(error.to_string().contains("was not sent"), "{error}");
    assert!(server.server.requests().is_empty());
}

#[test]
fn a_file_that_ends_with_its_scope_is_an_error() {
    let server = server();
    let read = |client: Client| {
        let mut content = client.download(Download::attachment(7)).wait()?;
        while content.chunk().wait()?.is_some() {}
        Ok(())
    };
    let error = when_the_scope_ends(&server, 1, read);
    assert_eq!(error.outcome(), Outcome::NotDone);
}

#[test]
fn internal_calls_end_with_their_scope() {
    let server = start(|_| Reply::Silence);
    let ask = |client: Client| client.server_version().wait().map(drop);
    let error = when_the_scope_ends(&server, 1, ask);
    assert_eq!(error.outcome(), Outcome::NotDone);
}

#[test]
fn two_threads_are_served_at_once() {
    let gate = Arc::new(Semaphore::new(0));
    let count = AtomicUsize::new(0);
    // Neither is answered before both have come.
    let server = start(move |request| {
        if count.fetch_add(1, SeqCst) == 1 {
            gate.add_permits(2);
        }
        let answer = ok(&result(request, &json!(request.path)));
        Reply::Behind(Arc::clone(&gate), answer)
    });
    let client = server.server.builder().timeout(Duration::from_secs(10));
    let client = client.build().unwrap();
    let threads = ["a", "b"].map(|method| {
        let client = client.clone();
        thread::spawn(move || client.call(Call::read("m", method)).wait()?.decode())
    });
    let paths: Vec<String> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap().unwrap())
        .collect();
    assert_eq!(
        paths,
        ["/web/dataset/call_kw/m/a", "/web/dataset/call_kw/m/b"]
    );
    assert_eq!(server.server.logins(), 1);
}

#[test]
fn a_file_that_was_begun_elsewhere_ends_with_its_scope() {
    let server = server();
    let scope = CancelScope::new();
    let client = server.server.client().scoped(&scope);
    let mut content = server
        .runtime
        .block_on(client.download(Download::attachment(7)))
        .unwrap();
    scope.end();
    let read = async {
        while content.chunk().await?.is_some() {}
        Ok::<_, Error>(())
    };
    let limited = async { tokio::time::timeout(Duration::from_secs(10), read).await };
    let error = server.runtime.block_on(limited).unwrap().unwrap_err();
    assert!(
        error.to_string().contains("by the end of its scope"),
        "{error}"
    );
}

#[test]
fn prefetched_work_ends_with_its_scope() {
    let server = server();
    let client = server.server.client();
    let prefetch = |client: Client| {
        let call = async move { client.call(Call::read("m", "slow")).await.map(drop) };
        odoo_rpc::__private::prefetch(call)
    };
    // Started in one runtime, and awaited in another.
    let scope = CancelScope::new();
    let within = client.scoped(&scope);
    let work = {
        let _inside = server.runtime.enter();
        prefetch(within)
    };
    while server.server.calls().is_empty() {
        thread::yield_now();
    }
    scope.end();
    let error = soon(move || work.wait()).unwrap_err();
    assert!(
        error.to_string().contains("by the end of its scope"),
        "{error}"
    );
    // Started where it is awaited.
    let work = move |client: Client| async move { prefetch(client).await }.wait();
    let error = when_the_scope_ends(&server, 2, work);
    assert_eq!(error.outcome(), Outcome::NotDone);
}

fn version(request: &crate::server::Request) -> Reply {
    let version = json!({"server_version": "19.0", "server_version_info": [19, 0]});
    Reply::Bytes(ok(&result(request, &version)))
}

#[test]
fn the_version_is_not_waited_for_in_a_runtime_that_has_paused() {
    let server = start(version);
    let still = Builder::new_current_thread().enable_all().build().unwrap();
    let client = server.server.client();
    let asks = client.clone();
    still.block_on(async {
        tokio::spawn(async move { asks.server_version().await.map(drop) });
        tokio::task::yield_now().await;
    });
    let major = soon(move || client.server_version().wait().map(ServerVersion::major));
    assert_eq!(major.unwrap(), 19);
}

#[test]
fn the_version_is_not_waited_for_in_a_future_that_nobody_polls() {
    let count = Arc::new(AtomicUsize::new(0));
    let arrived = Arc::clone(&count);
    let server = start(move |request| match arrived.fetch_add(1, SeqCst) {
        0 => Reply::Silence,
        _ => version(request),
    });
    let client = server.server.client();
    let asked = async move {
        let mut held = Box::pin(client.server_version());
        while count.load(SeqCst) == 0 {
            let limited = tokio::time::timeout(Duration::from_millis(10), &mut held);
            assert!(limited.await.is_err());
        }
        client.server_version().await.map(ServerVersion::major)
    };
    assert_eq!(soon(move || asked.wait()).unwrap(), 19);
}

#[test]
fn a_worker_that_blocks_on_its_own_work_gets_an_error() {
    for workers in [1, 2] {
        let runtime = Builder::new_multi_thread()
            .worker_threads(workers)
            .build()
            .unwrap();
        let (sender, receiver) = mpsc::channel();
        // The work is queued on the worker that blocks, and no other one takes it from there.
        runtime.spawn(async move {
            let work = odoo_rpc::__private::prefetch(async { Ok(()) });
            sender.send(work.wait())
        });
        let result = receiver.recv_timeout(Duration::from_secs(20));
        runtime.shutdown_background();
        let error = result.expect("it waits for ever").unwrap_err();
        assert!(
            error.to_string().contains("read a stream in one runtime"),
            "{error}"
        );
    }
}
