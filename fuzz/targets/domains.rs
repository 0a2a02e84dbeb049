//! Domains as anyone may have stored them, in Python's notation and in JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use odoo_fuzz::Every;
use odoo_orm::Domain;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let parsed = text.parse::<Domain<Every>>().ok();
    let json = serde_json::from_str::<Value>(text).ok();
    let read = json.and_then(|json| Domain::<Every>::from_json(&json).ok());
    for domain in parsed.into_iter().chain(read) {
        // What was read is written, and read again as the same.
        let Ok(written) = domain.to_json() else {
            continue;
        };
        let again = Domain::<Every>::from_json(&written);
        let again =
            again.unwrap_or_else(|error| panic!("{written} was written and is not read: {error}"));
        assert_eq!(again.to_json().ok(), Some(written));
        let _ = format!("{domain} {domain:?}");
    }
});
