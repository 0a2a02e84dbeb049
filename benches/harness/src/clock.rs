use std::time::Instant;

use crate::{Fault, Sample};

/// Measures from its start to its stop.
#[derive(Debug)]
pub struct Clock {
    wall: Instant,
    cpu: f64,
}

impl Clock {
    /// Starts the measurement.
    ///
    /// # Errors
    ///
    /// Returns an error where a process cannot query its resource usage.
    pub fn start() -> Result<Self, Fault> {
        Ok(Clock {
            cpu: process::cpu()?,
            wall: Instant::now(),
        })
    }

    /// Returns the CPU time of all threads of this process so far, in seconds.
    ///
    /// # Errors
    ///
    /// See [`start`](Self::start).
    pub fn cpu() -> Result<f64, Fault> {
        process::cpu()
    }

    /// Returns the usage since the start. `checksum` runs afterwards.
    ///
    /// # Errors
    ///
    /// See [`start`](Self::start).
    pub fn stop(self, checksum: impl FnOnce() -> u32) -> Result<Sample, Fault> {
        let wall = self.wall.elapsed().as_secs_f64();
        Ok(Sample {
            cpu: process::cpu()? - self.cpu,
            wall,
            memory: process::memory()?,
            checksum: checksum(),
            requests: None,
        })
    }
}

#[cfg(target_os = "linux")]
mod process {
    use std::{fs, time::Duration};

    use nix::time::{ClockId, clock_gettime};

    use crate::Fault;

    /// CPU time of all threads of this process, in seconds.
    pub(super) fn cpu() -> Result<f64, Fault> {
        let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
        Ok(Duration::from(time).as_secs_f64())
    }

    /// Peak memory of this process, in MiB.
    ///
    /// getrusage(2) is not used, because its value includes the memory of the process
    /// before exec(2).
    pub(super) fn memory() -> Result<f64, Fault> {
        let status = fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kib: u32 = kib
            .ok_or("Linux does not say how much memory a process held")?
            .parse()?;
        Ok(f64::from(kib) / 1024.0)
    }
}

#[cfg(not(target_os = "linux"))]
mod process {
    use crate::Fault;

    const ALONE: &str = "resource usage can only be measured on Linux";

    pub(super) fn cpu() -> Result<f64, Fault> {
        Err(ALONE.into())
    }

    pub(super) fn memory() -> Result<f64, Fault> {
        Err(ALONE.into())
    }
}
