//! The canned server: it returns Odoo's responses from memory, so that only the client's cost is measured.
//!
//! It imitates Odoo 19: the same envelope, the same spaces in its JSON, the same order of keys. On one port it keeps connections open, like
//! nginx in front of Odoo; on another it closes them after each response, like Odoo's own workers.

mod answers;
mod request;

use std::{
    io::{self, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use serde::{Deserialize, Serialize};

pub(crate) use self::answers::API_KEY;

use self::{
    answers::{Answer, Answers},
    request::Request,
};

/// The URLs, which the process prints first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Addresses {
    /// Connections stay open.
    pub(crate) keeping: String,
    /// Each response closes its connection.
    pub(crate) closing: String,
}

#[derive(Clone, Copy)]
enum Manner {
    Keeps,
    Closes,
}

/// Serves until standard input ends, which happens when the parent program ends.
///
/// # Errors
///
/// Returns an error if it cannot listen.
pub(crate) fn serve() -> Result<(), String> {
    let answers = Arc::new(Answers::default());
    let addresses = Addresses {
        keeping: listen(Manner::Keeps, &answers)?,
        closing: listen(Manner::Closes, &answers)?,
    };
    let line = serde_json::to_string(&addresses).map_err(|error| error.to_string())?;
    println!("{line}");
    let ended = io::stdin().read_to_end(&mut Vec::new());
    ended
        .map(drop)
        .map_err(|error| format!("cannot wait for the end of standard input: {error}"))
}

fn listen(manner: Manner, answers: &Arc<Answers>) -> Result<String, String> {
    let failed = |error: io::Error| format!("cannot listen on this machine: {error}");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let answers = Arc::clone(answers);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answers = Arc::clone(&answers);
            // A client may disconnect at any time.
            thread::spawn(move || converse(&stream, manner, &answers));
        }
    });
    Ok(format!("http://{address}"))
}

fn converse(stream: &TcpStream, manner: Manner, answers: &Answers) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = Request::read(&mut reader)? {
        send(stream, manner, &answers.to(&request))?;
        if matches!(manner, Manner::Closes) {
            break;
        }
    }
    Ok(())
}

/// A response up to this size is sent together with its head; a larger one is not copied.
const SMALL: usize = 64 << 10;

fn send(mut stream: &TcpStream, manner: Manner, answer: &Answer) -> io::Result<()> {
    let (version, connection) = match manner {
        Manner::Keeps => ("HTTP/1.1", ""),
        Manner::Closes => ("HTTP/1.0", "Connection: close\r\n"),
    };
    let cookie = if answer.opens_session {
        "Set-Cookie: session_id=canned; Max-Age=604800; HttpOnly; Path=/\r\n"
    } else {
        ""
    };
    let parts = [&answer.before, &*answer.result, answer.after];
    let [before, result, after] = parts.map(str::as_bytes);
    let mut head = format!(
        "{version} {}\r\nServer: Werkzeug/3.1.3 Python/3.13.5\r\nDate: Wed, 25 Nov 2026 14:12:55 GMT\r\n\
         Content-Length: {}\r\nContent-Type: application/json; charset=utf-8\r\n{cookie}{connection}\r\n",
        answer.status,
        before.len() + result.len() + after.len(),
    )
    .into_bytes();
    head.extend_from_slice(before);
    if result.len() > SMALL {
        stream.write_all(&head)?;
        stream.write_all(result)?;
        return stream.write_all(after);
    }
    head.extend_from_slice(result);
    head.extend_from_slice(after);
    stream.write_all(&head)
}
