//! Progress of long operations, on standard error.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

/// The delay before progress is shown, and the interval of its updates.
const EVERY: Duration = Duration::from_millis(500);

/// A line that each update overwrites. It is shown on a terminal only.
pub(super) struct Progress {
    what: &'static str,
    total: Option<u64>,
    last: Instant,
    is_shown: bool,
    is_terminal: bool,
}

impl Progress {
    pub(super) fn new(what: &'static str, total: Option<u64>) -> Self {
        Progress {
            what,
            total,
            last: Instant::now(),
            is_shown: false,
            is_terminal: io::stderr().is_terminal(),
        }
    }

    #[cfg(feature = "parquet")]
    pub(super) fn set_total(&mut self, total: u64) {
        self.total = Some(total);
    }

    /// Whether progress is shown.
    pub(super) fn is_seen() -> bool {
        io::stderr().is_terminal()
    }

    pub(super) fn at(&mut self, done: u64) {
        if !self.is_terminal || self.last.elapsed() < EVERY {
            return;
        }
        (self.last, self.is_shown) = (Instant::now(), true);
        let of = self
            .total
            .map_or_else(String::new, |total| format!(" of {total}"));
        let _ = write!(io::stderr(), "\r\u{1b}[K{done}{of} {}", self.what);
    }

    /// Writes a message on a separate line.
    pub(super) fn line(&mut self, text: &str) {
        self.clear();
        let _ = writeln!(io::stderr(), "{text}");
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
