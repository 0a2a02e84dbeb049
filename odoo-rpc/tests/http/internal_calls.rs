//! Internal calls (version, health, logout) keep to the limits of their handle.

use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use odoo_rpc::{
    BoxFuture, Call, CallState, CancelScope, Client, Content, Error, Outcome, Response, Transport,
    TransportErrorKind as Kind,
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

/// Never responds, and records the calls with their timeouts.
#[derive(Clone, Default)]
struct Silence {
    limits: Arc<Mutex<Vec<Option<Duration>>>>,
    /// Has a receiver for each that is waited for.
    waited_for: Arc<watch::Sender<()>>,
}

impl Silence {
    fn limits(&self) -> Vec<Option<Duration>> {
        self.limits.lock().unwrap().clone()
    }

    fn waited_for(&self) -> usize {
        self.waited_for.receiver_count()
    }

    fn take<T: Send>(&self, call: &Call) -> BoxFuture<'_, T> {
        self.limits.lock().unwrap().push(call.timeout());
        let waited_for = self.waited_for.subscribe();
        Box::pin(async move {
            let _waited_for = waited_for;
            pending().await
        })
    }
}

impl Transport for Silence {
    fn call(&self, call: Call, _: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        self.take(&call)
    }

    fn download(&self, call: Call, _: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        self.take(&call)
    }
}

type Question = fn(Client) -> BoxFuture<'static, Result<(), Error>>;

const QUESTIONS: [Question; 3] = [
    |client| Box::pin(async move { client.server_version().await.map(drop) }),
    |client| Box::pin(async move { client.check_health().await }),
    |client| Box::pin(async move { client.logout().await }),
];

/// The kind of an error without effect.
fn kind(result: Result<(), Error>) -> Kind {
    match result.unwrap_err() {
        Error::Transport(error) => {
            assert_eq!(error.outcome(), Outcome::NotDone);
            error.kind()
        }
        other => panic!("{other:?}"),
    }
}

/// A running internal call.
async fn running(
    question: Question,
    client: &Client,
    server: &Silence,
) -> JoinHandle<Result<(), Error>> {
    let asked = tokio::spawn(question(client.clone()));
    while server.limits().is_empty() {
        tokio::task::yield_now().await;
    }
    asked
}

#[tokio::test(start_paused = true)]
async fn internal_calls_have_the_timeout_of_their_handle() {
    let limit = Duration::from_secs(2);
    for question in QUESTIONS {
        let server = Silence::default();
        let client = Client::new(server.clone()).with_timeout(limit);
        let began = tokio::time::Instant::now();
        let asked = timeout(Duration::from_secs(60), question(client));
        assert_eq!(kind(asked.await.unwrap()), Kind::Timeout);
        assert_eq!(began.elapsed().as_secs(), 2);
        // The transport knows of it.
        assert_eq!(server.limits(), [Some(limit)]);
    }
}

#[tokio::test(start_paused = true)]
async fn health_has_ten_seconds_unless_told_otherwise() {
    let server = Silence::default();
    let client = Client::new(server.clone());
    let asked = timeout(Duration::from_secs(60), client.check_health());
    assert_eq!(kind(asked.await.unwrap()), Kind::Timeout);
    assert_eq!(server.limits(), [Some(Duration::from_secs(10))]);
}

#[tokio::test]
async fn internal_calls_can_be_aborted() {
    for question in QUESTIONS {
        let server = Silence::default();
        let (client, abort) = Client::new(server.clone()).abortable();
        let asked = running(question, &client, &server).await;
        abort.abort();
        let asked = timeout(Duration::from_secs(10), asked).await.unwrap();
        assert_eq!(kind(asked.unwrap()), Kind::Aborted);
        // Another call is not even started.
        let late = timeout(Duration::from_secs(10), question(client));
        assert_eq!(kind(late.await.unwrap()), Kind::Aborted);
        assert_eq!(server.limits().len(), 1);
    }
}

#[tokio::test]
async fn each_internal_call_ends_with_its_scope() {
    for question in QUESTIONS {
        let server = Silence::default();
        let scope = CancelScope::new();
        let client = Client::new(server.clone()).scoped(&scope);
        let asked = running(question, &client, &server).await;
        assert_eq!(server.waited_for(), 1);
        scope.end();
        let ended = timeout(Duration::from_secs(10), asked).await;
        assert_eq!(kind(ended.unwrap().unwrap()), Kind::Aborted);
        assert_eq!(server.waited_for(), 0, "it has let go of the transport");
        let late = timeout(Duration::from_secs(10), question(client));
        assert_eq!(kind(late.await.unwrap()), Kind::Aborted);
        assert_eq!(server.limits().len(), 1);
    }
}
