//! Calls of methods: their arguments, Odoo's methods, and methods of a test.

mod arguments;
mod bind;
mod dispatch;
mod handlers;
mod methods;
mod output;
mod request;
mod signature;

pub(crate) use arguments::Arguments;
pub(crate) use dispatch::execute;
pub use handlers::MethodCall;
pub(crate) use handlers::{Handler, Handlers};
pub(crate) use output::Output;
pub(crate) use request::{Protocol, Request};
