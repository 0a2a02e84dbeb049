/// A call, or a client, that is not well-formed: nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.sentence)]
pub struct ConfigError(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    sentence: String,
}

impl ConfigError {
    /// An error with one sentence that says what is wrong and what to do.
    pub fn new(sentence: impl Into<String>) -> Self {
        ConfigError(Box::new(Inner {
            sentence: sentence.into(),
        }))
    }
}
