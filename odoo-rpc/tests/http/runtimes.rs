//! Calls outside of a runtime, and in several.

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use odoo_rpc::{
    Call, Client, Download, Error, LoadingState,
    blocking::{Wait as _, WaitEach as _},
};
use serde_json::json;
use tokio::{
    runtime::{Builder, Runtime},
    sync::Semaphore,
};

use crate::server::{Reply, Request, Server, kept, ok, result};

fn is_refused<T>(polled: Option<Result<T, Error>>) {
    let refused = polled.unwrap();
    let Err(Error::Config(error)) = refused else {
        panic!("no error of the program's: {:?}", refused.err());
    };
    assert!(
        error.to_string().contains("need a tokio runtime"),
        "{error}"
    );
}

#[test]
fn outside_of_a_runtime_every_entry_gives_one_error() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|request: &Request| {
        if request.path.starts_with("/web/content") {
            Reply::Bytes(ok("bytes"))
        } else {
            Reply::Bytes(ok(&result(request, &json!([1]))))
        }
    }));
    let read = || Call::read("res.partner", "search");
    let client = server.client();
    for is_logged_in in [false, true] {
        if is_logged_in {
            runtime.block_on(client.call(read())).unwrap();
        }
        let sent = server.requests().len();
        for client in [&client, &client.with_timeout(Duration::from_secs(5))] {
            is_refused(client.call(read()).now_or_never());
            is_refused(client.download(Download::attachment(7)).now_or_never());
            is_refused(client.server_version().now_or_never());
            is_refused(client.check_health().now_or_never());
            is_refused(client.logout().now_or_never());
        }
        assert_eq!(server.requests().len(), sent, "nothing is sent");
    }
    let file = Download::attachment(7);
    let mut content = runtime.block_on(client.download(file)).unwrap();
    is_refused(content.chunk().now_or_never());
}

#[test]
fn activity_is_watched_outside_of_a_runtime() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|_: &Request| Reply::Silence));
    let client = server.client();
    let mut activity = client.loading();
    runtime.spawn(async move { client.call(Call::read("res.partner", "search")).await });
    let shown = loop {
        match activity.changed().now_or_never() {
            Some(shown) => break shown,
            None => std::thread::yield_now(),
        }
    };
    assert_ne!(shown, Some(LoadingState::Idle));
    assert_ne!(shown, None, "the client is there");
}

#[test]
fn in_a_runtime_without_timers_or_without_io_every_entry_gives_one_error() {
    let server = Runtime::new().unwrap();
    let server = server.block_on(Server::start(|_: &Request| Reply::Silence));
    let client = server.client();
    let build = |build: fn(&mut Builder) -> &mut Builder| {
        let mut builder = Builder::new_current_thread();
        build(&mut builder).build().unwrap()
    };
    for (runtime, lacks) in [
        (build(Builder::enable_io), "timers"),
        (build(Builder::enable_time), "I/O"),
        (build(|builder| builder), "timers"),
    ] {
        let _guard = runtime.enter();
        for client in [&client, &client.with_timeout(Duration::from_secs(5))] {
            for _ in 0..2 {
                let call = Call::read("res.partner", "search");
                let error = client.call(call).now_or_never().unwrap().unwrap_err();
                let expected = format!("this runtime has no {lacks}: build it with `enable_all`");
                assert!(error.to_string().contains(&expected), "{error}");
                is_refused(client.download(Download::attachment(7)).now_or_never());
                is_refused(client.server_version().now_or_never());
                is_refused(client.check_health().now_or_never());
                is_refused(client.logout().now_or_never());
            }
        }
    }
    assert_eq!(server.requests().len(), 0, "nothing is sent");
}

/// A runtime that runs only while its thread blocks on it.
fn of_one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server behind a proxy that keeps connections.
fn behind_a_proxy() -> (Runtime, Server) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::start(|request: &Request| {
        kept(&result(request, &json!([1])))
    }));
    (runtime, server)
}

async fn calls(client: &Client) {
    client
        .call(Call::write("res.partner", "write"))
        .await
        .unwrap();
    client
        .call(Call::read("res.partner", "search"))
        .await
        .unwrap();
}

#[test]
fn a_client_outlives_the_runtime_that_opened_its_connections() {
    let (_runtime, server) = behind_a_proxy();
    let client = server.client();
    for runtime in [Runtime::new().unwrap(), of_one_thread(), of_one_thread()] {
        runtime.block_on(calls(&client));
    }
    calls(&client).wait();
    assert_eq!((server.logins(), server.calls().len()), (1, 8));
}

#[test]
fn a_client_is_used_in_several_runtimes_at_once() {
    let (runtime, server) = behind_a_proxy();
    let client = server.builder().timeout(Duration::from_secs(60));
    let client = client.build().unwrap();
    // Nothing drives it after its call, and its connection is kept.
    let still = of_one_thread();
    let started = std::time::Instant::now();
    for _ in 0..3 {
        still.block_on(calls(&client));
        runtime.block_on(calls(&client));
        calls(&client).wait();
    }
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "a call timed out"
    );
    assert_eq!(server.logins(), 1);
}

#[test]
fn a_login_that_no_runtime_continues_is_begun_again() {
    let runtime = Runtime::new().unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = runtime.block_on(Server::start_raw(move |request: &Request| {
        let info = json!({"uid": 2, "user_context": {}});
        Reply::Behind(Arc::clone(&held), ok(&result(request, &info)))
    }));
    let client = server.client();
    let still = of_one_thread();
    // The caller gives up while its login waits, and nothing drives the runtime any more.
    let call = client.call(Call::read("res.partner", "search"));
    let limited = async { tokio::time::timeout(Duration::from_millis(300), call).await };
    assert!(still.block_on(limited).is_err());
    assert_eq!(server.logins(), 1);
    gate.add_permits(10);
    let again = client.with_timeout(Duration::from_secs(30));
    runtime
        .block_on(again.call(Call::read("res.partner", "search")))
        .unwrap();
    assert_eq!(server.logins(), 2);
}

#[test]
fn a_file_that_began_in_another_runtime_names_the_cause() {
    let runtime = Runtime::new().unwrap();
    let page = b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nbeginning".to_vec();
    let server = runtime.block_on(Server::start(move |_| Reply::Open(page.clone())));
    let client = server.client().with_timeout(Duration::from_secs(1));
    let begin = |runtime: &Runtime| {
        let file = client.download(Download::attachment(7));
        runtime.block_on(file).unwrap()
    };
    let still = of_one_thread();
    for content in [begin(&of_one_thread()), begin(&still)] {
        let error = content.wait_each().find_map(Result::err).unwrap();
        let error = error.to_string();
        let advice = "read a file in the runtime in which it was requested";
        assert!(error.ends_with(advice), "{error}");
    }
    let late = async {
        client
            .download(Download::attachment(7))
            .await?
            .bytes()
            .await
    }
    .wait();
    let error = late.unwrap_err().to_string();
    assert!(!error.contains("runtime"), "{error}");
}
