//! Certificates, proxies, gateways and headers.

use std::sync::Arc;

use odoo_rpc::{
    Call, Client, ClientBuilder, Credentials, Error, Outcome, Protocol, TransportErrorKind,
};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, date_time_ymd,
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::aws_lc_rs::sign::any_supported_type,
        pki_types::PrivateKeyDer,
        server::WebPkiClientVerifier,
        sign::{CertifiedKey, SingleCertAndKey},
        version::{TLS12, TLS13},
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
    let server = self::server().await;
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
fn invalid_settings_are_refused() {
    let begin = || builder("https://erp.example.com");
    let table = [
        (
            begin().header("Cookie", "canary"),
            "`Cookie` is the client's own",
        ),
        (
            begin().header("a b", "canary"),
            "invalid header name \"a b\"",
        ),
        (begin().header("x-a", "canary\n"), "`x-a` has characters"),
        (
            begin().proxy("socks5://canary"),
            "the URL of the proxy cannot be used",
        ),
        (
            begin().proxy("http://can\tary.example.com:3128"),
            "the URL of the proxy cannot be used",
        ),
        (
            begin()
                .login(Credentials::api_key("a", "canary"))
                .restore_session("s"),
            "need `Credentials::password`",
        ),
        (
            begin().login(Credentials::session(
                "canary
",
            )),
            "invalid session id",
        ),
        (
            begin()
                .login(Credentials::api_key("a", "canary"))
                .protocol(Protocol::Json2)
                .basic_auth("a", "b"),
            "use `Protocol::ExecuteKw`",
        ),
        (
            begin().proxy("canary canary"),
            "the URL of the proxy cannot be used",
        ),
        (begin().root_certificate("canary"), "a root certificate"),
        (begin().pinned_certificate("canary"), "a pinned certificate"),
        (
            begin().pinned_certificate(
                "-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n",
            ),
            "a pinned certificate",
        ),
        (
            begin()
                .pinned_certificate(own_authority().0.pem())
                .root_certificate(authority().1),
            "not both",
        ),
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
    let login = Credentials::api_key("sync", PASSWORD);
    let client = server.builder().login(login).basic_auth("a", "b");
    let error = client.build().unwrap().call(read()).await.unwrap_err();
    assert!(
        error.to_string().contains("use `Protocol::ExecuteKw`"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1, "the version alone");
}

/// An unknown authority, and its certificate in PEM.
fn authority() -> (Issuer<'static, KeyPair>, String) {
    let key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = authority.self_signed(&key).unwrap().pem();
    (Issuer::new(authority, key), root)
}

/// A certificate for `localhost`, changed by the caller.
fn leaf(say: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    say(&mut leaf);
    leaf
}

/// A certificate as `openssl req -x509` makes it: the server's own, and one of an authority.
fn own_authority() -> (Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let own = leaf(|leaf| leaf.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    (own.self_signed(&key).unwrap(), key)
}

/// Starts a server with this certificate and key, and returns its URL.
async fn secured(certificate: &Certificate, key: &KeyPair) -> String {
    let chain = vec![certificate.der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    serve(config).await
}

/// Starts a server with this TLS setup, which answers with its version, and returns its URL.
async fn serve(config: ServerConfig) -> String {
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = match acceptor.accept(stream).into_fallible().await {
                Ok(stream) => stream,
                // Closing with unread bytes would reset the connection, and the alert may be lost.
                Err((_, mut refused)) => {
                    let _ = refused.read_to_end(&mut Vec::new()).await;
                    continue;
                }
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let answer = ok(&json!({"jsonrpc": "2.0", "id": 1, "result": {"server_version": "19.0", "server_version_info": [19, 0]}}).to_string());
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    url
}

/// The error of a connection without valid TLS.
async fn insecure(builder: ClientBuilder) -> String {
    let client = builder.build().unwrap();
    let Error::Transport(error) = client.server_version().await.unwrap_err() else {
        panic!("no fault of the line");
    };
    assert_eq!(error.kind(), TransportErrorKind::Tls, "{error}");
    error.to_string()
}

#[tokio::test]
async fn a_root_certificate_is_trusted_beside_the_others() {
    let (authority, root) = authority();
    let key = KeyPair::generate().unwrap();
    let signed = leaf(|_| {}).signed_by(&key, &authority).unwrap();
    let url = secured(&signed, &key).await;
    let client = builder(&url).root_certificate(root).build().unwrap();
    assert_eq!(client.server_version().await.unwrap().major(), 19);
    let error = insecure(builder(&url)).await;
    assert!(
        error.contains("`ClientBuilder::root_certificate`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_pinned_certificate_is_trusted_alone() {
    let (own, key) = own_authority();
    let url = secured(&own, &key).await;
    let (other, other_key) = own_authority();
    let pinned = || builder(&url).pinned_certificate(own.pem());
    // Together with another certificate, and by a name that it is not for.
    let by_address = url.replace("localhost", "127.0.0.1");
    for builder in [
        pinned(),
        pinned().pinned_certificate(other.pem()),
        builder(&url).pinned_certificate(format!("{}{}", other.pem(), own.pem())),
        builder(&by_address).pinned_certificate(own.pem()),
    ] {
        let client = builder.build().unwrap();
        assert_eq!(client.server_version().await.unwrap().major(), 19);
    }
    let url = secured(&other, &other_key).await;
    let error = insecure(builder(&url).pinned_certificate(own.pem())).await;
    assert!(error.contains("is not the pinned one"), "{error}");
}

#[tokio::test]
async fn a_pinned_certificate_needs_its_key() {
    let (own, _) = own_authority();
    let key = KeyPair::generate().unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(CertifiedKey::new(
            vec![own.der().clone()],
            any_supported_type(&PrivateKeyDer::try_from(key.serialize_der()).unwrap()).unwrap(),
        ))));
    let url = serve(config).await;
    let error = insecure(builder(&url).pinned_certificate(own.pem())).await;
    assert!(error.contains("cannot be secured"), "{error}");
}

#[tokio::test]
async fn a_server_that_wants_a_client_certificate_is_explained() {
    for version in [&TLS12, &TLS13] {
        let (authority, root) = authority();
        let key = KeyPair::generate().unwrap();
        let signed = leaf(|_| {}).signed_by(&key, &authority).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(signed.der().clone()).unwrap();
        let clients = WebPkiClientVerifier::builder(Arc::new(roots));
        let config = ServerConfig::builder_with_protocol_versions(&[version])
            .with_client_cert_verifier(clients.build().unwrap())
            .with_single_cert(
                vec![signed.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let url = serve(config).await;
        let client = builder(&url).root_certificate(root).build().unwrap();
        // With TLS 1.3 the server refuses after the client has sent its request.
        let Error::Transport(error) = client.call(Call::write("m", "f")).await.unwrap_err() else {
            panic!("no fault of the line");
        };
        assert_eq!(
            (error.kind(), error.outcome()),
            (TransportErrorKind::Tls, Outcome::NotDone),
            "{error}"
        );
        assert!(
            error.to_string().contains("a client certificate"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn each_problem_of_a_certificate_is_described() {
    let (authority, root) = authority();
    let (own, own_key) = own_authority();
    let table = [
        (
            leaf(|leaf| leaf.not_after = date_time_ymd(2001, 1, 1)),
            "has expired",
        ),
        (
            leaf(|leaf| leaf.not_before = date_time_ymd(3000, 1, 1)),
            "is not valid yet",
        ),
        (
            CertificateParams::new(vec!["erp.example.com".to_owned()]).unwrap(),
            "is for another name",
        ),
        (
            leaf(|leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]),
            "is not one that a client can accept",
        ),
    ];
    for (leaf, sentence) in table {
        let key = KeyPair::generate().unwrap();
        let url = secured(&leaf.signed_by(&key, &authority).unwrap(), &key).await;
        let error = insecure(builder(&url).root_certificate(root.clone())).await;
        assert!(error.contains(sentence), "{error}");
    }
    let key = KeyPair::generate().unwrap();
    let url = secured(&leaf(|_| {}).self_signed(&key).unwrap(), &key).await;
    let error = insecure(builder(&url)).await;
    assert!(error.contains("is not known here"), "{error}");
    // Not even as its own root.
    let url = secured(&own, &own_key).await;
    for builder in [builder(&url), builder(&url).root_certificate(own.pem())] {
        let error = insecure(builder).await;
        assert!(
            error.contains("with `ClientBuilder::pinned_certificate`"),
            "{error}"
        );
        assert!(error.contains("`openssl req -x509`"), "{error}");
    }
}
