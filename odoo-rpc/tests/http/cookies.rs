//! Cookies other than the session's.

use odoo_rpc::{Call, Credentials, Protocol};
use serde_json::json;

use crate::server::{PASSWORD, Reply, Request, Server, ok, ok_with, result, session_expired};

/// Two servers that do not share sessions, with a load balancer that selects one by cookie.
async fn balanced() -> Server {
    Server::start_raw(|request: &Request| {
        let cookie = request.cookie.as_deref().unwrap_or_default();
        if request.is_login() {
            let info = json!({"uid": 2, "user_context": {}});
            let headers = "Set-Cookie: session_id=s1; HttpOnly; Path=/\r\nSet-Cookie: SERVERID=a; Path=/\r\n\
                           Set-Cookie: theirs=x; Domain=evil.example; Path=/\r\n";
            return Reply::Bytes(ok_with(headers, &result(request, &info)));
        }
        if cookie == "session_id=s1; SERVERID=a" {
            return Reply::Bytes(ok(&result(request, &json!([]))));
        }
        Reply::Bytes(ok(&session_expired()))
    })
    .await
}

#[tokio::test]
async fn the_cookie_of_a_balancer_goes_back() {
    let server = balanced().await;
    let client = server.client();
    for _ in 0..4 {
        client.call(Call::read("m", "f")).await.unwrap();
    }
    assert_eq!((server.logins(), server.calls().len()), (1, 4));
    // Another client of this process has cookies of its own.
    server.client().call(Call::read("m", "f")).await.unwrap();
    assert_eq!(server.requests()[5].cookie, None);
}

#[tokio::test]
async fn calls_by_key_have_it_too() {
    let server = Server::start(|request: &Request| {
        Reply::Bytes(ok_with(
            "Set-Cookie: SERVERID=b; Path=/\r\n",
            &result(request, &json!(7)),
        ))
    })
    .await;
    let login = Credentials::api_key("sync", PASSWORD);
    let client = server.builder().login(login).protocol(Protocol::ExecuteKw);
    // The user's context contains strings only.
    client
        .build()
        .unwrap()
        .call(Call::read("m", "f"))
        .await
        .unwrap_err();
    let cookies: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.cookie)
        .collect();
    assert_eq!(cookies, [None, Some("SERVERID=b".to_owned())]);
}
