//! XML-RPC: requests, logins, and hostile responses.

use std::time::{Duration, Instant};

use odoo_rpc::{
    Call, Client, Credentials, Download, Error, LoginErrorKind, Outcome, Protocol,
    TransportErrorKind,
};
use serde_json::{Value, json};

use crate::server::{PASSWORD, Reply, Request, Server, html, page};

const OBJECT: &str = "/xmlrpc/2/object";
const COMMON: &str = "/xmlrpc/2/common";
/// The user's own context.
const SETTINGS: &str = "<array><data><value><struct><member><name>id</name><value><int>7</int></value></member>\
    <member><name>lang</name><value><string>fr_FR</string></value></member></struct></value></data></array>";

fn xml(body: &str) -> Vec<u8> {
    page("200 OK", "Content-Type: text/xml; charset=utf-8\r\n", body)
}

fn result(value: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>{value}</value>\n</param>\n</params>\n</methodResponse>\n"
    )
}

fn fault(code: u8, text: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>{code}</int></value>\n\
         </member>\n<member>\n<name>faultString</name>\n<value><string>{text}</string></value>\n</member>\n</struct></value>\n</fault>\n</methodResponse>\n"
    )
}

fn client(server: &Server) -> Client {
    server.builder().protocol(Protocol::XmlRpc).build().unwrap()
}

/// An Odoo that answers logins, and calls with `reply`.
async fn odoo(reply: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Server {
    let is_login = |request: &Request| request.path == COMMON;
    let first = std::sync::atomic::AtomicBool::new(true);
    Server::start(move |request| {
        Reply::Bytes(if is_login(request) {
            xml(&result("<int>7</int>"))
        } else if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            xml(&result(SETTINGS))
        } else {
            reply(request)
        })
    })
    .await
}

fn read() -> Call {
    Call::read("res.partner", "search_read").arg("domain", json!([]))
}

fn write() -> Call {
    Call::write("res.partner", "write")
        .on([3])
        .arg("vals", json!({"name": "x"}))
}

/// The error of a call that the server answers with this body.
async fn error_of(call: Call, body: Vec<u8>) -> Error {
    let server = odoo(move |_| body.clone()).await;
    let client = server
        .builder()
        .protocol(Protocol::XmlRpc)
        .max_attempts(1)
        .build()
        .unwrap();
    match client.call(call).await {
        Err(error) => error,
        Ok(response) => response.decode::<Value>().unwrap_err(),
    }
}

