//! A response of XML-RPC becomes valid JSON, or an error, wherever its chunks end. Values of requests come back as they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use odoo_rpc::{Call, CallState, Response};
use serde_json::{Value, json};

/// The result as JSON, or `None` for a fault and for other bytes.
fn read(body: &[u8], size: usize) -> Option<Vec<u8>> {
    let call = Call::read("x.model", "f");
    let read = Response::xml_rpc_in_pieces(body.chunks(size), &call, &CallState::default());
    let raw = read.ok()?.read(|json| json.raw().map(<[u8]>::to_vec));
    Some(raw.expect("JSON"))
}

fuzz_target!(|input: &[u8]| {
    let [size, body @ ..] = input else {
        return;
    };
    let size = usize::from(*size) + 1;
    assert_eq!(read(body, size), read(body, usize::MAX));
    let head = b"<?xml version='1.0'?>\n<methodResponse><params><param><value>";
    let tail = b"</value></param></params></methodResponse>";
    let valued = [head, body, tail].concat();
    assert_eq!(read(&valued, size), read(&valued, usize::MAX));

    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let call = Call::read("x.model", "f").kwarg("x", json!([value]));
    // What XML-RPC cannot carry is refused.
    let Ok(request) = call.to_xml_rpc("db", 2, "key") else {
        return;
    };
    let request = String::from_utf8(request).expect("UTF-8");
    let last = request.rfind("<param>").expect("the keyword arguments");
    let params = request[last..].replace("</methodCall>", "</methodResponse>");
    let json = read(format!("<methodResponse><params>{params}").as_bytes(), size);
    let back: Value = serde_json::from_slice(&json.expect("a result")).expect("JSON");
    assert_eq!(back, json!({"x": [value], "context": {}}));
});
