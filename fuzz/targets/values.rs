//! Untrusted rows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use odoo_fuzz::Every;
use odoo_orm::{
    Call, Client, Error, Values,
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport},
};

/// A transport that returns the same bytes for every call.
struct Canned(Vec<u8>);

impl Transport for Canned {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move { Ok(Response::bare(self.0.clone(), &call, &state)) })
    }
}

fuzz_target!(|rows: &[u8]| {
    // Fields with values from the fuzzer, in a complete row.
    let text = String::from_utf8_lossy(rows);
    let mut values = text.split('\n');
    let mut next = |usual: &str| {
        values
            .next()
            .filter(|value| !value.is_empty())
            .unwrap_or(usual)
            .to_owned()
    };
    let fields = [
        ("id", "1"),
        ("name", "\"x\""),
        ("note", "false"),
        ("active", "true"),
        ("count", "0"),
        ("small", "0"),
        ("rate", "0.5"),
        ("price", "1.25"),
        ("day", "\"2024-02-29\""),
        ("moment", "\"2024-02-29 12:00:00\""),
        ("kind", "\"one\""),
        ("parent_id", "[1, \"x\"]"),
        ("owner_id", "[2, \"y\"]"),
        ("line_ids", "[1, 2]"),
        ("tag_ids", "[]"),
        ("about", "\"x.model,3\""),
        ("bytes", "\"AAAA\""),
        ("json", "{}"),
        ("properties", "[]"),
    ];
    let members: Vec<String> = fields
        .iter()
        .map(|(name, usual)| format!("\"{name}\": {}", next(usual)))
        .collect();
    for body in [
        rows.to_vec(),
        format!("[{{{}}}]", members.join(", ")).into_bytes(),
    ] {
        let odoo = Client::new(Canned(body));
        let read = Every::read(&odoo, Id::new(1)).into_future();
        // The transport is always ready, and so is the read.
        let mut read = std::pin::pin!(read);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let std::task::Poll::Ready(read) = read.as_mut().poll(&mut context) else {
            panic!("a read that is not ready");
        };
        // Values that were read can be written.
        for record in read.unwrap_or_default() {
            let _ = format!("{record:?} {:?}", Values::of(&record));
        }
    }
});
