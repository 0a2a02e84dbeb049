//! A response in chunks decodes like one that arrives at once, wherever the chunks end.
#![no_main]

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use libfuzzer_sys::fuzz_target;
use odoo_fuzz::Every;
use odoo_orm::{
    Call, Client, Error, Projection,
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport},
};

#[derive(Debug, Projection)]
#[odoo(of = Every)]
struct Named {
    id: Id<Every>,
    name: String,
}

/// A transport that returns the same bytes for every call, in chunks.
struct Canned {
    body: Vec<u8>,
    enveloped: bool,
    /// The size of the chunks; `None` for all at once.
    size: Option<usize>,
}

impl Transport for Canned {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move {
            if call.model().is_none() {
                let version = br#"{"server_version": "14.0", "server_version_info": [14, 0, 0, "final", 0, ""]}"#;
                return Ok(Response::bare(version.to_vec(), &call, &state));
            }
            let id = self.enveloped.then_some(7);
            match (self.size, id) {
                (Some(size), _) => Response::in_pieces(self.body.chunks(size), id, &call, &state),
                (None, Some(id)) => Response::json_rpc(self.body.clone(), id, &call, &state),
                (None, None) => Ok(Response::bare(self.body.clone(), &call, &state)),
            }
        })
    }
}

fn read(body: &[u8], enveloped: bool, size: Option<usize>) -> Option<String> {
    let odoo = Client::new(Canned {
        body: body.to_vec(),
        enveloped,
        size,
    });
    let read = Every::search_read(&odoo, Domain::all()).select::<Named>();
    let mut read = pin!(read.into_future());
    // The transport is always ready, and so is the read.
    let Poll::Ready(read) = read.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("a read that is not ready");
    };
    read.ok().map(|records| format!("{records:?}"))
}

fuzz_target!(|input: &[u8]| {
    let [kind, size, body @ ..] = input else {
        return;
    };
    let (enveloped, size) = (kind % 2 == 1, Some(usize::from(*size) + 1));
    let whole = read(body, enveloped, None);
    assert_eq!(read(body, enveloped, size), whole);
    // Valid rows between untrusted bytes.
    let comma = [", ", ",", " ,\n"][usize::from(*kind) % 3];
    let rows = [r#"{"id": 1, "name": "x"}"#; 60].join(comma);
    let text = String::from_utf8_lossy(body);
    let (before, after) = text.split_once('\n').unwrap_or((&text, ""));
    let built = format!(r#"{{"id": 7{before}, "result": [{rows}]{after}}}"#);
    let whole = read(built.as_bytes(), true, None);
    assert_eq!(read(built.as_bytes(), true, size), whole);
});
