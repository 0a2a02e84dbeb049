//! Invalid responses: echoed requests, truncated JSON, values without an end, endless chunks, misleading exceptions.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use odoo_rpc::{
    __private::RowSink, Call, Client, Credentials, Error, Outcome, Protocol, TransportError,
    TransportErrorKind as Kind,
};
use serde_json::{Value, json};

use crate::server::{Reply, Request, Server, html, ok, ok_with, page, result};

fn read() -> Call {
    Call::read("res.partner", "search_count")
}

fn write() -> Call {
    Call::write("res.partner", "create")
}

async fn lost(client: &Client, call: Call) -> TransportError {
    match client.call(call).await {
        Err(Error::Transport(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// A server of this version whose users have API keys; methods are answered by `reply`.
async fn keyed(
    major: u16,
    reply: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> (Server, Client) {
    let server = Server::start_raw(move |request| {
        let answer = |value: Value| Reply::Bytes(ok(&result(request, &value)));
        let context = json!({"lang": "en_US"});
        let params = &request.body["params"];
        if request.path == "/web/webclient/version_info" {
            return answer(
                json!({"server_version": format!("{major}.0"), "server_version_info": [major, 0]}),
            );
        }
        if params["method"] == "login" {
            return answer(json!(7));
        }
        if params["args"][4] == "context_get" {
            return answer(context);
        }
        if request.path.ends_with("/context_get") {
            return Reply::Bytes(ok(&context.to_string()));
        }
        reply(request)
    })
    .await;
    let login = Credentials::api_key("sync", "canary-key");
    let client = server.builder().login(login).build().unwrap();
    (server, client)
}

/// The calls of `method` that came.
fn count(server: &Server, method: &str) -> usize {
    let of_method = |request: &Request| {
        request.path.ends_with(method) || request.body["params"]["args"][4] == method
    };
    server
        .requests()
        .iter()
        .filter(|request| of_method(request))
        .count()
}

#[tokio::test]
async fn an_echoed_request_is_an_error() {
    let server = Server::start(|request| Reply::Bytes(ok(&request.body.to_string()))).await;
    let error = lost(&server.client(), write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::WrongResponse, Outcome::Unknown)
    );
    assert!(error.to_string().contains("it is a request"), "{error}");
}

#[tokio::test]
async fn invalid_json_is_a_lost_connection() {
    // The result of `call` for the id of the request.
    let bodies: [fn(&str) -> Vec<u8>; 9] = [
        |_| ok(""),
        |_| ok("Service is starting"),
        |_| html("200 OK", "<html>starting</html>"),
        |id| ok(&format!(r#"{{"jsonrpc":"2.0","id":{id}"#)),
        |id| {
            ok(&format!(
                r#"{{"jsonrpc":"2.0","id":{id},"result":[{{"id":1}}"#
            ))
        },
        |id| ok(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"x}}"#)),
        // Changed in the middle, with the right beginning, end and length.
        |id| ok(&middle(id)),
        |id| chunked(&middle(id)),
        |id| {
            ok(&format!(
                r#"{{"jsonrpc":"2.0","id":{id},"result":[1,2],"x":[3,,4]}}"#
            ))
        },
    ];
    for (at, body) in bodies.into_iter().enumerate() {
        let tries = AtomicUsize::new(0);
        let server = Server::start(move |request| {
            Reply::Bytes(if tries.fetch_add(1, SeqCst) == 1 {
                ok(&result(request, &json!(5)))
            } else {
                body(&request.body["id"].to_string())
            })
        })
        .await;
        let client = server.client();
        let answer = client
            .call(read())
            .await
            .unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(answer.decode::<i64>().unwrap(), 5);
        let error = lost(&client, write()).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::NotJson, Outcome::Unknown),
            "{at}"
        );
        assert!(error.is_connection_lost());
        assert_eq!(server.calls().len(), 3, "{at}");
    }
}

fn middle(id: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":[{{"id":1,"na{{"id":3}}]}}"#)
}

/// A page in chunks, which says where it ends.
fn chunked(json: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    format!("{head}\r\n{:x}\r\n{json}\r\n0\r\n\r\n", json.len()).into_bytes()
}

#[tokio::test]
async fn json_2_that_is_changed_in_the_middle_is_a_lost_connection() {
    let tries = AtomicUsize::new(0);
    let (server, client) = keyed(19, move |_| {
        let json = if tries.fetch_add(1, SeqCst) == 1 {
            "[5]"
        } else {
            r#"[{"id":1,"na{"id":3}]"#
        };
        Reply::Bytes(ok(json))
    })
    .await;
    let answer = client.call(read()).await.unwrap();
    assert_eq!(answer.decode::<[i64; 1]>().unwrap(), [5]);
    let error = lost(&client, write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::NotJson, Outcome::Unknown)
    );
    assert_eq!(count(&server, "search_count") + count(&server, "create"), 3);
}

/// JSON without a length.
fn open(headers: &str, body: &str) -> Reply {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json";
    Reply::Bytes(format!("{head}\r\n{headers}\r\n{body}").into_bytes())
}

#[tokio::test]
async fn a_value_of_unknown_length_may_be_truncated() {
    for (headers, body) in [
        ("", "12"),
        ("", "true"),
        ("", "[1, 2]"),
        ("Vary: Accept-Encoding\r\n", "12"),
        // HTTP reads these to the end of the connection.
        ("Transfer-Encoding: identity\r\n", "12"),
        ("Transfer-Encoding: chunked, gzip\r\n", "12"),
        ("Content-Length: 9\r\nTransfer-Encoding: identity\r\n", "12"),
    ] {
        let (server, client) = keyed(19, move |_| open(headers, body)).await;
        let error = lost(&client, write()).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Incomplete, Outcome::Unknown),
            "{body}"
        );
        assert_eq!(count(&server, "create"), 1);
        let error = lost(&client, read()).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Incomplete, Outcome::NotDone),
            "{body}"
        );
        assert_eq!(count(&server, "search_count"), 3);
        assert!(error.to_string().contains("Content-Length"), "{error}");
    }
}

