use super::{ConfigErrorKind, Error, TransportError, TransportErrorKind};
use crate::fault::Fault;

/// What an error means for the program: the base of statuses, retries and alerts.
///
/// It follows from the classes of exceptions and errors, never from a text.
///
/// | kind | meaning | HTTP status in `odoo-axum` |
/// |---|---|---|
/// | `Missing` | the record or file does not exist, or a search for one record found nothing | 404 |
/// | `Conflict` | another transaction got in the way, or a search for one record found several | 409 |
/// | `Forbidden` | the user lacks access | 403 |
/// | `Invalid` | the values are not allowed, or Odoo has no such value or id | 422 |
/// | `Unauthenticated` | the server refused the login of the program | 503 |
/// | `Unavailable` | the server, or the way to it, is down | 503 |
/// | `Timeout` | no response within the time limit | 504 |
/// | `Unsupported` | the server lacks it: its version is too old, or a module is not installed | 501 |
/// | `Server` | the server raised an exception that is not meant for users | 502 |
/// | `BadResponse` | the response is not Odoo's, or not in the declared shape | 502 |
/// | `Cancelled` | the program ended the call | 503 |
/// | `Bug` | the call or the client is not well-formed, and nothing was sent | 500 |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The record or the file does not exist, or not any more.
    Missing,
    /// Another transaction got in the way, or several records match where one was expected.
    Conflict,
    /// The user lacks access.
    Forbidden,
    /// The input is not allowed: a constraint, a rule, a value or an unknown id.
    Invalid,
    /// The server refused the login that the program itself uses.
    Unauthenticated,
    /// The server, or a proxy before it, is down or overloaded.
    Unavailable,
    /// There was no response within the time limit.
    Timeout,
    /// The server lacks the feature: an older version, or a module that is not installed.
    Unsupported,
    /// The server raised an exception that is not meant for users.
    Server,
    /// The response is not Odoo's, or not in the shape that the program declared.
    BadResponse,
    /// The program ended the call from outside.
    Cancelled,
    /// The call or the client is not well-formed: a mistake of the program.
    Bug,
}

impl ErrorKind {
    /// Returns the name in snake case, as a label for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::Missing => "missing",
            ErrorKind::Conflict => "conflict",
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::Invalid => "invalid",
            ErrorKind::Unauthenticated => "unauthenticated",
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Unsupported => "unsupported",
            ErrorKind::Server => "server",
            ErrorKind::BadResponse => "bad_response",
            ErrorKind::Cancelled => "cancelled",
            ErrorKind::Bug => "bug",
        }
    }
}

impl Error {
    /// Returns what the error means for the program.
    ///
    /// ```
    /// # use odoo_orm::{rpc::ErrorKind, Error, Fault};
    /// let error = Error::from(Box::new(Fault::new("odoo.exceptions.UserError", "The order is locked.")));
    /// assert_eq!(error.kind(), ErrorKind::Invalid);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Config(error) => match error.kind() {
                ConfigErrorKind::InvalidId | ConfigErrorKind::InvalidValue => ErrorKind::Invalid,
                ConfigErrorKind::Unsupported => ErrorKind::Unsupported,
                ConfigErrorKind::Other => ErrorKind::Bug,
            },
            Error::Login(_) => ErrorKind::Unauthenticated,
            Error::Transport(error) => of_transport(error),
            Error::Fault(fault) => of_fault(fault),
            Error::Decode(_) => ErrorKind::BadResponse,
            Error::ExpectedOne(error) if error.is_none() => ErrorKind::Missing,
            Error::ExpectedOne(_) => ErrorKind::Conflict,
        }
    }
}

fn of_transport(error: &TransportError) -> ErrorKind {
    match error.kind() {
        TransportErrorKind::Timeout => ErrorKind::Timeout,
        TransportErrorKind::Aborted => ErrorKind::Cancelled,
        // A file that does not exist, or that the user may not see.
        TransportErrorKind::Status(404) => ErrorKind::Missing,
        TransportErrorKind::Status(429) | TransportErrorKind::Tls => ErrorKind::Unavailable,
        _ if error.is_connection_lost() => ErrorKind::Unavailable,
        _ => ErrorKind::BadResponse,
    }
}

