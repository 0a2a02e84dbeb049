//! Comparison of a call on both servers.

use serde_json::Value;

use super::event::Answered;

/// A call, the real server's result, and the in-memory result.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) call: Answered,
    pub(super) found: Value,
    /// The records in memory after the call, if they differ from the real server's.
    pub(super) other_state: Option<Value>,
}

impl Compared {
    pub(super) fn new(call: Answered, mut found: Value, other_state: Option<Value>) -> Self {
        blank(&call.answer, &mut found);
        Compared {
            call,
            found,
            other_state,
        }
    }

    pub(super) fn answers_agree(&self) -> bool {
        self.call.answer == self.found
    }

    pub(super) fn agrees(&self) -> bool {
        self.answers_agree() && self.other_state.is_none()
    }
}

/// Texts that a recording leaves blank are not compared.
fn blank(expected: &Value, found: &mut Value) {
    let expected = expected.get("messages").and_then(Value::as_array);
    let found = found.get_mut("messages").and_then(Value::as_array_mut);
    for (expected, found) in expected
        .into_iter()
        .flatten()
        .zip(found.into_iter().flatten())
    {
        if expected["message"] == "" && found["message"].is_string() {
            found["message"] = "".into();
        }
    }
}
