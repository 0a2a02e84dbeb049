use serde_json::{Map, Value};

use crate::{
    exception::{Exception, attribute_error},
    version::Version,
};

/// A call as received by a protocol.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) model: String,
    pub(crate) method: String,
    pub(crate) args: Vec<Value>,
    pub(crate) kwargs: Map<String, Value>,
    pub(crate) protocol: Protocol,
}

/// The protocol of a call. Each handles unknown arguments in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "http"),
    expect(dead_code, reason = "in-process calls use `call_kw`")
)]
pub(crate) enum Protocol {
    CallKw,
    ExecuteKw,
    Json2,
}

impl Request {
    /// The name of the call, such as `res.partner.create`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.model, self.method)
    }
}

/// The exception for an unknown method.
pub(crate) fn no_such_method(version: Version, request: &Request) -> Exception {
    let (model, method) = (&request.model, &request.method);
    match request.protocol {
        Protocol::Json2 => {
            Exception::not_found(format!("The method '{model}.{method}' does not exist"))
        }
        _ if version.names_methods_with_model() => {
            attribute_error(format!("The method '{model}.{method}' does not exist"))
        }
        _ if version.names_model_of_missing_method() => attribute_error(format!(
            "The method '{method}' does not exist on the model '{model}'"
        )),
        _ => attribute_error(format!("type object '{model}' has no attribute '{method}'")),
    }
}
