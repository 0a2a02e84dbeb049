//! JSON-RPC bodies for `execute_kw` at `/jsonrpc`, with the secret in each.

use super::{Call, Target};
use crate::{context::Context, error::ConfigError};

impl Call {
    /// Renders the body for user `uid` of `database`, with this JSON-RPC `id`.
    ///
    /// # Errors
    ///
    /// Returns an error for a controller, which `execute_kw` cannot call.
    pub fn to_execute_kw(
        &self,
        id: u64,
        database: &str,
        uid: i64,
        secret: &str,
    ) -> Result<Vec<u8>, ConfigError> {
        self.execute_kw_body(id, database, uid, secret, &self.context)
    }

    /// Returns the same body with another context.
    pub(crate) fn execute_kw_body(
        &self,
        id: u64,
        database: &str,
        uid: i64,
        secret: &str,
        context: &Context,
    ) -> Result<Vec<u8>, ConfigError> {
        let Target::Method { model, method, ids } = &self.target else {
            return Err(self.not_expressible("`execute_kw` cannot call controllers"));
        };
        Ok(self.envelope(id, |body| {
            body.member("service").value("object");
            body.member("method").value("execute_kw");
            body.member("args").array(|body| {
                body.item().value(database);
                body.item().value(&uid);
                for text in [secret, model, method] {
                    body.item().value(text);
                }
                self.args(ids.as_deref(), body.item());
                self.kwargs(context, body.item());
            });
        }))
    }

    pub(super) fn not_expressible(&self, why: &str) -> ConfigError {
        ConfigError::new(format!("{} was not sent: {why}", self.info()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn keyword_arguments_are_last() {
        let call = Call::write("res.partner", "write")
            .on([3])
            .arg("vals", json!({"name": "x"}))
            .with_context(&Context::new().lang("fr_FR"));
        let body: Value =
            serde_json::from_slice(&call.to_execute_kw(7, "db", 2, "key").unwrap()).unwrap();
        assert_eq!(body["id"], 7);
        assert_eq!(
            body["params"],
            json!({
                "service": "object",
                "method": "execute_kw",
                "args": ["db", 2, "key", "res.partner", "write", [[3], {"name": "x"}], {"context": {"lang": "fr_FR"}}],
            })
        );
    }

    #[test]
    fn a_controller_is_refused() {
        let error = Call::route("/web/x")
            .to_execute_kw(1, "db", 2, "canary")
            .unwrap_err();
        assert!(
            error.to_string().contains("`/web/x` was not sent"),
            "{error}"
        );
        assert!(!error.to_string().contains("canary"));
    }
}
