//! Predicates by the class of the exception.

use serde_json::Value;

use super::{Fault, REDIRECT_WARNING, VALIDATION};
use crate::call_info::CallInfo;

impl Fault {
    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// Returns whether the user lacks access.
    ///
    /// Reasons are missing access rights, a record rule, a field of another group, or a private method.
    pub fn is_access(&self) -> bool {
        self.is(&["odoo.exceptions.AccessError"])
    }

    /// Returns whether the credentials are wrong.
    pub fn is_access_denied(&self) -> bool {
        self.is(&["odoo.exceptions.AccessDenied"])
    }

    /// Returns whether the values violate a constraint of the model or the database.
    ///
    /// Examples are a required or a unique field. An unknown key of a selection is a `builtins.ValueError`, for which this is false.
    ///
    /// By XML-RPC it is false, because Odoo does not tell this class from `UserError` there.
    ///
    /// Odoo 16 raises `KeyError: 'lang'` by `execute_kw` if values violate an SQL constraint (`odoo/service/model.py`). The client recognizes this by
    /// the traceback and converts it to a `ValidationError`. The constraint's own message is lost.
    pub fn is_validation(&self) -> bool {
        self.is(&[VALIDATION, Self::LOAD])
    }

    /// Returns whether a record does not exist.
    ///
    /// Not every write to a missing record raises this: models with record rules do (`res.partner` has some). For others it depends on the field.
    pub fn is_missing(&self) -> bool {
        self.is(&["odoo.exceptions.MissingError"])
    }

    /// Returns whether the message is meant for the user.
    ///
    /// That is a `UserError` and its subclasses in Python (validation, access, missing records, wrong passwords, locks), and a `RedirectWarning`.
    pub fn is_user_error(&self) -> bool {
        self.is(&[
            "odoo.exceptions.UserError",
            VALIDATION,
            "odoo.exceptions.AccessError",
            "odoo.exceptions.AccessDenied",
            "odoo.exceptions.MissingError",
            // 19 only.
            "odoo.exceptions.LockError",
            REDIRECT_WARNING,
            // 14 only, deprecated there.
            "odoo.exceptions.Warning",
            "odoo.exceptions.except_orm",
        ])
    }

    /// Returns whether the server suggests another view to solve the problem.
    ///
    /// The message describes the problem, [`redirect_action`](Self::redirect_action) the view.
    pub fn is_redirect_warning(&self) -> bool {
        self.is(&[REDIRECT_WARNING])
    }

    /// Returns the action of a [`RedirectWarning`](Self::is_redirect_warning): its id, or the action as an object.
    ///
    /// ```
    /// use odoo_orm::Fault;
    ///
    /// let fault = Fault::from_json(br#"{"code": 200, "message": "Odoo Server Error", "data": {
    ///     "name": "odoo.exceptions.RedirectWarning",
    ///     "message": "There is no chart of accounts.\n42\nGo to the settings",
    ///     "arguments": ["There is no chart of accounts.", 42, "Go to the settings"]
    /// }}"#)?;
    /// assert_eq!(fault.message(), "There is no chart of accounts.");
    /// assert_eq!(fault.redirect_action().unwrap(), 42);
    /// assert_eq!(fault.redirect_button(), Some("Go to the settings"));
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub fn redirect_action(&self) -> Option<&Value> {
        self.redirect_argument(1)
    }

    /// Returns the label of the button for the [action](Self::redirect_action).
    pub fn redirect_button(&self) -> Option<&str> {
        self.redirect_argument(2)?.as_str()
    }

    /// The arguments of `RedirectWarning`: message, action, button's label, and context (14 to 19).
    ///
    /// From `odoo/exceptions.py`.
    fn redirect_argument(&self, at: usize) -> Option<&Value> {
        self.arguments
            .get(at)
            .filter(|value| self.is_redirect_warning() && !value.is_null())
    }

    /// Returns whether the session is missing or expired. Nothing was run.
    pub fn is_session_expired(&self) -> bool {
        self.code == 100
            || self.is(&[
                "odoo.http.SessionExpiredException",
                "odoo.http.AuthenticationError",
            ])
    }

    /// Returns whether the server does not have the model: its module is not installed.
    ///
    /// Odoo 14 to 17 raise a `KeyError` with the name. 18 and 19 return "page not found".
    pub fn is_unknown_model(&self) -> bool {
        let model = self.call.as_ref().and_then(CallInfo::model);
        let says = |sentence: fn(&str) -> String| {
            model.is_some_and(|model| self.message == sentence(model))
        };
        let is_method = self.call.is_none() || model.is_some();
        (self.code == 404 && is_method)
            || (self.name == "builtins.KeyError" && says(str::to_owned))
            // JSON-2, and `execute_kw` with messages in English.
            || (self.name == "werkzeug.exceptions.NotFound" && says(|model| format!("the model '{model}' does not exist")))
            || (self.name == "odoo.exceptions.UserError" && says(|model| format!("Object {model} doesn't exist")))
    }

    /// Returns whether a concurrent transaction caused a rollback, also after the server's own retries.
    ///
    /// It is safe to retry.
    pub fn is_concurrency(&self) -> bool {
        self.is(&[
            "psycopg2.errors.SerializationFailure",
            "psycopg2.errors.LockNotAvailable",
            "psycopg2.errors.DeadlockDetected",
            // 14 with an older psycopg2, whose errors have no class of their own.
            "psycopg2.extensions.TransactionRollbackError",
            // 19 only.
            "odoo.exceptions.LockError",
            "odoo.exceptions.ConcurrencyError",
        ])
    }
}
