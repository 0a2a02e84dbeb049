//! Certificates, proxies, gateways and headers.

use std::sync::Arc;

use odoo_rpc::{Call, Client, Error, Login, TransportErrorKind, Wire};
use rcgen::{CertificateParams, Issuer, KeyPair};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use crate::server::{PASSWORD, Reply, Request, Server, builder, ok, result};

fn read() -> Call {
    Call::read("res.partner", "search")
}

async fn server() -> Server {
    Server::start(|request: &Request| Reply::Bytes(ok(&result(request, &json!([1]))))).await
}

fn refused(built: Result<Client, Error>) -> String {
    let error = built.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(
        !format!("{error} {error:?}").contains("canary"),
        "{error:?}"
    );
    error.to_string()
}

#[tokio::test]
async fn headers_go_with_every_request() {
    let server = server().await;
    let builder = server
        .builder()
        .header("X-Gateway-Token", "canary-token")
        .basic_auth("gate", "canary-gate")
        .user_agent("sync/1.0");
    assert!(!format!("{builder:?}").contains("canary"));
    builder.build().unwrap().call(read()).await.unwrap();
    for request in server.requests() {
        let head = &request.head;
        assert!(head.contains("x-gateway-token: canary-token\r\n"), "{head}");
        assert!(
            head.contains("authorization: basic z2f0ztpjyw5hcnktz2f0zq=="),
            "{head}"
        );
        assert!(head.contains("user-agent: sync/1.0\r\n"), "{head}");
    }
    let server = crate::edges::server().await;
    server.client().call(read()).await.unwrap();
    let own = concat!("user-agent: odoo-orm/", env!("CARGO_PKG_VERSION"));
    assert!(server.requests()[0].head.contains(own));
}

#[tokio::test]
async fn a_proxy_is_the_one_that_was_named() {
    let version = json!({"server_version": "19.0", "server_version_info": [19, 0]});
    let proxy =
        Server::start(move |request: &Request| Reply::Bytes(ok(&result(request, &version)))).await;
    let client = builder("http://erp.invalid")
        .allow_plain_http()
        .proxy(proxy.url())
        .build()
        .unwrap();
    client.server_version().await.unwrap();
    let paths: Vec<String> = proxy
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert_eq!(paths, ["http://erp.invalid/web/webclient/version_info"]);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let begin = || builder("https://erp.example.com");
    let table = [
        (
            begin().header("Cookie", "canary"),
            "`Cookie` is the client's own",
        ),
        (
            begin().header("a b", "canary"),
            "\"a b\" is no name of a header",
        ),
        (begin().header("x-a", "canary\n"), "`x-a` has characters"),
        (
            begin().proxy("socks5://canary"),
            "the URL of the proxy cannot be used",
        ),
        (
            begin()
                .login(Login::api_key("a", "canary"))
                .restore_session("s"),
            "are for a login with a password",
        ),
        (
            begin().login(Login::session(
                "canary
",
            )),
            "is no id of one",
        ),
        (
            begin()
                .login(Login::api_key("a", "canary"))
                .wire(Wire::Json2)
                .basic_auth("a", "b"),
            "use `Wire::ExecuteKw`",
        ),
        (
            begin().proxy("canary canary"),
            "the URL of the proxy cannot be used",
        ),
        (begin().root_certificate("canary"), "in PEM"),
    ];
    for (builder, sentence) in table {
        let error = refused(builder.build());
        assert!(error.contains(sentence), "{error}");
    }
}

#[tokio::test]
async fn basic_auth_and_json_2_need_the_same_header() {
    let server = Server::start(|request: &Request| {
        let version = json!({"server_version": "19.0", "server_version_info": [19, 0]});
        Reply::Bytes(ok(&result(request, &version)))
    })
    .await;
    let login = Login::api_key("sync", PASSWORD);
    let client = server.builder().login(login).basic_auth("a", "b");
    let error = client.build().unwrap().call(read()).await.unwrap_err();
    assert!(
        error.to_string().contains("use `Wire::ExecuteKw`"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1, "the version alone");
}

/// A server on `localhost` whose certificate an authority signed that nobody knows; and that authority's own, in PEM.
async fn secured() -> (String, String) {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let chain = vec![CertificateDer::from(leaf.der().to_vec())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let answer = ok(&json!({"jsonrpc": "2.0", "id": 1, "result": {"server_version": "19.0", "server_version_info": [19, 0]}}).to_string());
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    (url, root.pem())
}

#[tokio::test]
async fn a_root_certificate_is_trusted_beside_the_others() {
    let (url, root) = secured().await;
    let client = builder(&url).root_certificate(root).build().unwrap();
    assert_eq!(client.server_version().await.unwrap().major(), 19);
    let client = builder(&url).build().unwrap();
    let Error::Transport(error) = client.server_version().await.unwrap_err() else {
        panic!("no fault");
    };
    assert_eq!(error.kind(), TransportErrorKind::Tls, "{error}");
}