#[tokio::test]
async fn a_login_and_a_call_use_xml_alone() {
    let server = odoo(|_| xml(&result("<boolean>1</boolean>"))).await;
    let client = client(&server);
    let done: bool = client.call(write()).await.unwrap().decode().unwrap();
    assert!(done);
    let paths: Vec<String> = server
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert_eq!(paths, [COMMON, OBJECT, OBJECT]);
    let head = &server.requests()[2].head;
    assert!(head.contains("content-type: text/xml"), "{head}");
    // A logout has nothing to end.
    client.logout().await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn the_version_is_requested_by_xml_rpc() {
    let version = "<struct><member><name>server_version</name><value><string>14.0</string></value></member>\
        <member><name>server_version_info</name><value><array><data><value><int>14</int></value><value><int>0</int></value></data></array></value></member></struct>";
    let server = Server::start(move |request| {
        assert_eq!(request.path, COMMON);
        Reply::Bytes(xml(&result(version)))
    })
    .await;
    let client = client(&server);
    assert_eq!(client.server_version().await.unwrap().major(), 14);
}

#[tokio::test]
async fn refused_credentials_are_a_login_error() {
    for (answer, kind) in [
        (
            result("<boolean>0</boolean>"),
            LoginErrorKind::WrongCredentials,
        ),
        (fault(3, "Access Denied"), LoginErrorKind::WrongCredentials),
        (
            fault(3, "Too many login failures"),
            LoginErrorKind::TooManyFailures,
        ),
        (
            fault(
                1,
                "Traceback (most recent call last):\n  File \"x.py\", line 1, in f\npsycopg2.OperationalError: FATAL:  database \"db\" does not exist\n",
            ),
            LoginErrorKind::UnknownDatabase,
        ),
    ] {
        let server = Server::start(move |_| Reply::Bytes(xml(&answer))).await;
        let error = client(&server).call(read()).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(PASSWORD));
        match error {
            Error::Login(error) => assert_eq!(error.kind(), kind),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn faults_have_a_class_and_an_outcome() {
    let error = error_of(write(), xml(&fault(4, "You &lt;cannot&gt;"))).await;
    let raised = error.fault().unwrap();
    assert!(raised.is_access());
    assert_eq!((raised.message(), raised.code()), ("You <cannot>", 4));
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert!(
        error
            .to_string()
            .starts_with("`res.partner.write` on 1 record failed"),
        "{error}"
    );
    for body in [
        "<methodResponse><fault><value><int>1</int></value></fault></methodResponse>",
        "<methodResponse><fault><value></value></fault></methodResponse>",
    ] {
        let error = error_of(write(), xml(body)).await;
        assert!(error.fault().is_some(), "{error}");
    }
}

#[tokio::test]
async fn a_lost_conflict_is_sent_again() {
    let conflict = "Traceback (most recent call last):\n  File \"x.py\", line 1, in f\npsycopg2.errors.SerializationFailure: could not serialize\n";
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let server = odoo(
        move |_| match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => xml(&fault(1, conflict)),
            _ => xml(&result("<boolean>1</boolean>")),
        },
    )
    .await;
    client(&server).call(write()).await.unwrap();
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_result_that_odoo_cannot_write_was_committed() {
    let raised = |frames: &str, why: &str| {
        let frames = frames.split(' ').fold(String::new(), |text, name| {
            text + "  File \"x.py\", line 1, in " + name + "\n    code\n"
        });
        xml(&fault(
            1,
            &format!("Traceback (most recent call last):\n{frames}{why}\n"),
        ))
    };
    let none = "TypeError: cannot marshal None unless allow_none is enabled";
    let server = odoo(move |_| raised("xmlrpc_2 _xmlrpc dumps dumps dump_nil", none)).await;
    let done: Option<i64> = client(&server)
        .call(write())
        .await
        .unwrap()
        .decode()
        .unwrap();
    assert_eq!(done, None);
    let nested = || raised("xmlrpc_2 _xmlrpc dumps dump_struct dump_nil", none);
    let error = error_of(write(), nested()).await;
    assert_eq!(error.outcome(), Outcome::Done);
    assert!(
        error
            .to_string()
            .contains("XML-RPC cannot carry its result (TypeError: cannot marshal None"),
        "{error}"
    );
    assert_eq!(error_of(read(), nested()).await.outcome(), Outcome::NotDone);
}

#[tokio::test]
async fn hostile_responses_end_as_errors() {
    let lol = (1..12).map(|at| {
        format!(
            "<!ENTITY l{at} \"{}\">",
            format!("&l{};", at - 1).repeat(10)
        )
    });
    let bomb = format!(
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY l0 \"lol\">{}]>{}",
        lol.collect::<String>(),
        result("&l11;").split_once('\n').unwrap().1
    );
    let external = result("<string>&x;</string>").replace(
        "<methodResponse>",
        "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><methodResponse>",
    );
    let deep = format!(
        "{}{}",
        "<value><array><data>".repeat(10_000),
        "</data></array></value>".repeat(10_000)
    );
    let deep = result(
        deep.strip_prefix("<value>")
            .unwrap()
            .strip_suffix("</value>")
            .unwrap(),
    );
    let cut = result("<string>complete</string>");
    for (body, expected) in [
        (bomb, "document type"),
        (external, "document type"),
        (
            result("<string>&x;</string>"),
            "the entity `x`, which is not expanded",
        ),
        (deep, "more than 512 levels"),
        (cut[..cut.len() / 2].to_owned(), "is not complete XML-RPC"),
        (
            cut.replace("</methodResponse>", ""),
            "is not complete XML-RPC",
        ),
        (
            result("<int>many</int>"),
            "expected an integer, found `many`",
        ),
        (result("<struct><value/></struct>"), "the element `value`"),
        (
            cut.replace("'1.0'", "'1.0' encoding='latin-1'"),
            "the encoding `latin-1`, expected UTF-8",
        ),
        ("{\"jsonrpc\": \"2.0\"}".to_owned(), "is not XML-RPC"),
        (
            "<html><body>Log in</body></html>".to_owned(),
            "the element `html`",
        ),
        (String::new(), "an empty response"),
    ] {
        for (call, outcome) in [(read(), Outcome::NotDone), (write(), Outcome::Unknown)] {
            let error = error_of(call, xml(&body)).await;
            let Error::Transport(transport) = &error else {
                panic!("{error:?}");
            };
            assert_eq!(
                (transport.kind(), error.outcome()),
                (TransportErrorKind::NotJson, outcome),
                "{error}"
            );
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
    let mut bytes = xml(&result("<string>xx</string>"));
    let at = bytes.windows(2).rposition(|two| two == b"xx").unwrap();
    bytes[at] = 0xff;
    let error = error_of(read(), bytes).await;
    assert!(
        error.to_string().contains("bytes that are not UTF-8"),
        "{error}"
    );
}

#[tokio::test]
async fn numbers_are_limited_by_the_type_that_reads_them() {
    let huge = "9".repeat(10_000);
    let server = odoo(move |_| xml(&result(&format!("<int>{huge}</int>")))).await;
    let response = client(&server).call(read()).await.unwrap();
    let error = response.decode::<i64>().unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    let server = odoo(|_| xml(&result("<double>nan</double>"))).await;
    let response = client(&server).call(read()).await.unwrap();
    let error = response.decode::<f64>().unwrap_err();
    assert!(error.to_string().contains("NaN"), "{error}");
}

#[tokio::test]
async fn size_and_time_are_limited() {
    let long = result(&format!("<string>{}</string>", "x".repeat(20_000)));
    let server = odoo(move |_| xml(&long)).await;
    let builder = server
        .builder()
        .protocol(Protocol::XmlRpc)
        .max_response_bytes(10_000);
    let error = builder.build().unwrap().call(read()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::TooLarge),
        "{error:?}"
    );
    // A tag without an end is not read again for each piece.
    let endless = format!("<!-- {}", ">".repeat(4 << 20));
    let begun = Instant::now();
    let error = error_of(read(), xml(&endless)).await;
    assert!(error.to_string().contains("XML-RPC"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn a_missing_route_says_so() {
    let server = odoo(|_| html("404 Not Found", "x")).await;
    let error = client(&server).call(read()).await.unwrap_err();
    assert!(
        error.to_string().contains("no XML-RPC at this URL"),
        "{error}"
    );
}

#[tokio::test]
async fn what_xml_rpc_lacks_is_refused_before_anything_is_sent() {
    let server = odoo(|_| xml(&result("<boolean>1</boolean>"))).await;
    let client = client(&server);
    client.call(write()).await.unwrap();
    let sent = server.requests().len();
    let large = Call::write("res.partner", "write")
        .on([3])
        .arg("vals", json!({"x": 1_i64 << 40}));
    let control = Call::write("res.partner", "write")
        .on([3])
        .arg("vals", json!({"x": "canary\u{1}"}));
    for (error, expected) in [
        (
            client.call(large).await.unwrap_err(),
            "`res.partner.write` on 1 record was not sent: its argument `vals` has the integer 1099511627776",
        ),
        (
            client.call(control).await.unwrap_err(),
            "`res.partner.write` on 1 record was not sent: its argument `vals` has the character U+0001",
        ),
        (
            client
                .call(Call::controller("/my/route"))
                .await
                .unwrap_err(),
            "`/my/route` was not sent: XML-RPC calls methods of models only",
        ),
        (
            client.download(Download::attachment(1)).await.unwrap_err(),
            "XML-RPC calls methods of models only",
        ),
    ] {
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        let sentence = error.to_string();
        assert!(
            sentence.contains(expected) && !sentence.contains("canary"),
            "{sentence}"
        );
    }
    assert_eq!(server.requests().len(), sent);
    let session = server
        .builder()
        .login(Credentials::session("abc"))
        .protocol(Protocol::XmlRpc);
    assert!(
        session
            .build()
            .unwrap_err()
            .to_string()
            .contains("a session needs `call_kw`")
    );
}
