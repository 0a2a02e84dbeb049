//! A server on a loopback port that passes each request to a function and writes the returned bytes.

use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use odoo_rpc::{Client, ClientBuilder, Credentials};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};

/// The password of every client here. No error and no `Debug` may show it.
pub(crate) const PASSWORD: &str = "canary-password";

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) cookie: Option<String>,
    /// The key of an `Authorization: bearer` header.
    pub(crate) bearer: Option<String>,
    /// The `X-Odoo-Database` header.
    pub(crate) database: Option<String>,
    /// The request line and the headers.
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Request {
    pub(crate) fn is_login(&self) -> bool {
        self.path == "/web/session/authenticate"
    }
}

/// What the server does with a request.
pub(crate) enum Reply {
    /// Writes these bytes and closes, as Odoo does.
    Bytes(Vec<u8>),
    /// Writes these bytes and reads the next request of the connection, as a proxy does.
    Kept(Vec<u8>),
    /// Writes these bytes and closes, after a while.
    Late(Duration, Vec<u8>),
    /// The same, once the gate is opened for it.
    Behind(Arc<Semaphore>, Vec<u8>),
    /// Writes these bytes and stalls.
    Open(Vec<u8>),
    /// The same, followed by spaces, one by one, forever.
    Trickle(Vec<u8>),
    /// Closes without a response.
    Close,
    /// Keeps the connection and never answers.
    Silence,
}

/// How many requests have arrived and were not answered.
#[derive(Default)]
struct Held {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Listens until it is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    held: Arc<Held>,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Answers logins like Odoo, with the session ids `s1`, `s2`…, and passes other requests to `reply`.
    pub(crate) async fn start(reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let logins = Mutex::new(0);
        Self::start_raw(move |request| {
            if !request.is_login() {
                return reply(request);
            }
            let mut logins = logins.lock().unwrap();
            *logins += 1;
            let info = json!({"uid": 2, "user_context": {"lang": "fr_FR", "tz": "UTC"}});
            let cookie = format!("Set-Cookie: session_id=s{logins}; HttpOnly; Path=/\r\n");
            Reply::Bytes(ok_with(&cookie, &result(request, &info)))
        })
        .await
    }

    /// Passes every request to `reply`, also logins.
    pub(crate) async fn start_raw(
        reply: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, reply) = (Arc::clone(&requests), Arc::new(reply));
        let held = Arc::new(Held::default());
        let counted = Arc::clone(&held);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, reply) = (Arc::clone(&seen), Arc::clone(&reply));
                let held = Arc::clone(&counted);
                connections.spawn(async move {
                    let _ = serve(stream, &seen, &held, &*reply).await;
                });
            }
        });
        Server {
            port,
            requests,
            held,
            _tasks: tasks,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        builder(&self.url())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn logins(&self) -> usize {
        self.requests()
            .iter()
            .filter(|request| request.is_login())
            .count()
    }

    /// The most requests that were held at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.held.most.load(SeqCst)
    }

    /// The requests that are no logins.
    pub(crate) fn calls(&self) -> Vec<Request> {
        self.requests()
            .into_iter()
            .filter(|request| !request.is_login())
            .collect()
    }
}

pub(crate) fn builder(url: &str) -> ClientBuilder {
    Client::builder(url)
        .unwrap()
        .database("db")
        .login(Credentials::password("admin", PASSWORD))
}

async fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Vec<Request>>,
    held: &Held,
    reply: &(dyn Fn(&Request) -> Reply + Send + Sync),
) -> std::io::Result<()> {
    while answer(&mut stream, seen, held, reply).await? {}
    stream.shutdown().await
}

/// Answers one request, and returns whether the connection is kept.
async fn answer(
    stream: &mut TcpStream,
    seen: &Mutex<Vec<Request>>,
    held: &Held,
    reply: &(dyn Fn(&Request) -> Reply + Send + Sync),
) -> std::io::Result<bool> {
    let mut bytes = Vec::new();
    let request = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(false);
        }
        // Data that is not HTTP (a TLS client's greeting) becomes an empty request.
        if let Some(request) = parse(&bytes) {
            break request;
        }
    };
    seen.lock().unwrap().push(request.clone());
    held.most
        .fetch_max(held.now.fetch_add(1, SeqCst) + 1, SeqCst);
    let reply = reply(&request);
    let is_kept = matches!(reply, Reply::Kept(_));
    let bytes = match reply {
        Reply::Bytes(bytes) | Reply::Kept(bytes) => bytes,
        Reply::Late(wait, bytes) => {
            tokio::time::sleep(wait).await;
            bytes
        }
        Reply::Behind(gate, bytes) => {
            gate.acquire()
                .await
                .map_err(std::io::Error::other)?
                .forget();
            bytes
        }
        Reply::Open(bytes) => {
            stream.write_all(&bytes).await?;
            pending().await
        }
        Reply::Trickle(bytes) => {
            stream.write_all(&bytes).await?;
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                stream.write_all(b" ").await?;
            }
        }
        Reply::Close => Vec::new(),
        Reply::Silence => pending().await,
    };
    // Released before the response is sent, because the next request may follow at once.
    held.now.fetch_sub(1, SeqCst);
    stream.write_all(&bytes).await?;
    Ok(is_kept)
}

fn parse(bytes: &[u8]) -> Option<Request> {
    if bytes.first() == Some(&0x16) {
        return Some(Request {
            path: String::new(),
            cookie: None,
            bearer: None,
            database: None,
            head: String::new(),
            body: Value::Null,
        });
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |name: &str| {
        head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    };
    let length: usize = match header("content-length") {
        Some(length) => length.parse().ok()?,
        None => 0,
    };
    (body.len() >= length).then(|| Request {
        path: head.split(' ').nth(1).unwrap_or_default().to_owned(),
        cookie: header("cookie"),
        bearer: header("authorization")
            .and_then(|value| Some(value.strip_prefix("bearer ")?.to_owned())),
        database: header("x-odoo-database"),
        head: head.to_lowercase(),
        body: serde_json::from_str(body).unwrap_or_default(),
    })
}

/// The envelope of a result.
pub(crate) fn result(request: &Request, value: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": request.body["id"], "result": value}).to_string()
}

/// The envelope of an error without an id, as Odoo 16 to 19 write it for a lost session.
pub(crate) fn session_expired() -> String {
    json!({
        "jsonrpc": "2.0",
        "id": null,
        "error": {
            "code": 100,
            "message": "Odoo Session Expired",
            "data": {"name": "odoo.http.SessionExpiredException", "message": "Session expired"},
        },
    })
    .to_string()
}

/// A page as Odoo without a proxy sends it.
pub(crate) fn ok(json: &str) -> Vec<u8> {
    ok_with("", json)
}

/// The same with more headers.
pub(crate) fn ok_with(headers: &str, json: &str) -> Vec<u8> {
    page(
        "200 OK",
        &format!("Content-Type: application/json; charset=utf-8\r\n{headers}"),
        json,
    )
}

/// The same on a connection that is kept, as proxies keep them.
pub(crate) fn kept(json: &str) -> Reply {
    let page = String::from_utf8(ok(json)).unwrap();
    Reply::Kept(page.replacen("HTTP/1.0", "HTTP/1.1", 1).into_bytes())
}

pub(crate) fn html(status: &str, body: &str) -> Vec<u8> {
    page(status, "Content-Type: text/html; charset=utf-8\r\n", body)
}

pub(crate) fn page(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.0 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
