use serde_json::{Value, json};

use super::*;

fn open(body: &str) -> Result<Answer, Error> {
    Answer::json_rpc(
        body.as_bytes().to_vec(),
        7,
        &Call::write("res.partner", "create"),
    )
}

fn value(body: &str) -> Result<Value, Error> {
    open(body)?.decode()
}

fn kind(body: &str) -> (TransportErrorKind, Outcome) {
    match value(body) {
        Err(Error::Transport(error)) => (error.kind(), error.outcome()),
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn a_result_is_read_wherever_it_stands() {
    assert_eq!(
        value(r#"{"jsonrpc":"2.0","id":7,"result":[1]}"#).unwrap(),
        json!([1])
    );
    assert_eq!(
        value(r#"{"result": [1] , "id": 7, "jsonrpc": "2.0"} "#).unwrap(),
        json!([1])
    );
}

#[test]
fn a_missing_result_is_null() {
    assert_eq!(value(r#"{"jsonrpc":"2.0","id":7}"#).unwrap(), Value::Null);
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let wrong = (TransportErrorKind::WrongAnswer, Outcome::Unknown);
    for body in [
        r#"{"id":8,"result":1}"#,
        r#"{"result":1,"id":8}"#,
        r#"{"id":"7","result":1}"#,
        r#"{"id":null,"result":1}"#,
        r#"{"id":null}"#,
        r#"{"result":1}"#,
        "{}",
    ] {
        assert_eq!(kind(body), wrong, "{body}");
    }
}

#[test]
fn result_and_error_at_once_are_refused() {
    let wrong = (TransportErrorKind::WrongAnswer, Outcome::Unknown);
    assert_eq!(kind(r#"{"id":7,"result":1,"error":{}}"#), wrong);
    assert_eq!(kind(r#"{"id":7,"error":{},"result":1}"#), wrong);
    assert_eq!(kind(r#"{"id":7,"result":1,"result":2}"#), wrong);
}

#[test]
fn a_fault_may_have_no_id() {
    for body in [
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":100,"message":"Odoo Session Expired"}}"#,
        r#"{"error":{"code":100,"message":"Odoo Session Expired"},"id":7}"#,
    ] {
        let error = value(body).unwrap_err();
        assert!(error.fault().unwrap().is_session_expired());
        assert_eq!(error.outcome(), Outcome::NotDone);
        assert_eq!(
            error.to_string(),
            "`res.partner.create` failed: Odoo Session Expired"
        );
    }
}

#[test]
fn what_is_not_json_is_named() {
    let error = |body: &str| value(body).unwrap_err().to_string();
    assert!(error("").contains("an empty body"), "{}", error(""));
    assert!(error("<!DOCTYPE html>").contains("an HTML page"));
    assert!(error("Bad gateway").contains(r#""Bad gateway""#));
    assert_eq!(kind(r#"{"id":7,"#).0, TransportErrorKind::WrongAnswer);
    assert_eq!(
        kind(r#"{"id":7,"result":1} x"#).0,
        TransportErrorKind::WrongAnswer
    );
}

#[test]
fn a_result_in_another_shape_was_still_done() {
    let answer = open(r#"{"id":7,"result":"x"}"#).unwrap();
    let error = answer.read(|json| json.integer().map(drop)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done);
    assert_eq!(
        error.to_string(),
        "the answer to `res.partner.create` is not as declared: expected an integer, found the text \"x\""
    );
}

#[test]
fn a_result_in_another_shape_proves_nothing_in_the_answer_to_another_request() {
    for body in [
        r#"{"result":"x","id":8}"#,
        r#"{"id":7,"result":"x","error":{}}"#,
        r#"{"id":7,"result":"x""#,
    ] {
        let answer = open(body).unwrap();
        let error = answer.read(|json| json.integer().map(drop)).unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
    }
}

#[test]
fn what_serde_cannot_read_is_not_shown() {
    let answer = open(r#"{"id":7,"result":["canary \" canary"]}"#).unwrap();
    let error = answer.decode::<Vec<i64>>().unwrap_err().to_string();
    assert!(!error.contains("canary"), "{error}");
    assert!(error.contains("expected i64"), "{error}");
}

#[test]
fn a_result_that_breaks_off_is_not_called_done() {
    assert_eq!(
        kind(r#"{"id":7,"result":[1,2"#),
        (TransportErrorKind::WrongAnswer, Outcome::Unknown)
    );
}

#[test]
fn tokens_that_json_does_not_have_are_named() {
    let error = value(r#"{"id":7,"result":[1, NaN]}"#).unwrap_err();
    assert!(error.to_string().contains("NaN"), "{error}");
}
