//! Trials for the suite: one for each behaviour and server.

use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use tokio::runtime::Runtime;

use crate::suite::Behaviour;

/// One for all trials, because a client's connections belong to the runtime that made them.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// A trial that runs a task. A panic in it is the task's, and the trial's failure.
pub fn trial<F>(
    server: &str,
    behaviour: Behaviour,
    task: impl FnOnce() -> F + Send + 'static,
) -> Trial
where
    F: Future<Output = ()> + Send + 'static,
{
    Trial::test(format!("{server}::{}", behaviour.name), move || {
        let task = RUNTIME.spawn(task());
        RUNTIME
            .block_on(task)
            .map_err(|error| Failed::from(error.to_string()))
    })
}

/// A trial that is not run, and says why.
pub fn skipped(server: &str, behaviour: Behaviour, why: &str) -> Trial {
    Trial::test(format!("{server}::{}", behaviour.name), || Ok(()))
        .with_kind(format!("skipped: {why}"))
        .with_ignored_flag(true)
}
