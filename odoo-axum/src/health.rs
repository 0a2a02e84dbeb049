use std::{
    convert::Infallible,
    future::{Ready, ready},
    task::{Context, Poll},
};

use axum_core::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use odoo_orm::{
    Client,
    rpc::{Connection, ConnectionState},
};
use tower_service::Service;

use crate::Problem;

/// Answers probes of an orchestrator, for `Router::nest_service("/health", Health::new(&odoo))`.
///
/// | path below it | answer |
/// |---|---|
/// | `/live` | 200 as long as the program runs |
/// | `/ready` | 200, or 503 while the client has lost the server |
///
/// No probe makes a call or logs in: failed logins would lock the address out. Readiness is what the service's own calls saw
/// ([`Client::connection`]); while the server is away, the client asks it by itself whether it is back.
#[derive(Debug, Clone)]
pub struct Health {
    connection: Connection,
}

impl Health {
    /// The health of a service that uses this client. Needs a runtime of tokio's.
    pub fn new(client: &Client) -> Self {
        Health {
            connection: client.connection(),
        }
    }

    fn answer(&self, path: &str) -> Response {
        match path.rsplit('/').next() {
            Some("live") => StatusCode::OK.into_response(),
            Some("ready") if self.connection.state() == ConnectionState::Connected => {
                StatusCode::OK.into_response()
            }
            Some("ready") => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "the ERP system is not available",
            )
            .into_response(),
            _ => Problem::new(StatusCode::NOT_FOUND, "not found").into_response(),
        }
    }
}

impl Service<Request> for Health {
    type Response = Response;
    type Error = Infallible;
    type Future = Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        ready(Ok(self.answer(request.uri().path())))
    }
}
