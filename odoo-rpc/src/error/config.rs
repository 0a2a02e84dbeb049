/// A call, or a client, that is not well-formed: nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(Box<String>);

impl ConfigError {
    /// An error with one sentence that says what is wrong and what to do.
    pub fn new(sentence: impl Into<String>) -> Self {
        ConfigError(Box::new(sentence.into()))
    }
}
