//! An in-process server with given responses.

use std::sync::{Mutex, PoisonError};

use odoo_orm::{
    Call, Client, Error,
    rpc::{BoxFuture, CallState, Response, Transport},
};

/// Renders each call as for sending, and returns the next response.
struct InProcess {
    version: u16,
    answers: Mutex<Vec<Vec<u8>>>,
    /// The chunk size of a response; `None` if it arrives at once.
    pieces: Option<usize>,
    is_xml: bool,
}

/// A client of a server of this version that returns these responses to method calls.
pub(crate) fn client(version: u16, answers: impl IntoIterator<Item = String>) -> Client {
    Client::new(InProcess {
        version,
        answers: Mutex::new(answers.into_iter().map(String::into_bytes).collect()),
        pieces: None,
        is_xml: false,
    })
}

/// The same with one response in chunks of this size.
pub(crate) fn client_in_pieces(version: u16, answer: String, bytes: usize) -> Client {
    Client::new(InProcess {
        version,
        answers: Mutex::new(vec![answer.into_bytes()]),
        pieces: Some(bytes),
        is_xml: false,
    })
}

/// The same with one response of XML-RPC.
pub(crate) fn client_in_xml_pieces(version: u16, answer: String, bytes: usize) -> Client {
    Client::new(InProcess {
        version,
        answers: Mutex::new(vec![answer.into_bytes()]),
        pieces: Some(bytes),
        is_xml: true,
    })
}

impl Transport for InProcess {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move {
            std::hint::black_box(call.to_call_kw(1));
            if call.model().is_none() {
                let major = self.version;
                let version = format!(
                    r#"{{"server_version": "{major}.0", "server_version_info": [{major}, 0, 0, "final", 0, ""]}}"#
                );
                return Ok(Response::bare(version.into_bytes(), &call, &state));
            }
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            let answer = answers.pop().unwrap_or_default();
            match self.pieces {
                None => Ok(Response::bare(answer, &call, &state)),
                Some(bytes) if self.is_xml => {
                    Response::xml_rpc_in_pieces(answer.chunks(bytes), &call, &state)
                }
                Some(bytes) => Response::in_pieces(answer.chunks(bytes), None, &call, &state),
            }
        })
    }
}
