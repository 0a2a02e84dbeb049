//! CPU affinity, so that clients and servers always or never share a core.

/// Where the server runs relative to the client, whose core has no other use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placing {
    /// On another core.
    Apart,
    /// On the same core, which avoids waking another one.
    Together,
}

/// The cores of the client and of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cores {
    client: usize,
    server: usize,
}

#[cfg(target_os = "linux")]
mod linux {
    use nix::{
        sched::{CpuSet, sched_getaffinity, sched_setaffinity},
        unistd::Pid,
    };

    use super::{Cores, Placing};

    const SELF: Pid = Pid::from_raw(0);

    impl Cores {
        /// `None` if there is only one core or affinity is not supported: the kernel then places the processes.
        pub(crate) fn of(placing: Placing) -> Option<Self> {
            let allowed = sched_getaffinity(SELF).ok()?;
            let mut cores = (0..CpuSet::count()).filter(|core| allowed.is_set(*core) == Ok(true));
            let (client, other) = (cores.next()?, cores.next()?);
            let server = match placing {
                Placing::Apart => other,
                Placing::Together => client,
            };
            Some(Cores { client, server })
        }

        pub(crate) fn start_client<T>(cores: Option<Self>, start: impl FnOnce() -> T) -> T {
            on(cores.map(|cores| cores.client), start)
        }

        pub(crate) fn start_server<T>(cores: Option<Self>, start: impl FnOnce() -> T) -> T {
            on(cores.map(|cores| cores.server), start)
        }
    }

    /// A process started on a core stays there; this program moves back.
    fn on<T>(core: Option<usize>, start: impl FnOnce() -> T) -> T {
        let before = sched_getaffinity(SELF);
        let mut chosen = CpuSet::new();
        let is_chosen = core.is_some_and(|core| {
            chosen.set(core).is_ok() && sched_setaffinity(SELF, &chosen).is_ok()
        });
        let started = start();
        if let Ok(before) = before
            && is_chosen
        {
            let _ = sched_setaffinity(SELF, &before);
        }
        started
    }
}

#[cfg(not(target_os = "linux"))]
impl Cores {
    pub(crate) fn of(_: Placing) -> Option<Self> {
        None
    }

    pub(crate) fn start_client<T>(_: Option<Self>, start: impl FnOnce() -> T) -> T {
        start()
    }

    pub(crate) fn start_server<T>(_: Option<Self>, start: impl FnOnce() -> T) -> T {
        start()
    }
}
