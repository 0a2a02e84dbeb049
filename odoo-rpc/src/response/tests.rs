use serde_json::{Value, json};

use super::*;

fn open(body: &str) -> Result<Response, Error> {
    Response::json_rpc(
        body.as_bytes().to_vec(),
        7,
        &Call::write("res.partner", "create"),
        &CallState::default(),
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
fn a_result_is_read_at_any_position() {
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
    let wrong = (TransportErrorKind::WrongResponse, Outcome::Unknown);
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
    let wrong = (TransportErrorKind::WrongResponse, Outcome::Unknown);
    assert_eq!(kind(r#"{"id":7,"result":1,"error":{}}"#), wrong);
    assert_eq!(kind(r#"{"id":7,"error":{},"result":1}"#), wrong);
    assert_eq!(kind(r#"{"id":7,"result":1,"result":2}"#), wrong);
}

#[test]
fn an_echoed_request_is_refused() {
    let wrong = (TransportErrorKind::WrongResponse, Outcome::Unknown);
    for body in [
        r#"{"jsonrpc":"2.0","id":7,"method":"call","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":7,"params":{"model":"res.partner"}}"#,
        r#"{"jsonrpc":"2.0","id":7,"method":"call","result":true}"#,
        r#"{"jsonrpc":"2.0","id":7,"result":true,"params":{}}"#,
        // Nothing of JSON-RPC but the number.
        r#"{"id":7}"#,
        r#"{"id":7,"status":"ok"}"#,
    ] {
        assert_eq!(kind(body), wrong, "{body}");
    }
}

#[test]
fn an_error_that_is_false_to_javascript_is_no_error() {
    for nothing in [
        "null", "false", "0", "-0", "0.0", "-0.00", "0e7", "0.0E+1", "1e-999", r#""""#,
    ] {
        for body in [
            format!(r#"{{"id":7,"error":{nothing},"result":[1]}}"#),
            format!(r#"{{"id":7,"result":[1],"error":{nothing}}}"#),
        ] {
            assert_eq!(value(&body).unwrap(), json!([1]), "{body}");
        }
        let body = format!(r#"{{"jsonrpc":"2.0","id":7,"error":{nothing}}}"#);
        assert_eq!(value(&body).unwrap(), Value::Null, "{body}");
    }
}

#[test]
fn other_numbers_in_the_place_of_an_error_are_errors() {
    for number in ["1", "-0.1", "1e-300"] {
        let body = format!(r#"{{"id":7,"error":{number},"result":[1]}}"#);
        assert!(value(&body).is_err(), "{body}");
    }
}

#[test]
fn a_null_beside_an_error_is_no_result() {
    for body in [
        r#"{"id":7,"result":null,"error":{"message":"no"}}"#,
        r#"{"id":7,"error":{"message":"no"},"result":null}"#,
    ] {
        let error = value(body).unwrap_err();
        assert_eq!(error.fault().unwrap().message(), "no", "{body}");
    }
    assert_eq!(value(r#"{"id":7,"result":null}"#).unwrap(), Value::Null);
}

#[test]
fn an_error_may_be_a_text_and_its_code_too() {
    let error = value(r#"{"id":7,"error":"out of order"}"#).unwrap_err();
    assert_eq!(error.fault().unwrap().message(), "out of order");
    for code in [r#""100""#, "100.0", "100"] {
        let body = format!(r#"{{"id":7,"error":{{"code":{code},"message":"expired"}}}}"#);
        let error = value(&body).unwrap_err();
        assert!(error.fault().unwrap().is_session_expired(), "{body}");
    }
}

#[test]
fn huge_numbers_can_be_skipped() {
    let digits = "9".repeat(400);
    let body =
        format!(r#"{{"id":7,"x":{digits},"result":{{"a":-{digits}.5e999,"b":2}},"y":[{digits}]}}"#);
    let answer = open(&body).unwrap();
    let mut found = 0;
    let read = answer.read(|json| {
        json.object(|key, json| match key {
            "b" => json.integer().map(|number| found = number),
            _ => json.skip(),
        })
    });
    read.unwrap();
    assert_eq!(found, 2);
}

#[test]
fn a_fault_that_has_a_value_that_is_not_json_is_a_fault() {
    let digits = "9".repeat(400);
    let body = format!(
        r#"{{"id":7,"error":{{"code":200,"message":"Odoo Server Error","data":{{"name":"odoo.exceptions.UserError","message":"bad: nan","arguments":["bad",NaN,{digits}],"context":{{"x":-Infinity}}}}}}}}"#
    );
    let error = value(&body).unwrap_err();
    let fault = error.fault().unwrap();
    assert!(fault.is_user_error());
    assert_eq!(
        fault.arguments(),
        [json!("bad"), json!("NaN"), json!(digits)]
    );
    assert_eq!(fault.context(), &json!({"x": "-Infinity"}));
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
    assert_eq!(kind(r#"{"id":7,"#).0, TransportErrorKind::NotJson);
    assert_eq!(
        kind(r#"{"id":7,"result":1} x"#).0,
        TransportErrorKind::NotJson
    );
}

#[test]
fn a_decode_error_of_a_write_is_done() {
    let answer = open(r#"{"id":7,"result":"x"}"#).unwrap();
    let error = answer.read(|json| json.integer().map(drop)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Done);
    assert_eq!(
        error.to_string(),
        "the response to `res.partner.create` is not as declared: expected an integer, found the text \"x\""
    );
}

#[test]
fn a_decode_error_proves_nothing_if_the_id_is_wrong() {
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
fn a_serde_error_does_not_show_values() {
    let answer = open(r#"{"id":7,"result":["canary \" canary"]}"#).unwrap();
    let error = answer.decode::<Vec<i64>>().unwrap_err().to_string();
    assert!(!error.contains("canary"), "{error}");
    assert!(error.contains("expected i64"), "{error}");
}

#[test]
fn a_truncated_result_is_not_done() {
    assert_eq!(
        kind(r#"{"id":7,"result":[1,2"#),
        (TransportErrorKind::NotJson, Outcome::Unknown)
    );
}

#[test]
fn tokens_that_json_does_not_have_are_named() {
    let error = value(r#"{"id":7,"result":[1, NaN]}"#).unwrap_err();
    assert!(error.to_string().contains("NaN"), "{error}");
}
