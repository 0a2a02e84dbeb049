//! Trials of the suite: one for each behaviour and server.

use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use tokio::runtime::Runtime;

use crate::suite::Behaviour;

/// One runtime for all trials, because a client's connections belong to the runtime that created them.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Returns a trial that runs a task. A panic in the task fails the trial.
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

/// Returns an ignored trial with a reason.
pub fn skipped(server: &str, behaviour: Behaviour, why: &str) -> Trial {
    Trial::test(format!("{server}::{}", behaviour.name), || Ok(()))
        .with_kind(format!("skipped: {why}"))
        .with_ignored_flag(true)
}
