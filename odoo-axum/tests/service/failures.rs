//! What callers get when Odoo fails.

use std::time::Duration;

use odoo_mock::{Failure, When, World};
use odoo_orm::Fault;

use super::{acme, problem, send, service};

const CANARY: &str = "canary of the server, res.partner(3,), /opt/odoo/addons";

/// Every way in which a call fails: the status, whether the response has `Retry-After`, and whether the server's text is for users.
fn failures() -> Vec<(Failure, u16, bool, bool)> {
    let fault = |name: &str| Failure::Fault(Fault::new(name, CANARY));
    vec![
        (fault("odoo.exceptions.ValidationError"), 422, false, true),
        (fault("odoo.exceptions.UserError"), 422, false, true),
        (fault("odoo.exceptions.RedirectWarning"), 422, false, true),
        (fault("odoo.exceptions.AccessError"), 403, false, false),
        (fault("odoo.exceptions.MissingError"), 404, false, false),
        (fault("odoo.exceptions.LockError"), 409, true, false),
        (fault("odoo.exceptions.AccessDenied"), 503, true, false),
        (fault("builtins.ValueError"), 502, false, false),
        (fault("psycopg2.errors.UndefinedColumn"), 502, false, false),
        (Failure::Concurrency, 409, true, false),
        (Failure::SessionExpired, 503, true, false),
        (Failure::Refuse, 503, true, false),
        (Failure::CutBefore, 503, true, false),
        (Failure::CutAfterCommit, 503, true, false),
        (Failure::HalfAnswer, 503, true, false),
        (Failure::Status(502), 503, true, false),
        // A gateway's: they say nothing about records.
        (Failure::Status(401), 503, true, false),
        (Failure::Status(403), 503, true, false),
        (Failure::Status(404), 503, true, false),
        (Failure::Status(418), 502, false, false),
        (
            Failure::TooManyRequests(Duration::from_secs(17)),
            503,
            true,
            false,
        ),
        (Failure::Html, 503, true, false),
    ]
}

#[tokio::test]
async fn every_failure_has_its_status_and_no_word_of_the_server_leaks() {
    for (failure, status, is_retried, is_for_users) in failures() {
        let world = World::new();
        let service = service(&world);
        let id = acme(&world);
        let _failing = world.fail(When::always(), failure.clone());
        for (method, path, body) in [
            ("GET", format!("/partners/{id}"), ""),
            ("PATCH", format!("/partners/{id}"), r#"{"name": "x"}"#),
            ("POST", "/partners".to_owned(), r#"{"name": "x"}"#),
        ] {
            let response = send(&service, method, &path, body).await;
            assert_eq!(response.status().as_u16(), status, "{failure:?} {method}");
            let retry_after = response.headers().get("retry-after").cloned();
            assert_eq!(retry_after.is_some(), is_retried, "{failure:?}");
            if let Failure::TooManyRequests(_) = failure {
                assert_eq!(retry_after.unwrap(), "17");
            }
            assert!(response.extensions().get::<odoo_orm::Error>().is_some());
            let headers = format!("{:?}", response.headers());
            let body = problem(response).await.to_string();
            assert_eq!(body.contains("canary"), is_for_users, "{failure:?}: {body}");
            for word in [
                "odoo",
                "psycopg",
                "builtins",
                "127.0.0.1",
                "res.partner.",
                "Traceback",
            ] {
                let is_said = body.to_lowercase().contains(&word.to_lowercase());
                assert!(!is_said || is_for_users, "{word}: {body}");
            }
            assert!(!headers.contains("canary"));
        }
    }
}

#[tokio::test]
async fn a_write_that_may_be_done_says_so() {
    let world = World::new();
    let service = service(&world);
    let _failing = world.fail(When::always(), Failure::CutAfterCommit);
    let response = send(&service, "POST", "/partners", r#"{"name": "x"}"#).await;
    assert_eq!(problem(response).await["outcome"], "unknown");
    let response = send(&service, "GET", "/partners/1", "").await;
    assert!(problem(response).await.get("outcome").is_none());
}
