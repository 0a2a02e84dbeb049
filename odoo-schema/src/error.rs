use std::{
    fmt,
    path::{Path, PathBuf},
};

/// Why a snapshot cannot be read or written: file, line and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    path: Option<PathBuf>,
    line: Option<usize>,
    sentence: String,
}

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Error {
            path: None,
            line: None,
            sentence: sentence.into(),
        }
    }

    #[must_use]
    pub(crate) fn at_line(self, line: usize) -> Self {
        Error {
            line: Some(line),
            ..self
        }
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(self, path: impl Into<PathBuf>) -> Self {
        Error {
            path: Some(path.into()),
            ..self
        }
    }

    pub(crate) fn io(path: &Path, verb: &str, error: &std::io::Error) -> Self {
        Error::new(format!(
            "cannot {verb} this file ({error}); check that it exists and that you may {verb} it"
        ))
        .in_file(path)
    }

    /// The file, if it is known.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The line, counted from 1, if the error belongs to one.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What was expected, what was found, and what to do, without file and line.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, self.line) {
            (Some(path), Some(line)) => write!(f, "{}:{line}: ", path.display())?,
            (Some(path), None) => write!(f, "{}: ", path.display())?,
            (None, Some(line)) => write!(f, "line {line}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Error {}
