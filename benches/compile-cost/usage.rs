//! What a process took.

use std::fmt::{self, Display, Formatter};

/// What one rustc process took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Usage {
    /// Of all its threads, in seconds.
    pub(crate) cpu: f64,
    /// The most memory that it held at one time, in MiB.
    pub(crate) memory: f64,
}

impl Usage {
    /// What those children of this process took that have ended.
    ///
    /// # Errors
    ///
    /// A sentence, if Linux does not say, or says what cannot be.
    #[cfg(target_os = "linux")]
    pub(crate) fn of_children() -> Result<Option<Self>, String> {
        use std::time::Duration;

        use nix::sys::{
            resource::{UsageWho, getrusage},
            time::{TimeVal, TimeValLike},
        };

        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)
            .map_err(|error| format!("cannot ask Linux what rustc took: {error}"))?;
        let seconds = |time: TimeVal| {
            let micros = u64::try_from(time.num_microseconds()).unwrap_or_default();
            Duration::from_micros(micros).as_secs_f64()
        };
        // In KiB: getrusage(2).
        let memory = u32::try_from(usage.max_rss())
            .map_err(|_| format!("Linux says that rustc took {} KiB", usage.max_rss()))?;
        Ok(Some(Usage {
            cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
            memory: f64::from(memory) / 1024.0,
        }))
    }

    /// None: elsewhere it has other units, or cannot be asked for.
    #[cfg(not(target_os = "linux"))]
    #[allow(clippy::unnecessary_wraps, reason = "as it is on Linux")]
    pub(crate) fn of_children() -> Result<Option<Self>, String> {
        Ok(None)
    }

    /// Reads what [`Display`] writes.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (cpu, memory) = text.split_once(' ')?;
        Some(Usage {
            cpu: cpu.parse().ok()?,
            memory: memory.parse().ok()?,
        })
    }
}

/// For another process of this program to read.
impl Display for Usage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.cpu, self.memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let usage = Usage {
            cpu: 0.125,
            memory: 181.5,
        };
        assert_eq!(Usage::read(&usage.to_string()), Some(usage));
        assert_eq!(Usage::read(""), None);
    }
}
