//! Bodies for `/json/2/<model>/<method>` (Odoo 19), with all arguments by name.

use super::{Call, Target, body::Body};
use crate::{context::Context, error::ConfigError};

impl Call {
    /// Renders the body of the JSON-2 request, with all arguments by name.
    ///
    /// # Errors
    ///
    /// Returns an error for a controller, or if an argument is named `ids` or `context`, which JSON-2 reserves.
    pub fn to_json2(&self) -> Result<Vec<u8>, ConfigError> {
        self.json2_body(&self.context)
    }

    /// Returns the same body with another context.
    pub(crate) fn json2_body(&self, context: &Context) -> Result<Vec<u8>, ConfigError> {
        let Target::Method { ids, .. } = &self.target else {
            return Err(self.not_expressible("JSON-2 cannot call controllers"));
        };
        let reserved = |name: &str| matches!(name, "ids" | "context");
        let mut names = self.arguments.iter().map(|argument| &*argument.name);
        if let Some(name) = names.find(|name| reserved(name)) {
            return Err(
                self.not_expressible(&format!("JSON-2 reserves the argument name `{name}`"))
            );
        }
        let mut body = Body::of(self);
        body.object(|body| {
            if let Some(ids) = ids {
                body.member("ids").value(ids);
            }
            for argument in self.arguments.iter() {
                body.member(&argument.name).argument(argument);
            }
            if !context.is_empty() {
                body.context(context);
            }
        });
        Ok(body.into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn all_arguments_are_passed_by_name() {
        let call = Call::write("res.partner", "write")
            .on([3])
            .arg("vals", json!({"name": "x"}))
            .with_context(&Context::new().lang("fr_FR"));
        let body: Value = serde_json::from_slice(&call.to_json2().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"ids": [3], "vals": {"name": "x"}, "context": {"lang": "fr_FR"}})
        );
        let body = Call::read("res.users", "context_get").to_json2().unwrap();
        assert_eq!(body, b"{}");
    }

    #[test]
    fn reserved_names_and_controllers_are_refused() {
        let error = Call::read("m", "f")
            .arg("ids", json!([1]))
            .to_json2()
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`m.f` was not sent: JSON-2 reserves the argument name `ids`"),
            "{error}"
        );
        Call::route("/web/x").to_json2().unwrap_err();
    }
}
