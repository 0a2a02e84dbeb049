//! Quirks of one version with one protocol.

use super::{
    Deadline, Endpoint,
    session::{Access, Session},
};
use crate::{call::Call, error::Error, fault::Fault, transport::BoxFuture, version::ServerVersion};

impl Endpoint {
    /// Restores the original error of a call that a quirk of Odoo changed.
    ///
    /// The version is requested only if protocol and exception match. If that fails, the error is returned as it is.
    pub(super) fn as_meant<'a>(
        &'a self,
        error: Error,
        session: Option<&Session>,
        deadline: Deadline,
    ) -> BoxFuture<'a, Error> {
        let is_keyed = matches!(session.map(Session::access), Some(Access::Key { .. }));
        let Error::Fault(fault) = error else {
            return Box::pin(async { error });
        };
        let Some(constraint) = lost_constraint(&fault).filter(|_| is_keyed) else {
            return Box::pin(async { fault.into() });
        };
        Box::pin(async move {
            let asked = self.ask(&Call::server_version(), None, deadline).await;
            let version = asked.and_then(|answer| answer.decode::<ServerVersion>());
            match version {
                Ok(version) if version.major() == 16 => {
                    Box::new(fault.of_constraint(&constraint)).into()
                }
                _ => fault.into(),
            }
        })
    }
}

/// Returns the violated SQL constraint that a `KeyError` for `lang` hides.
///
/// The traceback may name it.
///
/// 16 reads the constraint's message in the language of an environment that `execute_kw` creates without a context (`odoo/service/model.py`,
/// `_as_validation_error`). So the last frame is in that file, and it handled the violation. A `KeyError` of the called method has its last frame elsewhere.
fn lost_constraint(fault: &Fault) -> Option<String> {
    let says_lang = fault.name() == "builtins.KeyError" && fault.arguments() == ["lang"];
    if !says_lang {
        return None;
    }
    let is_frame = |line: &&str| line.trim_start().starts_with("File \"");
    let last = fault.debug().lines().rev().find(is_frame)?;
    if !last.replace('\\', "/").contains("/service/model.py\"") {
        return None;
    }
    let is_violation = |line: &&str| {
        ["UniqueViolation", "CheckViolation", "ExclusionViolation"]
            .iter()
            .any(|class| line.starts_with(&format!("psycopg2.errors.{class}")))
            // An older psycopg2 has no class for each.
            || line.starts_with("psycopg2.IntegrityError")
    };
    let violation = fault.debug().lines().rev().find(is_violation)?;
    // PostgreSQL's sentence ends with the name.
    let name = violation.rsplit('"').nth(1).unwrap_or_default();
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const VIOLATION: &str = "psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint \"x_tag_name_uniq\"\nDETAIL:  Key (name)=(VIP) already exists.\n";

    fn fault(name: &str, argument: &str, debug: &str) -> Fault {
        let data =
            json!({"name": name, "message": argument, "arguments": [argument], "debug": debug});
        let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
        Fault::from_json(error.to_string().as_bytes()).unwrap()
    }

    fn debug(violation: &str, last: &str) -> String {
        format!(
            "Traceback (most recent call last):\n  File \"/odoo/sql_db.py\", line 1, in execute\n{violation}\n\
             The above exception was the direct cause of the following exception:\n\n\
             Traceback (most recent call last):\n  File \"/odoo/http.py\", line 2, in dispatch\n  \
             File \"/odoo/service/model.py\", line 3, in execute\n  File \"{last}\", line 4, in f\n    x['lang']\nKeyError: 'lang'\n"
        )
    }

    #[test]
    fn only_a_lost_constraint_message_is_restored() {
        let key_error = "builtins.KeyError";
        let lost = debug(VIOLATION, "/odoo/service/model.py");
        let found = |name: &str, argument: &str, debug: &str| {
            lost_constraint(&fault(name, argument, debug))
        };
        assert_eq!(
            found(key_error, "lang", &lost).as_deref(),
            Some("x_tag_name_uniq")
        );
        let windows = debug(VIOLATION, r"C:\odoo\service\model.py");
        assert!(found(key_error, "lang", &windows).is_some());
        // PostgreSQL in another language.
        let other = debug(
            "psycopg2.errors.CheckViolation: die neue Zeile verletzt »x«",
            "/odoo/service/model.py",
        );
        assert_eq!(found(key_error, "lang", &other).as_deref(), Some(""));

        // The method itself, with and without a violation that it handled.
        for violation in ["ValueError: x", VIOLATION] {
            let of_method = debug(violation, "/odoo/addons/x/models/tag.py");
            assert_eq!(found(key_error, "lang", &of_method), None);
        }
        let no_violation = debug("ValueError: x", "/odoo/service/model.py");
        assert_eq!(found(key_error, "lang", &no_violation), None);
        assert_eq!(found(key_error, "tz", &lost), None);
        assert_eq!(found("builtins.ValueError", "lang", &lost), None);
        assert_eq!(found(key_error, "lang", ""), None);
    }
}
