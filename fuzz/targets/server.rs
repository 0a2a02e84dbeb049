//! The HTTP server of `odoo-mock`: every request gets a response, on every version.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use odoo_mock::{Server, World};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::{Builder, Runtime},
};

/// One worker, with the stack size of a default thread.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    runtime.expect("a runtime")
});

/// Headers that would contradict the body's length, or request another protocol.
const FRAMING: [&[u8]; 5] = [
    b"content-length",
    b"transfer-encoding",
    b"expect",
    b"upgrade",
    b"connection",
];

/// A request from the input: the first line without the version, the other headers, an empty line and the body.
fn request(input: &[u8], credentials: &str) -> Vec<u8> {
    let end = input.windows(2).position(|two| two == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&input[..end], &input[end + 2..]),
        None => (input, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut request = lines.next().unwrap_or_default().to_vec();
    request.extend_from_slice(b" HTTP/1.1\r\nhost: x\r\n");
    for line in lines {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if !FRAMING
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing))
        {
            request.extend_from_slice(line);
            request.extend_from_slice(b"\r\n");
        }
    }
    let length = body.len();
    request.extend_from_slice(format!("{credentials}content-length: {length}\r\n\r\n").as_bytes());
    request.extend_from_slice(body);
    request
}

/// Returns the response to a request, read until the server closes the connection.
async fn send(url: &str, request: &[u8]) -> Vec<u8> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream
        .write_all(request)
        .await
        .expect("a server that reads");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.expect("a response");
    // The connection is reset, so that ports do not run out.
    let _ = stream.set_zero_linger();
    response
}

/// The headers of a session and of an API key.
async fn credentials(world: &World, url: &str) -> String {
    let body = br#"{"params": {"db": "odoo", "login": "admin", "password": "admin"}}"#;
    let mut login = b"POST /web/session/authenticate\ncontent-type: application/json\n\n".to_vec();
    login.extend_from_slice(body);
    let response = String::from_utf8(send(url, &request(&login, "")).await).expect("a login");
    let (_, cookie) = response.split_once("session_id=").expect("a session");
    let (session, _) = cookie.split_once(';').expect("the end of the session");
    let key = world.api_key("admin");
    format!("cookie: session_id={session}\r\nauthorization: bearer {key}\r\n")
}

fuzz_target!(|input: &[u8]| {
    let [kind, requests @ ..] = input else {
        return;
    };
    let world = World::version(14 + u16::from(kind % 6));
    RUNTIME.block_on(async {
        let server = Server::start(&world).await.expect("a port");
        let url = server.url();
        let credentials = match kind / 6 % 4 {
            0 => String::new(),
            _ => credentials(&world, &url).await,
        };
        // The next requests read what the first ones write.
        for input in requests.split(|byte| *byte == 0).take(4) {
            let response = send(&url, &request(input, &credentials)).await;
            assert!(
                response.starts_with(b"HTTP/1.1 "),
                "no response: {}",
                response.escape_ascii()
            );
        }
    });
});
