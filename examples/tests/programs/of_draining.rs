//! SIGTERM while requests run: each of them is answered.
//!
//! `DRAIN_RUNS=100` repeats it as often.

use std::{
    env,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::Request,
    middleware::{Next, from_fn},
};
use odoo_mock::{Failure, When, World};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

use crate::service;

/// The requests that run when the signal arrives.
const REQUESTS: usize = 16;

/// Far above what a run takes.
const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_run_at_sigterm_are_answered() {
    let runs = env::var("DRAIN_RUNS").map_or(10, |runs| runs.parse().unwrap());
    for run in 0..runs {
        timeout(LIMIT, drained(run)).await.unwrap();
    }
}

async fn drained(run: u64) {
    let world = World::new();
    let id = world.create("res.partner", json!({"name": "Acme"}));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let begun = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&begun);
    let count = from_fn(move |request: Request, next: Next| {
        counted.fetch_add(1, Ordering::Relaxed);
        next.run(request)
    });
    let router = service::router(world.client()).layer(count);
    let service = tokio::spawn(service::serve(listener, router));
    let get = move || async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /partners/{id} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        answer(&mut stream).await;
    };
    // The first answer shows that the signal is handled, which would end the tests otherwise.
    get().await;
    let _slow = world.fail(When::always(), Failure::Delay(Duration::from_millis(100)));
    let running: Vec<_> = (0..REQUESTS).map(|_| tokio::spawn(get())).collect();
    while begun.load(Ordering::Relaxed) <= REQUESTS {
        sleep(Duration::from_millis(1)).await;
    }
    // At another moment of the requests in each run.
    sleep(Duration::from_millis(run * 37 % 90)).await;
    let own = std::process::id().to_string();
    let sent = Command::new("kill").args(["-TERM", &own]).status().unwrap();
    assert!(sent.success());
    for answer in running {
        answer.await.unwrap();
    }
    service.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

/// Reads a whole answer, which must be the partner.
async fn answer(stream: &mut TcpStream) {
    let (mut read, mut buffer) = (Vec::new(), [0; 4_096]);
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the connection ended after {} bytes", read.len());
        read.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&read).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        assert!(head.starts_with("http/1.1 200 "), "{head}");
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() == length.unwrap().parse::<usize>().unwrap() {
            assert!(body.contains("acme"), "{body}");
            return;
        }
    }
}
