//! Recorded calls.

use std::fmt;

use serde_json::{Map, Value};

use super::Failure;

/// A call that the server received.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recorded {
    /// The name, such as `res.partner.create`.
    pub name: String,
    /// The login of the calling user.
    pub login: String,
    /// The positional arguments. For a method of records the first one is the ids.
    pub args: Vec<Value>,
    /// The named arguments, without the context.
    pub kwargs: Map<String, Value>,
    /// The context of the call.
    pub context: Map<String, Value>,
    /// The injected failure, if any: see [`World::fail`](crate::World::fail).
    pub failure: Option<Failure>,
    /// The class of the exception that the call raised.
    pub fault: Option<String>,
}

impl Recorded {
    /// Whether the call ran. It did not if an injected failure prevented it.
    pub fn was_run(&self) -> bool {
        self.failure.as_ref().is_none_or(Failure::runs)
    }

    /// Returns all arguments, positional and named, as one JSON value.
    pub fn arguments(&self) -> Value {
        serde_json::json!({"args": self.args, "kwargs": self.kwargs})
    }
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        let by_position = self.args.iter().map(ToString::to_string);
        let by_name = self
            .kwargs
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let all: Vec<String> = by_position.chain(by_name).collect();
        write!(f, "{}) by {}", all.join(", "), self.login)?;
        if let Some(failure) = &self.failure {
            write!(f, " failed by an injected failure ({failure:?})")?;
        }
        match &self.fault {
            Some(fault) => write!(f, " raised {fault}"),
            None => Ok(()),
        }
    }
}

/// The recorded calls of one name, for assertions: see [`World::assert_called`](crate::World::assert_called).
#[derive(Debug)]
#[must_use = "it asserts nothing without a call such as `once`"]
pub struct Calls {
    pub(crate) name: String,
    pub(crate) found: Vec<Recorded>,
    pub(crate) all: Vec<Recorded>,
}

impl Calls {
    /// Selects calls with a matching value anywhere in their arguments.
    ///
    /// An object matches if it has these members, a list if it has these items, any other value if it is equal.
    pub fn with(mut self, part: &Value) -> Self {
        self.found.retain(|call| has(&call.arguments(), part));
        self
    }

    /// Selects calls that ran. An injected [failure](crate::World::fail) can prevent a call from running.
    pub fn run(mut self) -> Self {
        self.found.retain(Recorded::was_run);
        self
    }

    /// Selects calls of this user, by login.
    pub fn by(mut self, login: &str) -> Self {
        self.found.retain(|call| call.login == login);
        self
    }

    /// Returns the calls.
    pub fn into_vec(self) -> Vec<Recorded> {
        self.found
    }

    /// Asserts that there is exactly one call.
    ///
    /// # Panics
    ///
    /// If the number of calls is not one; the message lists all calls.
    #[track_caller]
    pub fn once(self) -> Recorded {
        self.check(1);
        let mut found = self.found;
        found.remove(0)
    }

    /// Asserts the number of calls.
    ///
    /// # Panics
    ///
    /// If the number differs; the message lists all calls.
    #[track_caller]
    pub fn times(self, count: usize) -> Vec<Recorded> {
        self.check(count);
        self.found
    }

    /// Asserts that no call was sent.
    ///
    /// # Panics
    ///
    /// If there is a call; the message lists all calls.
    #[track_caller]
    pub fn never(self) {
        self.check(0);
    }

    #[track_caller]
    fn check(&self, expected: usize) {
        let came: Vec<String> = self.all.iter().map(|call| format!("  {call}")).collect();
        let came = if came.is_empty() {
            "  none".to_owned()
        } else {
            came.join("\n")
        };
        assert!(
            self.found.len() == expected,
            "expected {expected} matching calls of `{}`, found {}; all calls:\n{came}",
            self.name,
            self.found.len(),
        );
    }
}

/// Whether a value contains a part at any depth.
fn has(value: &Value, part: &Value) -> bool {
    let here = match (value, part) {
        (Value::Object(members), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, part)| members.get(name).is_some_and(|value| has_here(value, part))),
        _ => value == part,
    };
    let inside = || match value {
        Value::Object(members) => members.values().any(|value| has(value, part)),
        Value::Array(items) => items.iter().any(|item| has(item, part)),
        _ => false,
    };
    here || inside()
}

/// Whether a value matches a part directly; members are compared in the same way.
fn has_here(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::Object(members), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, part)| members.get(name).is_some_and(|value| has_here(value, part))),
        (value, part) => value == part,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn matching_parts_are_found_at_any_depth() {
        let value = json!({"args": [[1, 2], {"name": "a", "color": 3}]});
        assert!(
            has(&value, &json!({"name": "a"}))
                && has(&value, &json!(3))
                && has(&value, &json!([1, 2]))
        );
        assert!(!has(&value, &json!({"name": "b"})) && !has(&value, &json!([1])));
    }
}
