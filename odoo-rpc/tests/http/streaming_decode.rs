//! Responses that are decoded while they arrive.

use std::sync::{Arc, Mutex};

use odoo_rpc::{
    __private::RowSink, BoxFuture, Call, CallState, Client, Error, JsonReader, Response, Transport,
};
use serde_json::{Value, json};

use crate::server::{Reply, Request, Server, ok, result};

/// Takes every item that is a number.
#[derive(Default)]
struct Numbers(Vec<i64>);

impl RowSink for Numbers {
    fn begin(&mut self) {
        self.0.clear();
    }

    fn take(&mut self, items: &[u8], _: usize) -> usize {
        let mut json = JsonReader::new(items);
        let mut taken = 0;
        while let Ok(number) = json.integer() {
            let Ok(true) = json.item(false) else {
                break;
            };
            self.0.push(number);
            taken = json.position();
        }
        taken
    }
}

fn search() -> Call {
    Call::read("res.partner", "search")
}

fn many() -> Vec<i64> {
    (1..=100_000).collect()
}

/// The items taken while they arrived, and the items left.
async fn read(client: &Client) -> Result<(Vec<i64>, Vec<i64>), Error> {
    let numbers = Arc::new(Mutex::new(Numbers::default()));
    let answer = client
        .call_into(search(), Arc::clone(&numbers) as _)
        .await?;
    let left = answer.decode()?;
    let taken = std::mem::take(&mut numbers.lock().unwrap().0);
    Ok((taken, left))
}

fn answer(request: &Request) -> Vec<u8> {
    ok(&result(request, &json!(many())))
}

#[tokio::test]
async fn most_rows_are_taken_while_they_arrive() {
    let server = Server::start(|request| Reply::Bytes(answer(request))).await;
    let (mut taken, left) = read(&server.client()).await.unwrap();
    assert!(left.len() < taken.len() / 2, "{} are left", left.len());
    taken.extend(left);
    assert_eq!(taken, many());
}

#[tokio::test]
async fn rows_of_a_failed_attempt_are_dropped() {
    let tries = Mutex::new(0);
    let server = Server::start(move |request| {
        let mut tries = tries.lock().unwrap();
        *tries += 1;
        let mut answer = answer(request);
        if *tries == 1 {
            answer.truncate(answer.len() / 2);
        }
        Reply::Bytes(answer)
    })
    .await;
    let (mut taken, left) = read(&server.client()).await.unwrap();
    assert_eq!(server.calls().len(), 2);
    taken.extend(left);
    assert_eq!(taken, many());
}

#[tokio::test]
async fn an_error_after_the_rows_is_an_error() {
    let server = Server::start(|request| {
        let body = json!({"jsonrpc": "2.0", "result": many(), "zz": 0}).to_string();
        assert!(request.body["id"].is_number());
        Reply::Bytes(ok(&body))
    })
    .await;
    let error = read(&server.client()).await.unwrap_err();
    assert!(error.to_string().ends_with("it has no id"), "{error}");
}

#[tokio::test]
async fn the_size_limit_includes_taken_rows() {
    let server = Server::start(|request| Reply::Bytes(answer(request))).await;
    let client = server
        .builder()
        .max_response_bytes(300_000)
        .build()
        .unwrap();
    let error = read(&client).await.unwrap_err();
    assert!(
        error.to_string().contains("more than 300000 bytes"),
        "{error}"
    );
}

/// Records the responses that it forwards.
struct Recorder {
    inner: Client,
    seen: Arc<Mutex<Vec<Value>>>,
}

impl Transport for Recorder {
    fn call(&self, call: Call, _: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move {
            let answer = self.inner.call(call).await?;
            self.seen.lock().unwrap().push(answer.decode()?);
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn a_wrapping_transport_sees_the_whole_response() {
    let server = Server::start(|request| Reply::Bytes(answer(request))).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let recorder = Recorder {
        inner: server.client(),
        seen: Arc::clone(&seen),
    };
    let (taken, left) = read(&Client::new(recorder)).await.unwrap();
    assert_eq!((taken.len(), left), (0, many()));
    assert_eq!(seen.lock().unwrap().as_slice(), [json!(many())]);
}
