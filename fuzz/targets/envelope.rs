//! The answer to a call, as anyone may write it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use odoo_orm::{Response, Call, Error, Outcome};
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    let call = Call::write("res.partner", "write").on([3]);
    let read =
        Response::json_rpc(body.to_vec(), 7, &call).and_then(|answer| answer.decode::<Value>());
    match (read, serde_json::from_slice::<Value>(body)) {
        (Ok(read), Ok(Value::Object(members))) => {
            // What is taken is what stands there, in an envelope that is this call's.
            assert_eq!(members.get("id"), Some(&7.into()));
            assert_eq!(&read, members.get("result").unwrap_or(&Value::Null));
            // To JavaScript such an error is none.
            let falsy = [Value::Null, false.into(), 0.into(), "".into()];
            assert!(
                members
                    .get("error")
                    .is_none_or(|error| falsy.contains(error))
            );
        }
        // A number may be as large as it likes where nobody reads it.
        (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {}
        // So may Python's tokens be there.
        (Ok(_), Err(_))
            if body
                .windows(3)
                .any(|three| matches!(three, b"NaN" | b"Inf")) => {}
        (Ok(read), other) => panic!("{read} is read where JSON has {other:?}"),
        (Err(error), _) => {
            // An answer that cannot be read does not say that nothing was done; an exception does.
            let is_fault = matches!(error, Error::Fault(_));
            assert_eq!(error.outcome() == Outcome::NotDone, is_fault, "{error:?}");
        }
    }
});
