use axum_core::{
    extract::{FromRequest, FromRequestParts, Request},
    response::IntoResponse,
};
use http::{StatusCode, request::Parts};

use crate::Problem;

/// Runs another extractor, and answers with a [`Problem`] if it fails.
///
/// Made for ids in paths, query strings and JSON.
///
/// The status comes from the inner extractor. `Checked<Path<Id<Partner>>>` answers 400 for an id that no record can have, such as `0`, `-1` or `abc`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checked<E>(pub E);

fn refused(rejection: impl IntoResponse) -> Problem {
    let status = rejection.into_response().status();
    let detail = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "the body is too large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "the content type is not supported",
        status if status.is_client_error() => "a part of the request is not of the expected type",
        _ => "internal error",
    };
    Problem::new(status, detail)
}

impl<S, E> FromRequestParts<S> for Checked<E>
where
    S: Send + Sync,
    E: FromRequestParts<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let extracted = E::from_request_parts(parts, state).await;
        extracted.map(Checked).map_err(refused)
    }
}

impl<S, E> FromRequest<S> for Checked<E>
where
    S: Send + Sync,
    E: FromRequest<S>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let extracted = E::from_request(request, state).await;
        extracted.map(Checked).map_err(refused)
    }
}
