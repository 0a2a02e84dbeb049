//! The health check of the server.

use std::time::Duration;

use serde::Deserialize;

use crate::{
    call::Call,
    call_state::CallState,
    error::{Error, TransportError, TransportErrorKind},
    outcome::Outcome,
    transport::Transport,
};

/// The default timeout.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// The maximum size of the response, which is a few words.
const MOST: usize = 4096;

/// `/web/health` (16 to 19: `web/controllers/home.py`).
#[derive(Deserialize)]
struct Health {
    status: String,
}

impl Call {
    pub(crate) fn health() -> Self {
        Call::page("/web/health?db_server_status=1", false).probe()
    }
}

pub(crate) async fn ask(transport: &dyn Transport, call: Call) -> Result<(), Error> {
    let info = call.info();
    let content = transport.download(call, CallState::default()).await?;
    let health = match content.with_most(MOST).bytes().await {
        Ok(body) => serde_json::from_slice::<Health>(&body).ok(),
        Err(Error::Transport(error)) if error.kind() == TransportErrorKind::TooLarge => None,
        Err(other) => return Err(other),
    };
    let sentence = match health {
        Some(health) if health.status == "pass" => return Ok(()),
        Some(health) => format!(
            "the server reports a problem to {info}: `{}`",
            health.status
        ),
        None => format!("the response to {info} is not Odoo's: is there a gateway in front of it?"),
    };
    Err(TransportError::new(
        TransportErrorKind::WrongResponse,
        Outcome::NotDone,
        sentence,
    )
    .into())
}
