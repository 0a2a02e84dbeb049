//! Binds arguments to parameters.

use serde_json::Value;

use super::{Arguments, Protocol, Request, request::no_such_method, signature};
use crate::{
    exception::{Exception, Result, index_error, type_error},
    version::Version,
};

pub(super) fn bind(version: Version, request: &Request) -> Result<Arguments> {
    let Some(signature) = signature::find(&request.model, &request.method, version) else {
        return Err(no_such_method(version, request));
    };
    let binding = Binding {
        request,
        on_records: signature.on_records,
        old_names: version.has_old_argument_names(),
    };
    binding.bind(signature.parameters)
}

/// Binds the arguments of a method that a test added.
///
/// The first argument is the list of ids.
pub(super) fn free(request: &Request) -> Arguments {
    let mut args = request.args.iter();
    let ids = if request.protocol == Protocol::Json2 {
        request.kwargs.get("ids").cloned()
    } else {
        args.next().cloned()
    };
    let mut named = request.kwargs.clone();
    named.remove("ids");
    for (at, value) in args.enumerate() {
        named.insert(at.to_string(), value.clone());
    }
    Arguments { ids, named }
}

struct Binding<'a> {
    request: &'a Request,
    on_records: bool,
    /// Whether the argument names from before Odoo 19 are accepted, too.
    old_names: bool,
}

impl Binding<'_> {
    fn bind(&self, parameters: &str) -> Result<Arguments> {
        let method = &self.request.method;
        let mut args = self.request.args.iter();
        let mut arguments = Arguments::default();
        let mut kwargs = self.request.kwargs.clone();
        if self.request.protocol == Protocol::Json2 {
            let ids = kwargs.remove("ids");
            if ids.is_some() && !self.on_records {
                return Err(self.wrong(format!(
                    "cannot call {}.{method} with ids",
                    self.request.model
                )));
            }
            arguments.ids = Some(ids.unwrap_or_else(|| Value::Array(Vec::new())));
        } else if self.on_records {
            arguments.ids = Some(
                args.next()
                    .cloned()
                    .ok_or_else(|| index_error("list index out of range"))?,
            );
        }
        for parameter in parameters.split_ascii_whitespace() {
            let required = parameter.ends_with('!');
            let names = parameter.trim_end_matches('!');
            let (name, old) = names.split_once('|').unwrap_or((names, names));
            let by_name = kwargs
                .remove(name)
                .or_else(|| kwargs.remove(old).filter(|_| self.old_names));
            let value = match (args.next(), by_name) {
                (Some(_), Some(_)) => {
                    return Err(type_error(format!(
                        "{method}() got multiple values for argument '{name}'"
                    )));
                }
                (Some(value), None) => Some(value.clone()),
                (None, by_name) => by_name,
            };
            match value {
                Some(value) => {
                    arguments.named.insert(name.to_owned(), value);
                }
                None if required && self.request.protocol == Protocol::Json2 => {
                    return Err(self.wrong(format!("missing a required argument: '{name}'")));
                }
                None if required => {
                    return Err(type_error(format!(
                        "{method}() missing 1 required positional argument: '{name}'"
                    )));
                }
                None => {}
            }
        }
        if args.next().is_some() {
            return Err(type_error(format!(
                "{method}() takes {} positional arguments but {} were given",
                parameters.split_ascii_whitespace().count() + 1,
                self.request.args.len() + 1
            )));
        }
        match kwargs.keys().next() {
            Some(name) => Err(self.wrong(format!(
                "{method}() got an unexpected keyword argument '{name}'"
            ))),
            None => Ok(arguments),
        }
    }

    /// The exception for arguments that do not match the method's parameters.
    ///
    /// JSON-2 checks the arguments before the call and has an exception of its own. The other protocols return
    /// Python's.
    fn wrong(&self, message: String) -> Exception {
        match self.request.protocol {
            Protocol::Json2 => {
                let mut error = Exception::new("werkzeug.exceptions.UnprocessableEntity", message);
                error.arguments.push(422.into());
                error
            }
            _ => type_error(message),
        }
    }
}
