//! The user and the context of a call.

use std::sync::Arc;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::Policy;
use crate::storage::BASE_LANGUAGE;

/// The user, the context and the time of a call. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Env {
    pub(crate) user: i64,
    /// Whether access rights and rules are skipped.
    pub(crate) sudo: bool,
    /// The rights that a test adds to the models' own.
    pub(crate) policy: Arc<Policy>,
    pub(crate) context: Arc<Map<String, Value>>,
    /// The start of the transaction.
    pub(crate) now: NaiveDateTime,
    /// The nesting depth of the current domain.
    ///
    /// Each domain is in a condition of the outer one.
    pub(crate) depth: usize,
}

/// The id of the user that the server itself runs as: `OdooBot`.
pub(crate) const SUPERUSER: i64 = 1;

impl Env {
    /// The environment of the server itself.
    pub(crate) fn superuser(now: NaiveDateTime) -> Self {
        Env {
            user: SUPERUSER,
            sudo: true,
            policy: Arc::default(),
            context: Arc::default(),
            now,
            depth: 0,
        }
    }

    /// The environment of a user, with an empty context.
    pub(crate) fn of_user(user: i64, policy: Arc<Policy>, now: NaiveDateTime) -> Self {
        Env {
            user,
            sudo: user == SUPERUSER,
            policy,
            ..Self::superuser(now)
        }
    }

    pub(crate) fn sudo(&self) -> Self {
        Env {
            sudo: true,
            ..self.clone()
        }
    }

    /// The same with one more key in the context.
    pub(crate) fn with(&self, key: &str, value: impl Into<Value>) -> Self {
        let mut context = Map::clone(&self.context);
        context.insert(key.to_owned(), value.into());
        Env {
            context: Arc::new(context),
            ..self.clone()
        }
    }

    /// The same without a key of the context.
    pub(crate) fn without(&self, key: &str) -> Self {
        let mut context = Map::clone(&self.context);
        context.remove(key);
        Env {
            context: Arc::new(context),
            ..self.clone()
        }
    }

    /// Whether the value of a context key is truthy in Python.
    pub(crate) fn flag(&self, key: &str, default: bool) -> bool {
        self.context
            .get(key)
            .map_or(default, crate::python::is_true)
    }

    /// Whether archived records are excluded.
    pub(crate) fn active_test(&self) -> bool {
        self.flag("active_test", true)
    }

    pub(crate) fn with_archived(&self) -> Self {
        self.with("active_test", false)
    }

    pub(crate) fn language(&self) -> &str {
        let lang = self.context.get("lang").and_then(Value::as_str);
        lang.filter(|lang| !lang.is_empty())
            .unwrap_or(BASE_LANGUAGE)
    }

    /// The time zone of the context. UTC if it has none, or an unknown one.
    pub(crate) fn zone(&self) -> Tz {
        let name = self.context.get("tz").and_then(Value::as_str);
        name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
    }
}
