//! Bodies for `/json/2/<model>/<method>` (Odoo 19), with all arguments by name.

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{Call, Target};
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
        if let Some((name, _)) = self.arguments().find(|(name, _)| reserved(name)) {
            return Err(
                self.not_expressible(&format!("JSON-2 reserves the argument name `{name}`"))
            );
        }
        let mut body = Vec::with_capacity(256);
        let written = serde_json::to_writer(
            &mut body,
            &Body {
                call: self,
                ids: ids.as_deref(),
                context,
            },
        );
        debug_assert!(written.is_ok(), "{written:?}");
        Ok(body)
    }
}

struct Body<'a> {
    call: &'a Call,
    ids: Option<&'a [i64]>,
    context: &'a Context,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(ids) = self.ids {
            map.serialize_entry("ids", ids)?;
        }
        for argument in self.call.arguments.iter() {
            map.serialize_entry(&argument.name, argument)?;
        }
        if let Some(context) = self.context.map() {
            map.serialize_entry("context", context)?;
        }
        map.end()
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
