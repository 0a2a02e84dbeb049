use std::fmt;

use crate::printable::Printable;

/// A call, or a client, that is not well-formed: nothing was sent.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Printable(&.0.sentence))]
pub struct ConfigError(Box<Inner>);

/// Boxed, because errors are small where they are passed on.
#[derive(Clone, PartialEq, Eq)]
struct Inner {
    sentence: String,
}

impl ConfigError {
    /// An error with one sentence that says what is wrong and what to do.
    #[cold]
    pub fn new(sentence: impl Into<String>) -> Self {
        ConfigError(Box::new(Inner {
            sentence: sentence.into(),
        }))
    }
}

/// The sentence: it is what a program shows that ends with the error.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.sentence, f)
    }
}
