use std::{fmt, sync::Arc};

use axum_core::{
    RequestExt as _,
    extract::{DefaultBodyLimit, FromRef, FromRequest, Request},
};
use bytes::Bytes;
use http::StatusCode;
use odoo_orm::{Id, Model, rpc::ConfigError, schema::meta};
use serde_json::{Map, Value};

use crate::{Checked, Problem};

/// The largest body of a webhook.
const MOST_BYTES: usize = 1 << 20;

/// A call of Odoo's automation rules: which record it is about.
///
/// The rule's action is "Send Webhook Notification" of Odoo 17 to 19 (`base_automation`).
///
/// It means "look", not "this is so": Odoo 17 and 18 send it inside of the transaction, even if it is rolled back afterwards, 19 after it; nothing is sent
/// again if the service is down; and nothing is signed. So answer at once (Odoo waits one second), wait a moment for more of them, and read what
/// changed with [`ModelExt::changes_since`](odoo_orm::ModelExt::changes_since).
///
/// The last segment of the path is a secret: set `https://service.example.com/odoo/SECRET` as the URL in Odoo. Another one is answered with 404, a body
/// of more than 1 MiB with 413, and one about another model with 422.
///
/// ```
/// use axum::{Router, extract::FromRef, http::StatusCode, routing::post};
/// use odoo_axum::{Webhook, WebhookSecret};
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner> }
///
/// #[derive(Clone)]
/// struct Service {
///     secret: WebhookSecret,
/// }
///
/// impl FromRef<Service> for WebhookSecret {
///     fn from_ref(service: &Service) -> Self {
///         service.secret.clone()
///     }
/// }
///
/// async fn changed(webhook: Webhook<Partner>) -> StatusCode {
///     println!("look at {:?}", webhook.id);
///     StatusCode::OK
/// }
///
/// # fn service() -> Result<Router, odoo_orm::rpc::ConfigError> {
/// let secret = WebhookSecret::new("b3b1c2d4e5f607182")?;
/// # Ok(
/// Router::new().route("/odoo/{secret}", post(changed)).with_state(Service { secret })
/// # )
/// # }
/// ```
#[non_exhaustive]
pub struct Webhook<M> {
    /// The record that the rule ran on.
    pub id: Id<M>,
    /// The name of the action, if Odoo says it.
    pub action: Option<String>,
    /// The fields that the rule was told to send, as Odoo's JSON.
    ///
    /// Not to be trusted.
    pub fields: Map<String, Value>,
}

/// The last segment of a webhook's path, which only Odoo knows.
#[derive(Clone)]
pub struct WebhookSecret(Arc<str>);

impl WebhookSecret {
    /// A secret of at least 16 letters, digits, `-` and `_`.
    ///
    /// # Errors
    ///
    /// When it is shorter, or has other characters, which a path would encode.
    pub fn new(secret: impl Into<String>) -> Result<Self, ConfigError> {
        let secret = secret.into();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if secret.len() >= 16 && secret.bytes().all(is_plain) {
            return Ok(WebhookSecret(secret.into()));
        }
        Err(ConfigError::new(
            "invalid webhook secret: expected at least 16 letters, digits, `-` and `_`",
        ))
    }

    /// Compares in a time that does not depend on where they differ.
    fn is(&self, other: &str) -> bool {
        let pairs = self.0.bytes().zip(other.bytes());
        let differences = pairs.fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(differences) == 0 && self.0.len() == other.len()
    }
}

impl<S, M> FromRequest<S> for Webhook<M>
where
    S: Send + Sync,
    M: Model,
    WebhookSecret: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Problem> {
        let path = request.uri().path();
        let segment = path.rsplit('/').next().unwrap_or_default();
        if !WebhookSecret::from_ref(state).is(segment) {
            return Err(Problem::new(StatusCode::NOT_FOUND, "not found"));
        }
        DefaultBodyLimit::max(MOST_BYTES).apply(&mut request);
        let request = request.with_limited_body();
        let Checked(body) = Checked::<Bytes>::from_request(request, state).await?;
        Self::read(&body)
    }
}

impl<M: Model> Webhook<M> {
    /// `ir.actions.server`, `_run_action_webhook`, 17 to 19: `_model`, `_id`, `_action`, and the fields that were chosen.
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(body) else {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "the body is not a JSON object",
            ));
        };
        let wrong = |pointer: &str, detail: &str| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "the body has mistakes")
                .with_error(pointer, detail)
        };
        let model = meta::<M>().name();
        if fields.remove("_model").as_ref().and_then(Value::as_str) != Some(model) {
            return Err(wrong("/_model", &format!("expected `{model}`")));
        }
        let id = fields.remove("_id").as_ref().and_then(Value::as_i64);
        let id = id.and_then(|id| Id::try_from(id).ok());
        let id = id.ok_or_else(|| wrong("/_id", "expected the id of a record"))?;
        let action = fields.remove("_action");
        let action = action.as_ref().and_then(Value::as_str).map(str::to_owned);
        fields.retain(|name, _| !name.starts_with('_'));
        Ok(Webhook { id, action, fields })
    }
}

/// The names of the fields alone.
impl<M: Model> fmt::Debug for Webhook<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("action", &self.action)
            .field("fields", &self.fields.keys())
            .finish()
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}
