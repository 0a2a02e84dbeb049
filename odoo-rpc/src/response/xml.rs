//! Responses of XML-RPC, whose value has become JSON while it arrived.

use super::{
    Response,
    body::{BodyParser, Shape},
};
use crate::{
    call::Call,
    call_info::{CallInfo, Effect},
    call_state::CallState,
    error::{Error, TransportError, TransportErrorKind},
    fault::XmlFault,
    outcome::Outcome,
    xml::XmlError,
};

impl Response {
    /// Opens the response of XML-RPC from chunks, as it arrives over HTTP.
    ///
    /// # Errors
    ///
    /// Returns the [`Fault`](crate::Fault) in it, and a [`TransportError`] if it is not a response.
    #[doc(hidden)]
    pub fn xml_rpc_in_pieces(
        pieces: std::slice::Chunks<'_, u8>,
        call: &Call,
        state: &CallState,
    ) -> Result<Self, Error> {
        let mut arriving = BodyParser::new(None, Shape::Xml, state.row_sink.clone());
        for piece in pieces {
            arriving.push(piece);
        }
        Self::xml_rpc_of(arriving, state.info_of(call))
    }

    /// Opens a complete response of XML-RPC.
    pub(crate) fn xml_rpc_of(arrived: BodyParser, call: CallInfo) -> Result<Self, Error> {
        let bytes = arrived.arrived();
        let is_fault = arrived.is_xml_fault();
        let json = match arrived.into_xml_value() {
            Ok(json) => json,
            Err(error) => return Err(not_xml(&call, &error)),
        };
        if !is_fault {
            return Ok(Response::bare_of(json, call).of_bytes(bytes));
        }
        match XmlFault::from_json(&json) {
            Ok(XmlFault::Raised(fault)) => Err(Box::new(fault.of_call(call)).into()),
            Ok(XmlFault::ReturnedNone) => {
                Ok(Response::bare_of(b"null".to_vec(), call).of_bytes(bytes))
            }
            Ok(XmlFault::Unwritable(why)) => Err(without_result(&call, &why)),
            Err(error) => Err(not_xml(
                &call,
                &XmlError::Broken(format!("its fault cannot be read: {error}")),
            )),
        }
    }
}

/// The error of a body that is not the response, or not all of it.
#[cold]
fn not_xml(call: &CallInfo, error: &XmlError) -> Error {
    let sentence = match error {
        XmlError::OtherFormat(found) => format!(
            "the response to {call} is not XML-RPC (found {found}): is there an Odoo server at this URL, \
             or a proxy or login page in front of it?"
        ),
        XmlError::Broken(why) => format!(
            "the response to {call} is not complete XML-RPC ({why}): does a proxy truncate or change it?"
        ),
    };
    let outcome = Outcome::without_response(call.effect());
    TransportError::new(TransportErrorKind::NotJson, outcome, sentence).into()
}

/// The error of a call that was committed, and whose result Odoo cannot write.
#[cold]
fn without_result(call: &CallInfo, why: &str) -> Error {
    let sentence = format!(
        "the server ran {call}, and XML-RPC cannot carry its result ({why}): use another protocol for it"
    );
    let outcome = match call.effect() {
        Effect::Read => Outcome::NotDone,
        Effect::Write => Outcome::Done,
    };
    TransportError::new(TransportErrorKind::WrongResponse, outcome, sentence).into()
}
