use serde_json::json;

use super::Fault;
use crate::call::Call;

fn fault(code: i64, name: &str) -> Fault {
    let json = json!({
        "code": code,
        "message": "Odoo Server Error",
        "data": {"name": name, "message": "text", "arguments": ["text"], "context": {}, "debug": "Traceback"},
    });
    Fault::from_json(json.to_string().as_bytes()).unwrap()
}

/// Each name as the server writes it, with the code of its versions, and the predicates that hold.
#[test]
fn predicates_hold_for_the_names_of_every_version() {
    type Predicate = (&'static str, fn(&Fault) -> bool);
    let predicates: [Predicate; 8] = [
        ("access", Fault::is_access),
        ("access_denied", Fault::is_access_denied),
        ("validation", Fault::is_validation),
        ("missing", Fault::is_missing),
        ("user_error", Fault::is_user_error),
        ("redirect_warning", Fault::is_redirect_warning),
        ("session_expired", Fault::is_session_expired),
        ("concurrency", Fault::is_concurrency),
    ];
    let table: [(i64, &str, &[&str]); 14] = [
        (
            200,
            "odoo.exceptions.AccessError",
            &["access", "user_error"],
        ),
        (0, "odoo.exceptions.AccessError", &["access", "user_error"]),
        (
            200,
            "odoo.exceptions.AccessDenied",
            &["access_denied", "user_error"],
        ),
        (
            200,
            "odoo.exceptions.ValidationError",
            &["validation", "user_error"],
        ),
        (
            0,
            "odoo.exceptions.ValidationError",
            &["validation", "user_error"],
        ),
        (
            200,
            "odoo.exceptions.MissingError",
            &["missing", "user_error"],
        ),
        (0, "odoo.exceptions.UserError", &["user_error"]),
        (
            200,
            "odoo.exceptions.RedirectWarning",
            &["redirect_warning"],
        ),
        (
            100,
            "odoo.http.SessionExpiredException",
            &["session_expired"],
        ),
        (100, "odoo.http.AuthenticationError", &["session_expired"]),
        (
            200,
            "psycopg2.errors.SerializationFailure",
            &["concurrency"],
        ),
        (
            0,
            "odoo.exceptions.LockError",
            &["user_error", "concurrency"],
        ),
        (200, "builtins.ValueError", &[]),
        (404, "werkzeug.exceptions.NotFound", &[]),
    ];
    for (code, name, expected) in table {
        let fault = fault(code, name);
        let held: Vec<&str> = predicates
            .iter()
            .filter(|(_, holds)| holds(&fault))
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(held, expected, "{name} with code {code}");
    }
}

#[test]
fn an_error_without_data_keeps_what_there_is() {
    let fault = Fault::from_json(br#"{"code": 404, "message": "404: Not Found"}"#).unwrap();
    assert!(fault.is_unknown_model());
    assert!(
        fault
            .to_string()
            .ends_with("is its module installed? It said: 404: Not Found"),
        "{fault}"
    );
    assert_eq!(
        Fault::from_json(b"{}").unwrap().to_string(),
        "the server raised an error without a name, code 0"
    );
}

#[test]
fn data_of_another_shape_does_not_lose_the_message() {
    for data in ["null", "\"text\"", "[1]", "{\"arguments\": 1}"] {
        let json = format!(r#"{{"code": 200, "message": "outer", "data": {data}}}"#);
        let fault = Fault::from_json(json.as_bytes()).unwrap();
        assert_eq!(fault.message(), "outer", "{data}");
    }
}

#[test]
fn an_unknown_model_is_known_by_its_name() {
    let unknown = |message: &str, model: &str| {
        let json = json!({"code": 200, "data": {"name": "builtins.KeyError", "message": message}});
        let fault = Fault::from_json(json.to_string().as_bytes()).unwrap();
        let call = Call::read(model, "read").info();
        fault.of_call(call).is_unknown_model()
    };
    assert!(unknown("no.such", "no.such"));
    assert!(!unknown("x_field", "res.partner"));
}

#[test]
fn the_traceback_is_kept_but_not_shown() {
    let call = Call::read("res.partner", "read").on([3]).info();
    let fault = fault(200, "builtins.ValueError").of_call(call);
    assert_eq!(fault.debug(), "Traceback");
    assert_eq!(
        fault.to_string(),
        "`res.partner.read` on 1 record failed: text (builtins.ValueError)"
    );
    assert!(!format!("{fault:?}").contains("Traceback"));
}
