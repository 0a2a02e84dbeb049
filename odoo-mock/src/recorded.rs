//! What was called.

use std::fmt;

use serde_json::{Map, Value};

use crate::failure::Failure;

/// A call that came to the server.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recorded {
    /// `res.partner.create`.
    pub name: String,
    /// The login of the user who called.
    pub login: String,
    /// What came by position: the ids first, for a method of records.
    pub args: Vec<Value>,
    /// What came by name, without the context.
    pub kwargs: Map<String, Value>,
    /// The context that it came with.
    pub context: Map<String, Value>,
    /// How it failed, if it was told to: see [`World::fail`](crate::World::fail).
    pub failure: Option<Failure>,
    /// The class of the exception that it ended in.
    pub fault: Option<String>,
}

impl Recorded {
    /// Whether the call was run: it was not if it failed before, because a test wanted it to.
    pub fn was_run(&self) -> bool {
        self.failure.as_ref().is_none_or(Failure::runs)
    }

    /// Everything that came, by position or by name, as one JSON value to look into.
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
            write!(f, " failed as it was told to ({failure:?})")?;
        }
        match &self.fault {
            Some(fault) => write!(f, " raised {fault}"),
            None => Ok(()),
        }
    }
}

/// Calls of one name, to be checked: see [`World::assert_called`](crate::World::assert_called).
#[derive(Debug)]
#[must_use = "says nothing until it is asked, as by `once`"]
pub struct Calls {
    pub(crate) name: String,
    pub(crate) found: Vec<Recorded>,
    pub(crate) all: Vec<Recorded>,
}

impl Calls {
    /// Only those whose arguments have this somewhere: an object with these members among others, a list with these items, or the value itself.
    pub fn with(mut self, part: &Value) -> Self {
        self.found.retain(|call| has(&call.arguments(), part));
        self
    }

    /// Only those that were run: not those that [failed](crate::World::fail) before they were.
    pub fn run(mut self) -> Self {
        self.found.retain(Recorded::was_run);
        self
    }

    /// Only those of this user, by login.
    pub fn by(mut self, login: &str) -> Self {
        self.found.retain(|call| call.login == login);
        self
    }

    /// The calls.
    pub fn into_vec(self) -> Vec<Recorded> {
        self.found
    }

    /// There is one.
    ///
    /// # Panics
    ///
    /// When there is none, or more than one; the message has all calls that came.
    #[track_caller]
    pub fn once(self) -> Recorded {
        self.check(1);
        let mut found = self.found;
        found.remove(0)
    }

    /// There are so many.
    ///
    /// # Panics
    ///
    /// When there are more or fewer; the message has all calls that came.
    #[track_caller]
    pub fn times(self, count: usize) -> Vec<Recorded> {
        self.check(count);
        self.found
    }

    /// There is none.
    ///
    /// # Panics
    ///
    /// When there is one; the message has all calls that came.
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
            "`{}` was called as expected {} times, and should have been {expected} times; the calls that came:\n{came}",
            self.name,
            self.found.len(),
        );
    }
}

/// Whether a value has a part somewhere in it.
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

/// The same without looking deeper, but for members of members.
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
    fn parts_are_found_at_any_depth() {
        let value = json!({"args": [[1, 2], {"name": "a", "color": 3}]});
        assert!(
            has(&value, &json!({"name": "a"}))
                && has(&value, &json!(3))
                && has(&value, &json!([1, 2]))
        );
        assert!(!has(&value, &json!({"name": "b"})) && !has(&value, &json!([1])));
    }
}
