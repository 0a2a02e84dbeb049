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

/// Each name as a server writes it, with its code and its predicates.
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
            &["user_error", "redirect_warning"],
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

/// As 14 and 19 raise it in `res.company.get_chart_of_accounts_or_fail`.
#[test]
fn a_redirect_warning_has_a_message_and_an_action() {
    let sentence = "We cannot find a chart of accounts.\nPlease go to Account Configuration.";
    let data = json!({
        "name": "odoo.exceptions.RedirectWarning",
        "message": format!("{sentence}\n250\nGo to the configuration panel\nNone"),
        "arguments": [sentence, 250, "Go to the configuration panel", null],
        "context": {},
    });
    let json = json!({"code": 200, "message": "Odoo Server Error", "data": data});
    let fault = Fault::from_json(json.to_string().as_bytes()).unwrap();
    assert_eq!(fault.message(), sentence);
    assert_eq!(fault.redirect_action(), Some(&json!(250)));
    assert_eq!(
        fault.redirect_button(),
        Some("Go to the configuration panel")
    );
    assert!(fault.is_user_error());
    let other = Fault::new("odoo.exceptions.UserError", "x");
    assert_eq!(
        (other.redirect_action(), other.redirect_button()),
        (None, None)
    );
}

#[test]
fn unknown_members_are_kept() {
    let json = json!({
        "code": 404,
        "http_status": 404,
        "message": "404: Not Found",
        "type": "server_error",
        "data": {"name": "x.Y", "message": "own", "arguments": [], "debug": "", "context": {}, "exception_type": "internal_error", "hint": [1]},
    });
    let fault = Fault::from_json(json.to_string().as_bytes()).unwrap();
    assert_eq!((fault.title(), fault.message()), ("404: Not Found", "own"));
    assert_eq!(fault.subtype(), Some("server_error"));
    let data = json!({"exception_type": "internal_error", "hint": [1]});
    assert_eq!(json!(fault.data()), data);
    assert_eq!(json!(fault.other_members()), json!({"http_status": 404}));

    let without = Fault::from_json(br#"{"data": "text"}"#).unwrap();
    assert_eq!((without.title(), without.subtype()), ("", None));
    assert_eq!(json!(without.other_members()), json!({"data": "text"}));
}

#[test]
fn unknown_exceptions_get_the_label_other() {
    assert_eq!(
        fault(0, "builtins.KeyError").known_name(),
        "builtins.KeyError"
    );
    assert_eq!(fault(0, "builtins.KeyError1").known_name(), "other");
    let error = crate::Error::from(Box::new(fault(0, "canary\u{1b}")));
    assert_eq!(error.label(), "fault other");
}

#[test]
fn server_text_is_escaped_for_terminals() {
    let hostile = "a\u{1b}[2Jb\r\nc\u{202e}d";
    let fault = Fault::new(hostile, hostile)
        .with_missing_fields(vec![hostile.to_owned()])
        .of_call(Call::read("res.partner", "read").with_label(hostile).info());
    let decode = crate::DecodeError::new("text", hostile.to_owned());
    let (kind, outcome) = (
        crate::TransportErrorKind::WrongResponse,
        crate::Outcome::NotDone,
    );
    let transport = crate::TransportError::new(kind, outcome, hostile);
    let kind = crate::LoginErrorKind::TooManyFailures;
    let login = crate::LoginError::new(kind, hostile, hostile, Some(Box::new(fault.clone())));
    let config = crate::ConfigError::new(hostile);
    for shown in [
        fault.to_string(),
        format!("{fault:?}"),
        decode.to_string(),
        format!("{decode:?}"),
        transport.to_string(),
        format!("{transport:?}"),
        login.to_string(),
        config.to_string(),
    ] {
        let acts = |c: char| c.is_control() || c == '\u{202e}';
        assert!(!shown.contains(acts), "{shown:?}");
        assert!(shown.contains(r"\u{1b}[2Jb\r\nc\u{202e}d"), "{shown:?}");
    }
    assert_eq!(fault.message(), hostile);
}
