use std::fmt;

use odoo_rpc::{__private::Printable, ConfigError, Error};

/// How many mistakes are kept of one body: a body may consist of nothing else.
const MOST: usize = 100;

/// What is wrong with the body of a request: every mistake, each with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchError {
    mistakes: Vec<Mistake>,
    is_syntax: bool,
}

/// One mistake in the body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    path: String,
    message: String,
}

impl Mistake {
    /// The place of the mistake, as a JSON pointer (RFC 6901).
    ///
    /// For example `/child_ids/0/name`; empty for the whole body.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected and what was found.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl PatchError {
    /// Returns the mistakes in the order of the body, at most 100.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Returns whether the body is not JSON at all.
    pub fn is_syntax(&self) -> bool {
        self.is_syntax
    }

    pub(super) fn syntax(error: &serde_json::Error) -> Self {
        let mut mistakes = Mistakes::default();
        mistakes.push("", format!("expected JSON: {error}"));
        PatchError {
            mistakes: mistakes.0,
            is_syntax: true,
        }
    }
}

/// `/email: expected text, found a number; /id: read-only field`.
impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid body: ")?;
        write_all(f, &self.mistakes)
    }
}

impl std::error::Error for PatchError {}

/// Of the kind [`Invalid`](crate::rpc::ErrorKind::Invalid).
impl From<PatchError> for Error {
    fn from(error: PatchError) -> Self {
        ConfigError::invalid_value(error.to_string()).into()
    }
}

/// Writes mistakes in one line, whatever is in their keys.
pub(crate) fn write_all(f: &mut fmt::Formatter<'_>, mistakes: &[Mistake]) -> fmt::Result {
    for (at, Mistake { path, message }) in mistakes.iter().enumerate() {
        let before = if at == 0 { "" } else { "; " };
        let colon = if path.is_empty() { "" } else { ": " };
        let (path, message) = (Printable(path), Printable(message));
        write!(f, "{before}{path}{colon}{message}")?;
    }
    Ok(())
}

/// The mistakes that were found so far.
#[derive(Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// Adds a mistake at a key of the outermost object.
    pub(crate) fn push_key(&mut self, key: &str, message: impl Into<String>) {
        self.push(&format!("/{}", escaped(key)), message);
    }

    /// Whether no more mistakes are kept.
    pub(crate) fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    pub(crate) fn into_list(self) -> Vec<Mistake> {
        self.0
    }

    pub(super) fn push(&mut self, path: &str, message: impl Into<String>) {
        if self.0.len() < MOST {
            self.0.push(Mistake {
                path: path.to_owned(),
                message: message.into(),
            });
        }
    }

    pub(super) fn into_result(self) -> Result<(), PatchError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(PatchError {
            mistakes: self.0,
            is_syntax: false,
        })
    }
}

/// Escapes a key of a path as in RFC 6901.
///
/// It shortens a long one.
pub(super) fn escaped(key: &str) -> String {
    let short: String = key.chars().take(64).collect();
    short.replace('~', "~0").replace('/', "~1")
}