#[tokio::test]
async fn an_end_can_be_said_in_many_ways() {
    const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x8b\xae\x56\xca\x4c\x51\xb2\x52\x30\xd6\x51\x50\xca\x4b\xcc\x4d\x05\x32\x95\x2a\x28\x00\x4a\xb5\xb1\x00\x96\x73\xe4\xaa\x53\x00\x00\x00";
    let chunked = "1\r\n1\r\n1\r\n2\r\n0\r\n\r\n";
    for headers in [
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity , Chunked\r\n",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
    ] {
        let (_server, client) = keyed(19, move |_| open(headers, chunked)).await;
        let answer = client.call(read()).await.unwrap();
        assert_eq!(answer.decode::<i64>().unwrap(), 12, "{headers}");
    }

    // The HTTP library removes the length.
    let (_server, client) = keyed(19, |_| {
        let headers = format!(
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\nVary: Accept-Encoding\r\nContent-Length: {}\r\n",
            GZIP.len()
        );
        let mut bytes = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
        bytes.extend_from_slice(GZIP);
        Reply::Bytes(bytes)
    })
    .await;
    let rows: Value = client.call(read()).await.unwrap().decode().unwrap();
    assert_eq!(rows[0]["id"], 3);

    // An envelope has an end of its own.
    let server = Server::start(|request| open("", &result(request, &json!(12)))).await;
    let answer = server.client().call(read()).await.unwrap();
    assert_eq!(answer.decode::<i64>().unwrap(), 12);
}

/// A slow sink.
struct Slow(Arc<AtomicUsize>);

impl RowSink for Slow {
    fn begin(&mut self) {}

    fn take(&mut self, items: &[u8], _: usize) -> usize {
        self.0.fetch_add(1, SeqCst);
        thread::sleep(Duration::from_millis(100));
        let last = items.iter().rposition(|byte| *byte == b',');
        last.map_or(0, |last| last + 1)
    }
}

