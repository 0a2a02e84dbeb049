//! Calls outside of a runtime.

use std::time::Duration;

use futures_util::FutureExt as _;
use odoo_rpc::{Call, Download, Error, LoadingState};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::server::{Reply, Request, Server, ok, result};

fn is_refused<T>(polled: Option<Result<T, Error>>) {
    let refused = polled.unwrap();
    let Err(Error::Config(error)) = refused else {
        panic!("no error of the program's: {:?}", refused.err());
    };
    assert!(error.to_string().contains("need a runtime"), "{error}");
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
