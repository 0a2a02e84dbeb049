//! What can go wrong with a call, and whether the server did what was asked all the same.

mod config;
mod decode;
mod expected_one;
mod kind;
mod login;
mod transport;

pub use config::{ConfigError, ConfigErrorKind};
pub use decode::DecodeError;
pub use expected_one::ExpectedOne;
pub use kind::ErrorKind;
pub use login::{LoginError, LoginErrorKind};
pub use transport::{TransportError, TransportErrorKind};

use crate::fault::Fault;

/// Why a call gave no result.
///
/// [`outcome`](Self::outcome) answers the question that matters after a failed write: did the server do it?
///
/// ```
/// use odoo_rpc::{Error, Outcome};
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
    /// The call was refused before anything was sent: the client or the call itself is not well-formed.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The server did not let the user in.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The server gave no answer, or one that is not Odoo's.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The server raised an exception and rolled the call back.
    #[error(transparent)]
    Fault(#[from] Box<Fault>),
    /// The server answered, but not in the shape that the program declared.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// One record was asked for, and there was none, or more than one.
    #[error(transparent)]
    ExpectedOne(#[from] ExpectedOne),
}

/// Whether the server did what a call asked for.
///
/// One call is one transaction in Odoo: it is done whole, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing was changed: the call never ran, or was rolled back. Sending it again does no harm.
    NotDone,
    /// The call was committed; only its answer could not be used. Sending it again would do it twice.
    Done,
    /// The line broke after the call was sent, so either may be true; or what takes several calls was done in part. Look before sending it again.
    Unknown,
}

impl Error {
    /// Whether the server did what the call asked for. A call that only reads is never more than
    /// [`NotDone`](Outcome::NotDone).
    ///
    /// A method that commits on its own or reaches outside of the database (mail, payment) can have acted before it
    /// raised; `create`, `write` and `unlink` of Odoo's own models do not.
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::Config(_) | Error::Login(_) | Error::ExpectedOne(_) => Outcome::NotDone,
            Error::Fault(fault) => fault.outcome(),
            Error::Transport(error) => error.outcome(),
            Error::Decode(error) => error.outcome(),
        }
    }

    /// The error of something that takes several calls, the first of which were done.
    #[doc(hidden)]
    #[must_use]
    pub fn after_a_part(self) -> Self {
        match self {
            Error::Fault(fault) => Error::Fault(Box::new(fault.after_a_part())),
            Error::Transport(error) => Error::Transport(error.after_a_part()),
            other => other,
        }
    }

    /// What kind of error it is, in two words at the most: for logs and figures. Without the call, and without anything that a
    /// server said: an exception that Odoo does not have is `fault other`, so that there are few labels whatever a server sends.
    ///
    /// ```
    /// # use odoo_rpc::{Error, Fault};
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

    /// The server's exception, if that is what went wrong.
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
    fn what_follows_a_part_that_was_done_is_not_known() {
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
