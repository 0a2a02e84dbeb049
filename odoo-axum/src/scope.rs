use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Weak},
    task::{Context, Poll},
};

use axum_core::{
    body::Body,
    extract::{FromRef, FromRequestParts, Request},
    response::Response,
};
use bytes::Bytes;
use http::request::Parts;
use http_body::{Frame, SizeHint};
use odoo_orm::{Client, rpc::CancelScope};
use tower_layer::Layer;
use tower_service::Service;

use crate::Problem;

/// Cancels the calls of a request when its client hangs up.
///
/// Calls that still run when the response was sent are cancelled too.
///
/// hyper drops a handler whose client is gone, and with it the calls that it awaits. In what the handler has begun elsewhere, such as spawned tasks, calls and
/// streams of the client of [`Scoped`] return an error of the kind [`Cancelled`](odoo_orm::rpc::ErrorKind::Cancelled). A response that streams keeps its scope until its body ends.
///
/// ```
/// use axum::{Router, routing::get};
/// use odoo_axum::{ScopeLayer, Scoped};
/// # use odoo_orm::Client;
///
/// async fn export(Scoped(odoo): Scoped) {
///     // Ends when the client hangs up.
///     # drop(odoo);
/// }
///
/// # fn service(odoo: Client) -> Router {
/// Router::new().route("/export", get(export)).layer(ScopeLayer).with_state(odoo)
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ScopeLayer;

impl<S> Layer<S> for ScopeLayer {
    type Service = ScopeService<S>;

    fn layer(&self, inner: S) -> ScopeService<S> {
        ScopeService { inner }
    }
}

/// The service of a [`ScopeLayer`].
#[derive(Debug, Clone)]
pub struct ScopeService<S> {
    inner: S,
}

/// The scope of a request. Weak, so that it ends although the request is kept.
#[derive(Clone)]
struct OfRequest(Weak<CancelScope>);

impl<S> Service<Request> for ScopeService<S>
where
    S: Service<Request, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let scope = Arc::new(CancelScope::new());
        request
            .extensions_mut()
            .insert(OfRequest(Arc::downgrade(&scope)));
        let response = self.inner.call(request);
        Box::pin(async move {
            let response = response.await?;
            Ok(response.map(|body| {
                Body::new(Held {
                    body,
                    _scope: scope,
                })
            }))
        })
    }
}

/// A body that holds the scope of its request.
struct Held {
    body: Body,
    _scope: Arc<CancelScope>,
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = axum_core::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum_core::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The service's client, whose calls end with the request: see [`ScopeLayer`].
///
/// Without the layer it is the client as it is.
#[derive(Clone)]
pub struct Scoped(pub Client);

impl<S> FromRequestParts<S> for Scoped
where
    S: Send + Sync,
    Client: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let client = Client::from_ref(state);
        let scope = parts.extensions.get::<OfRequest>();
        Ok(match scope.and_then(|OfRequest(scope)| scope.upgrade()) {
            Some(scope) => Scoped(client.scoped(&scope)),
            None => Scoped(client),
        })
    }
}

impl fmt::Debug for Scoped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scoped").field(&self.0).finish()
    }
}
