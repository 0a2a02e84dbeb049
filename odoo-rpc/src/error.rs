//! Errors of calls.

mod config;
mod expected_one;
mod kind;
mod login;
mod transport;

pub use config::{ConfigError, ConfigErrorKind};
pub use expected_one::ExpectedOne;
pub use kind::ErrorKind;
pub use login::{LoginError, LoginErrorKind};
pub use transport::{TransportError, TransportErrorKind};

#[cfg(feature = "http")]
pub(crate) use transport::is_of_gateway;

use crate::{call_info::CallInfo, fault::Fault, json::DecodeError, outcome::Outcome};

/// The error of a call.
///
/// After a failed write, [`outcome`](Self::outcome) tells whether the server ran it.
///
/// ```
/// use odoo_orm::{Error, Outcome};
///
/// fn advice(error: &Error) -> &'static str {
///     match error {
///         Error::Fault(fault) if fault.is_validation() => "correct the values",
///         _ => match error.outcome() {
///             Outcome::NotDone => "safe to try again",
///             Outcome::Done => "done, but the answer could not be read: look the record up",
///             Outcome::Unknown => "look whether it happened before trying again",
///         },
///     }
/// }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The call was not sent: the client or the call is misconfigured.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The server refused the login.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The server did not answer, or the response is not Odoo's.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The server raised an exception and rolled the call back.
    #[error(transparent)]
    Fault(#[from] Box<Fault>),
    /// The response does not have the declared shape.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// One record was expected, but none or more than one was found.
    #[error(transparent)]
    ExpectedOne(#[from] ExpectedOne),
}

impl Error {
    /// Returns whether the server ran the call. For a read it is always [`NotDone`](Outcome::NotDone).
    ///
    /// A method that commits by itself, or acts outside of the database (mail, payment), may have acted before it raised. `create`, `write` and
    /// `unlink` of Odoo's own models do not.
    #[doc(alias("idempotent", "retry"))]
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::Config(_) | Error::Login(_) | Error::ExpectedOne(_) => Outcome::NotDone,
            Error::Fault(fault) => fault.outcome(),
            Error::Transport(error) => error.outcome(),
            Error::Decode(error) => error.outcome(),
        }
    }

    /// Converts the error of an operation of several calls, the first of which succeeded.
    #[doc(hidden)]
    #[must_use]
    pub fn after_a_part(self) -> Self {
        match self {
            Error::Fault(fault) => Error::Fault(Box::new(fault.after_a_part())),
            Error::Transport(error) => Error::Transport(error.after_a_part()),
            other => other,
        }
    }

    /// Names the call of a fault by its number, if it is unknown.
    #[must_use]
    pub(crate) fn numbered(self, call: &CallInfo) -> Self {
        match self {
            Error::Fault(fault) if fault.call().is_some_and(|call| call.number() == 0) => {
                Error::Fault(Box::new(fault.of_call(call.clone())))
            }
            other => other,
        }
    }

    /// Returns the kind of error in at most two words, for logs and metrics.
    ///
    /// It contains neither the call nor anything that the server sent. An exception that Odoo does not define is `fault other`, so that the number of
    /// labels is limited.
    ///
    /// ```
    /// # use odoo_orm::{Error, Fault};
    /// let error = Error::from(Box::new(Fault::new("odoo.exceptions.AccessError", "You may not see Mitchell.")));
    /// assert_eq!(error.label(), "fault odoo.exceptions.AccessError");
    /// ```
    pub fn label(&self) -> String {
        match self {
            Error::Config(_) => "config".to_owned(),
            Error::Login(login) => format!("login {:?}", login.kind()),
            Error::Transport(transport) => format!("transport {:?}", transport.kind()),
            Error::Fault(fault) => format!("fault {}", fault.known_name()),
            Error::Decode(_) => "decode".to_owned(),
            Error::ExpectedOne(_) => "not one".to_owned(),
        }
    }

    /// Returns the server's exception, if there is one.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Error::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_two_words_at_most() {
        assert!(size_of::<Error>() <= 16, "{}", size_of::<Error>());
    }

    #[test]
    fn an_error_after_a_part_is_unknown() {
        let fault = Error::from(Box::new(Fault::new("odoo.exceptions.UserError", "No.")));
        let (kind, outcome) = (TransportErrorKind::NotConnected, Outcome::NotDone);
        let wait = std::time::Duration::from_secs(7);
        let transport = TransportError::new(kind, outcome, "nobody there").with_retry_after(wait);
        for error in [fault, transport.into()] {
            assert_eq!(error.outcome(), Outcome::NotDone);
            let after = error.clone().after_a_part();
            assert_eq!(after.outcome(), Outcome::Unknown);
            assert_eq!(after.to_string(), error.to_string());
            assert_eq!(after.label(), error.label());
        }
    }

    #[test]
    fn an_error_can_cross_threads_and_be_shared() {
        fn check<T: Send + Sync + Clone + std::error::Error + 'static>() {}
        check::<Error>();
    }
}
