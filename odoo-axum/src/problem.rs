use std::{fmt, time::Duration};

use axum_core::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use odoo_orm::{
    Error, Fault, Outcome,
    patch::{Mistake, PatchError},
    query::FilterError,
    rpc::ErrorKind,
    types::{InvalidId, InvalidKey},
};
use serde_json::{Map, Value, json};

/// An error as `application/problem+json` (RFC 9457).
///
/// | error of Odoo's ([`ErrorKind`]) | status | `Retry-After` |
/// |---|---|---|
/// | invalid | 422 | |
/// | forbidden | 403 | |
/// | missing | 404 | |
/// | conflict | 409 | 1 s |
/// | unavailable, unauthenticated (the service's own login), cancelled | 503 | what the server says, else 5 s |
/// | timeout | 504 | the same |
/// | server, bad response | 502 | |
/// | unsupported | 501 | |
/// | bug | 500 | |
///
/// The body has `title`, `status`, `kind` (the kind in snake case) and `detail`. `errors` lists what is wrong in the request, each with a JSON `pointer` and
/// a `detail`. `outcome` is `unknown` if a write may have been done all the same, and `done` if it was done.
///
/// Text of the server's is in the body for 422 alone, because Odoo writes it for users. Tracebacks, names of exceptions, access errors and addresses
/// never are. The whole error is in the extensions of the response, as an [`odoo_orm::Error`], for a layer that logs it.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    detail: String,
    errors: Vec<Value>,
    outcome: Option<&'static str>,
    retry_after: Option<Duration>,
    source: Option<Error>,
}

impl Problem {
    /// A problem of the service's own, with a sentence for the caller.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let kind = match status {
            StatusCode::NOT_FOUND => ErrorKind::Missing.as_str(),
            StatusCode::CONFLICT => ErrorKind::Conflict.as_str(),
            StatusCode::FORBIDDEN => ErrorKind::Forbidden.as_str(),
            StatusCode::SERVICE_UNAVAILABLE => ErrorKind::Unavailable.as_str(),
            StatusCode::GATEWAY_TIMEOUT => ErrorKind::Timeout.as_str(),
            StatusCode::NOT_IMPLEMENTED => ErrorKind::Unsupported.as_str(),
            status if status.is_client_error() => ErrorKind::Invalid.as_str(),
            _ => ErrorKind::Server.as_str(),
        };
        let is_passing = matches!(
            status,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
        );
        Problem {
            status,
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            outcome: None,
            retry_after: is_passing.then_some(WAIT),
            source: None,
        }
    }

    /// Adds a mistake of the request, at a JSON pointer such as `/email`.
    #[must_use]
    pub fn with_error(mut self, pointer: &str, detail: &str) -> Self {
        self.errors
            .push(json!({"pointer": pointer, "detail": detail}));
        self
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the error of Odoo's, if the problem is one.
    pub fn source(&self) -> Option<&Error> {
        self.source.as_ref()
    }

    fn of(error: &Error) -> Self {
        let kind = error.kind();
        let (status, detail) = match kind {
            ErrorKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, said(error)),
            ErrorKind::Forbidden => (StatusCode::FORBIDDEN, "access denied".to_owned()),
            ErrorKind::Missing => (StatusCode::NOT_FOUND, "not found".to_owned()),
            ErrorKind::Conflict => (
                StatusCode::CONFLICT,
                "changed by someone else at the same time, or not unique".to_owned(),
            ),
            ErrorKind::Unavailable | ErrorKind::Unauthenticated | ErrorKind::Cancelled => (
                StatusCode::SERVICE_UNAVAILABLE,
                "the ERP system is not available".to_owned(),
            ),
            ErrorKind::Timeout => (
                StatusCode::GATEWAY_TIMEOUT,
                "the ERP system did not respond in time".to_owned(),
            ),
            ErrorKind::Unsupported => (
                StatusCode::NOT_IMPLEMENTED,
                "the ERP system does not support this".to_owned(),
            ),
            ErrorKind::Bug => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal error".to_owned(),
            ),
            // `Server`, `BadResponse`, and kinds to come.
            _ => (StatusCode::BAD_GATEWAY, "the ERP system failed".to_owned()),
        };
        let kind = kind.as_str();
        Problem {
            kind,
            ..Problem::new(status, detail)
        }
    }
}

/// What the server says to users, or this library of a value.
fn said(error: &Error) -> String {
    match error.fault() {
        Some(fault) => fault.message().trim().to_owned(),
        None => error.to_string(),
    }
}

/// How long a caller waits whom the server does not tell.
const WAIT: Duration = Duration::from_secs(5);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let mut problem = Problem::of(&error);
        problem.retry_after = match problem.status {
            StatusCode::CONFLICT => Some(Duration::from_secs(1)),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Some(match &error {
                Error::Transport(error) => error.retry_after().unwrap_or(WAIT),
                _ => WAIT,
            }),
            _ => None,
        };
        problem.outcome = match error.outcome() {
            Outcome::NotDone => None,
            Outcome::Done => Some("done"),
            Outcome::Unknown => Some("unknown"),
        };
        for field in error.fault().into_iter().flat_map(Fault::missing_fields) {
            problem = problem.with_error(&format!("/{field}"), "required");
        }
        problem.source = Some(error);
        problem
    }
}

impl From<PatchError> for Problem {
    fn from(error: PatchError) -> Self {
        let (status, detail) = if error.is_syntax() {
            (StatusCode::BAD_REQUEST, "the body is not JSON")
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, "the body has mistakes")
        };
        let add = |problem: Problem, mistake: &Mistake| {
            problem.with_error(mistake.path(), mistake.message())
        };
        error
            .mistakes()
            .iter()
            .fold(Problem::new(status, detail), add)
    }
}

impl From<FilterError> for Problem {
    fn from(error: FilterError) -> Self {
        let problem = Problem::new(StatusCode::BAD_REQUEST, "the query string has mistakes");
        let mistakes = error.mistakes().iter();
        mistakes.fold(problem, |problem, mistake| {
            problem.with_error(mistake.path(), mistake.message())
        })
    }
}

impl From<InvalidId> for Problem {
    fn from(error: InvalidId) -> Self {
        Error::from(error).into()
    }
}

impl From<InvalidKey> for Problem {
    fn from(error: InvalidKey) -> Self {
        Error::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or_default();
        let mut body = Map::new();
        body.insert("title".to_owned(), title.into());
        body.insert("status".to_owned(), self.status.as_u16().into());
        body.insert("kind".to_owned(), self.kind.into());
        body.insert("detail".to_owned(), self.detail.into());
        if !self.errors.is_empty() {
            body.insert("errors".to_owned(), self.errors.into());
        }
        if let Some(outcome) = self.outcome {
            body.insert("outcome".to_owned(), outcome.into());
        }
        let mut response = Response::new(Body::from(Value::Object(body).to_string()));
        *response.status_mut() = self.status;
        let json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        if let Some(wait) = self.retry_after {
            // Rounded up, so that nobody comes too early.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if let Some(error) = self.source {
            response.extensions_mut().insert(error);
        }
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.detail)
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
