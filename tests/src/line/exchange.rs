//! One request and its fate.

use std::{
    future::pending,
    io,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{Counts, Fate};

pub(super) async fn carry(
    client: TcpStream,
    server: String,
    fate: Fate,
    counts: Arc<Mutex<Counts>>,
) {
    // Either side may close the connection; that is what the proxy is for.
    let _ = meet(client, &server, fate, &counts).await;
}

async fn meet(
    mut client: TcpStream,
    server: &str,
    fate: Fate,
    counts: &Mutex<Counts>,
) -> io::Result<()> {
    if fate == Fate::Cut {
        counts.lock().unwrap().came += 1;
        return Ok(());
    }
    let Some(request) = Message::read(&mut client, false).await? else {
        return Ok(());
    };
    counts.lock().unwrap().came += 1;
    match fate {
        Fate::Silence => return pending().await,
        Fate::Gateway(status) => {
            return client
                .write_all(&page(status, "", "<h1>The gateway</h1>"))
                .await;
        }
        Fate::Later(status) => {
            let page = page(status, "Retry-After: 1\r\n", "<h1>Later</h1>");
            return client.write_all(&page).await;
        }
        Fate::Expire => {
            let json = r#"{"jsonrpc": "2.0", "id": null, "error": {"code": 100, "message": "Odoo Session Expired",
                "data": {"name": "odoo.http.SessionExpiredException", "message": "Session expired"}}}"#;
            return client
                .write_all(&page(200, "Content-Type: application/json\r\n", json))
                .await;
        }
        _ => {}
    }
    counts.lock().unwrap().went_on += 1;
    let mut server = TcpStream::connect(server).await?;
    server
        .write_all(&request.with_header("Connection: close").bytes())
        .await?;
    // The server closes after its response, and so after the transaction.
    let Some(answer) = Message::read(&mut server, true).await? else {
        return Ok(());
    };
    let (whole, body) = (answer.bytes(), answer.body.clone());
    let sent = match fate {
        Fate::Lose => return Ok(()),
        Fate::Break => whole
            .get(..whole.len() - body.len() / 2 - 1)
            .unwrap_or_default()
            .to_vec(),
        Fate::Halve => answer.with_body(body.get(..body.len() / 2).unwrap_or_default()),
        Fate::Mistake => answer.with_body(&in_json(&body, r#""id": "#, r#""id": 9"#)),
        Fate::Contradict => {
            let error = r#"{"error": {"code": 200, "message": "x", "data": {}}, "#;
            answer.with_body(&in_json(&body, "{", error))
        }
        Fate::Pad(blanks) => answer.with_body(&[body, vec![b' '; blanks]].concat()),
        _ => whole,
    };
    client.write_all(&sent).await
}

/// Replaces the first `from` in the body.
fn in_json(body: &[u8], from: &str, to: &str) -> Vec<u8> {
    String::from_utf8_lossy(body)
        .replacen(from, to, 1)
        .into_bytes()
}

fn page(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Said by the line\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A request or a response: its head without the empty line, and its body.
struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    /// Reads a message. Returns `None` if the connection ends before.
    async fn read(stream: &mut TcpStream, until_closed: bool) -> io::Result<Option<Message>> {
        let mut bytes = Vec::new();
        loop {
            let read = stream.read_buf(&mut bytes).await?;
            let whole = Self::parse(&bytes);
            if read == 0 || (!until_closed && whole.is_some()) {
                return Ok(whole);
            }
        }
    }

    fn parse(bytes: &[u8]) -> Option<Message> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = (bytes.get(..end)?, bytes.get(end + 4..)?);
        let head = String::from_utf8_lossy(head).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        });
        (body.len() >= length.unwrap_or(0)).then(|| Message {
            head,
            body: body.to_vec(),
        })
    }

    fn with_header(mut self, header: &str) -> Message {
        self.head += "\r\n";
        self.head += header;
        self
    }

    /// Returns the message with another body.
    fn with_body(&self, body: &[u8]) -> Vec<u8> {
        let is_length = |line: &&str| line.to_ascii_lowercase().starts_with("content-length:");
        let lines: Vec<&str> = self.head.lines().filter(|line| !is_length(line)).collect();
        let head = lines.join("\r\n");
        Message {
            head,
            body: Vec::new(),
        }
        .with_header(&format!("Content-Length: {}", body.len()))
        .followed_by(body)
    }

    fn followed_by(&self, body: &[u8]) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", body].concat()
    }

    fn bytes(&self) -> Vec<u8> {
        self.followed_by(&self.body)
    }
}
