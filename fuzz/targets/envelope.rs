//! Untrusted responses to a call.
#![no_main]

use libfuzzer_sys::fuzz_target;
use odoo_orm::{
    Call, Error, Outcome,
    rpc::{CallState, Response},
};
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    let call = Call::write("res.partner", "write").on([3]);
    let read = Response::json_rpc(body.to_vec(), 7, &call, &CallState::default())
        .and_then(|answer| answer.decode::<Value>());
    match (read, serde_json::from_slice::<Value>(body)) {
        (Ok(read), Ok(Value::Object(members))) => {
            // The decoded result is the one in the text, in an envelope of this call.
            assert_eq!(members.get("id"), Some(&7.into()));
            assert_eq!(&read, members.get("result").unwrap_or(&Value::Null));
            // JavaScript treats such an error as absent.
            let falsy = [Value::Null, false.into(), 0.into(), "".into()];
            assert!(
                members
                    .get("error")
                    .is_none_or(|error| falsy.contains(error))
            );
        }
        // A number that is not decoded may have any size.
        (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
        // So may Python's tokens.
        (Ok(_), Err(_))
            if body
                .windows(3)
                .any(|three| matches!(three, b"NaN" | b"Inf")) => {}
        (Ok(read), other) => panic!("{read} is read where JSON has {other:?}"),
        (Err(error), _) => {
            // An unreadable response does not prove that nothing was done; an exception does.
            let is_fault = matches!(error, Error::Fault(_));
            assert_eq!(error.outcome() == Outcome::NotDone, is_fault, "{error:?}");
        }
    }
});
