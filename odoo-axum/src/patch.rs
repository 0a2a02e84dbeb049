use std::fmt;

use axum_core::extract::{FromRequest, Request};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use odoo_orm::{Record, Values};

use crate::{Checked, Problem};

/// The body of a POST or PATCH as values to write.
///
/// `P` says which fields it may name.
///
/// See [`odoo_orm::Patch`] for the rules. Mistakes are answered with 422, all at once, each with its JSON pointer; a body that is not JSON with 400, one of
/// another content type with 415, and one above axum's limit (2 MB, or `DefaultBodyLimit`) with 413. Nothing is sent to Odoo.
pub struct PatchBody<P: Record>(pub Values<P::Model>);

impl<S, P> FromRequest<S> for PatchBody<P>
where
    S: Send + Sync,
    P: Record,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "expected a body of the type application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let Checked(body) = Checked::<Bytes>::from_request(request, state).await?;
        let patch = odoo_orm::Patch::<P>::from_json(&body)?;
        Ok(PatchBody(patch.into_values()))
    }
}

/// Whether the body is `application/json`, or another type of JSON such as `application/merge-patch+json`.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    value.is_some_and(|value| {
        let essence = value.split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

/// The names of the fields alone.
impl<P: Record> fmt::Debug for PatchBody<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PatchBody").field(&self.0).finish()
    }
}