/// While one thread processes a chunk, the next one is ready: the call never waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_busy_call_times_out() {
    let server = Server::start(|request| {
        let id = &request.body["id"];
        let many = if request.path.ends_with("/context_get") {
            1
        } else {
            2_000_000
        };
        // Without a length.
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":[{}7]}}"#,
            "7,".repeat(many)
        );
        let head = "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n";
        Reply::Bytes(format!("{head}{body}").into_bytes())
    })
    .await;
    let client = server.client();
    client
        .call(Call::read("res.users", "context_get"))
        .await
        .unwrap();
    let taken = Arc::new(AtomicUsize::new(0));
    let intake = Arc::new(Mutex::new(Slow(Arc::clone(&taken))));
    let call = read().with_timeout(Duration::from_millis(450));
    match client.call_into(call, intake).await {
        Err(Error::Transport(error)) => assert_eq!(error.kind(), Kind::Timeout),
        other => panic!("{other:?} after {} pieces", taken.load(SeqCst)),
    }
    let taken = taken.load(SeqCst);
    assert!((1..10).contains(&taken), "{taken}");
}

/// As 16 writes it for the violation of an SQL constraint by `execute_kw`.
fn key_error(request: &Request, last_frame: &str) -> Reply {
    let debug = format!(
        "Traceback (most recent call last):\n  File \"/odoo/sql_db.py\", line 1, in execute\npsycopg2.errors.UniqueViolation: duplicate key value violates unique \
         constraint \"x_tag_name_uniq\"\nDETAIL:  Key (name)=(VIP) already exists.\n\n\nThe above exception was the direct cause of the following exception:\n\n\
         Traceback (most recent call last):\n  File \"{last_frame}\", line 2, in f\n    env.context['lang']\nKeyError: 'lang'\n"
    );
    let data = json!({"name": "builtins.KeyError", "message": "lang", "arguments": ["lang"], "context": {}, "debug": debug});
    let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
    let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
    Reply::Bytes(ok(&body.to_string()))
}

#[tokio::test]
async fn a_violated_constraint_of_16_by_execute_kw_is_a_validation() {
    let model = "/usr/lib/python3/dist-packages/odoo/service/model.py";
    let (server, client) = keyed(16, move |request| key_error(request, model)).await;
    let error = client.call(write()).await.unwrap_err();
    let fault = error.fault().unwrap();
    assert!(fault.is_validation() && fault.is_user_error(), "{fault:?}");
    assert!(
        fault.message().contains("`x_tag_name_uniq`") && fault.message().contains("Odoo 16"),
        "{fault}"
    );
    assert!(!fault.message().contains("VIP"), "{fault}");
    assert_eq!(fault.arguments(), [json!("lang")]);
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!(count(&server, "create"), 1);
}

#[tokio::test]
async fn any_other_key_error_stays_what_it_is() {
    let model = "/odoo/service/model.py";
    for (major, last_frame) in [(16, "/odoo/addons/x/tag.py"), (15, model), (17, model)] {
        let (_server, client) = keyed(major, move |request| key_error(request, last_frame)).await;
        let error = client.call(write()).await.unwrap_err();
        let fault = error.fault().unwrap();
        assert_eq!(
            (fault.name(), fault.message()),
            ("builtins.KeyError", "lang"),
            "{major}"
        );
        assert!(!fault.is_validation());
    }
    // By `call_kw` 16 does not lose it.
    let server = Server::start(move |request| key_error(request, model)).await;
    let client = server.builder().protocol(Protocol::CallKw).build().unwrap();
    let error = client.call(write()).await.unwrap_err();
    assert!(!error.fault().unwrap().is_validation());
}

#[tokio::test]
async fn server_text_is_shown_escaped() {
    let hostile = "\u{1b}[2Jdone\r\n\u{202e}";
    for reply in [
        ok_with("", r#"{"jsonrpc":"2.0","id":"\u001b[2J","result":1}"#),
        ok("\u{1b}[2J\u{202e}"),
        page("302 FOUND", "Location: /\u{202e}x\r\n", ""),
        ok(&json!({"id": null, "error": hostile}).to_string()),
        ok(
            &json!({"id": null, "error": {"data": {"name": hostile, "message": hostile}}})
                .to_string(),
        ),
    ] {
        let server = Server::start(move |_| Reply::Bytes(reply.clone())).await;
        let error = server.client().call(write()).await.unwrap_err();
        for shown in [error.to_string(), format!("{error:?}")] {
            let acts = |c: char| c.is_control() || c == '\u{202e}';
            assert!(!shown.contains(acts), "{shown:?}");
        }
    }
}
