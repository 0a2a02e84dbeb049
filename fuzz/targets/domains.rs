//! Untrusted domains, in Python's notation and in JSON.
#![no_main]

use std::iter;

use libfuzzer_sys::fuzz_target;
use odoo_fuzz::Every;
use odoo_orm::Domain;
use serde_json::{Value, json};

/// A parsed domain is written and parsed again to the same domain.
fn write_and_read(domain: &Domain<Every>) {
    let Ok(written) = domain.to_json() else {
        return;
    };
    let again = Domain::<Every>::from_json(&written);
    let again =
        again.unwrap_or_else(|error| panic!("{written} was written and is not read: {error}"));
    assert_eq!(again.to_json().ok(), Some(written));
    let _ = format!("{domain} {domain:?}");
}

/// Repeats the terms, with enough conditions for all operators.
fn long(terms: &[Value], times: usize) -> Value {
    let mut long: Vec<Value> = iter::repeat_n(terms, times).flatten().cloned().collect();
    let is_join = |term: &&Value| matches!(term.as_str(), Some("&" | "|"));
    let missing = long.iter().filter(is_join).count();
    long.extend(iter::repeat_n(json!(["count", "=", 1]), missing + 1));
    long.into()
}

/// Nests conditions in conditions.
fn deep(domain: &Value, levels: usize) -> Value {
    (0..levels).fold(domain.clone(), |inner, _| {
        json!([["line_ids", "any", inner]])
    })
}

fuzz_target!(|text: &str| {
    let parsed = text.parse::<Domain<Every>>().ok();
    let json = serde_json::from_str::<Value>(text).ok();
    let read = json
        .as_ref()
        .and_then(|json| Domain::<Every>::from_json(json).ok());
    let terms = parsed.as_ref().and_then(|domain| domain.to_json().ok());
    for domain in parsed.iter().chain(&read) {
        write_and_read(domain);
    }
    // The input is at most 4096 bytes, which is neither long nor deep.
    for json in json.iter().chain(&terms) {
        let Some(terms) = json.as_array().filter(|terms| terms.len() <= 16) else {
            continue;
        };
        for built in [long(terms, 40), deep(json, 60)] {
            if let Ok(domain) = Domain::<Every>::from_json(&built) {
                write_and_read(&domain);
            }
        }
    }
});