fn of_fault(fault: &Fault) -> ErrorKind {
    // In this order: some of these are user errors as well.
    if fault.is_concurrency() {
        ErrorKind::Conflict
    } else if fault.is_access_denied() || fault.is_session_expired() {
        ErrorKind::Unauthenticated
    } else if fault.is_unknown_model() {
        ErrorKind::Unsupported
    } else if fault.is_access() {
        ErrorKind::Forbidden
    } else if fault.is_missing() {
        ErrorKind::Missing
    } else if fault.is_validation() || fault.is_user_error() {
        ErrorKind::Invalid
    } else {
        ErrorKind::Server
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConfigError, DecodeError, ExpectedOne, LoginError, LoginErrorKind, Outcome};

    fn fault(name: &str) -> Error {
        Box::new(Fault::new(name, "a sentence")).into()
    }

    fn transport(kind: TransportErrorKind) -> Error {
        TransportError::new(kind, Outcome::Unknown, "a sentence").into()
    }

    #[test]
    fn exceptions_have_kinds_by_their_class() {
        for (name, kind) in [
            ("odoo.exceptions.MissingError", ErrorKind::Missing),
            ("odoo.exceptions.AccessError", ErrorKind::Forbidden),
            ("odoo.exceptions.AccessDenied", ErrorKind::Unauthenticated),
            (
                "odoo.http.SessionExpiredException",
                ErrorKind::Unauthenticated,
            ),
            ("odoo.exceptions.ValidationError", ErrorKind::Invalid),
            ("odoo.exceptions.UserError", ErrorKind::Invalid),
            ("odoo.exceptions.RedirectWarning", ErrorKind::Invalid),
            (Fault::LOAD, ErrorKind::Invalid),
            ("odoo.exceptions.LockError", ErrorKind::Conflict),
            ("psycopg2.errors.SerializationFailure", ErrorKind::Conflict),
            ("builtins.KeyError", ErrorKind::Server),
        ] {
            assert_eq!(fault(name).kind(), kind, "{name}");
        }
    }

    #[test]
    fn a_server_that_is_away_is_unavailable() {
        use TransportErrorKind::{
            Aborted, ConnectionLost, NotConnected, NotJson, Status, Timeout, Tls, TooLarge,
            UnknownHost,
        };
        for kind in [UnknownHost, NotConnected, ConnectionLost, NotJson, Tls] {
            assert_eq!(transport(kind).kind(), ErrorKind::Unavailable, "{kind:?}");
        }
        for status in [429, 502, 503, 504, 520] {
            assert_eq!(transport(Status(status)).kind(), ErrorKind::Unavailable);
        }
        assert_eq!(transport(Timeout).kind(), ErrorKind::Timeout);
        assert_eq!(transport(Aborted).kind(), ErrorKind::Cancelled);
        assert_eq!(transport(Status(404)).kind(), ErrorKind::Missing);
        assert_eq!(transport(Status(418)).kind(), ErrorKind::BadResponse);
        assert_eq!(transport(TooLarge).kind(), ErrorKind::BadResponse);
    }

    #[test]
    fn what_a_user_can_cause_is_no_bug() {
        let kind = |error: ConfigError| Error::from(error).kind();
        assert_eq!(kind(ConfigError::invalid_id("id 0")), ErrorKind::Invalid);
        assert_eq!(kind(ConfigError::invalid_value("NaN")), ErrorKind::Invalid);
        assert_eq!(kind(ConfigError::unsupported("no")), ErrorKind::Unsupported);
        assert_eq!(kind(ConfigError::new("no database")), ErrorKind::Bug);
        let none = ExpectedOne::none("res.partner", "id 7".to_owned());
        assert_eq!(Error::from(none).kind(), ErrorKind::Missing);
        let several = ExpectedOne::several("res.partner", "a search".to_owned());
        assert_eq!(Error::from(several).kind(), ErrorKind::Conflict);
        let login = LoginError::new(LoginErrorKind::WrongCredentials, "x", "y", None);
        assert_eq!(Error::from(login).kind(), ErrorKind::Unauthenticated);
        let decode = DecodeError::new("text", "a list".to_owned());
        assert_eq!(Error::from(decode).kind(), ErrorKind::BadResponse);
    }
}
