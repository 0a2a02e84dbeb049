//! The resource usage of a process.

use std::fmt::{self, Display, Formatter};

/// The resource usage of a rustc process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Usage {
    /// CPU time of all threads, in seconds.
    pub(crate) cpu: f64,
    /// Peak memory, in MiB.
    pub(crate) memory: f64,
}

impl Usage {
    /// The usage of the child processes that have ended.
    ///
    /// # Errors
    ///
    /// Returns an error if Linux does not report it, or reports an impossible value.
    #[cfg(target_os = "linux")]
    pub(crate) fn of_children() -> Result<Option<Self>, String> {
        use std::time::Duration;

        use nix::sys::{
            resource::{UsageWho, getrusage},
            time::{TimeVal, TimeValLike},
        };

        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)
            .map_err(|error| format!("cannot query the resource usage of rustc: {error}"))?;
        let seconds = |time: TimeVal| {
            let micros = u64::try_from(time.num_microseconds()).unwrap_or_default();
            Duration::from_micros(micros).as_secs_f64()
        };
        // In KiB: getrusage(2).
        let memory = u32::try_from(usage.max_rss())
            .map_err(|_| format!("invalid memory usage of rustc: {} KiB", usage.max_rss()))?;
        Ok(Some(Usage {
            cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
            memory: f64::from(memory) / 1024.0,
        }))
    }

    /// `None`: other systems use other units or lack the call.
    #[cfg(not(target_os = "linux"))]
    #[allow(clippy::unnecessary_wraps, reason = "as it is on Linux")]
    pub(crate) fn of_children() -> Result<Option<Self>, String> {
        Ok(None)
    }

    /// Parses the output of [`Display`].
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (cpu, memory) = text.split_once(' ')?;
        Some(Usage {
            cpu: cpu.parse().ok()?,
            memory: memory.parse().ok()?,
        })
    }
}

/// Written for another process of this program.
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
