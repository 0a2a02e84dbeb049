//! Which results are older than a write.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::call_info::CallInfo;

/// The last writes to the models that caches of a connection have read.
///
/// A result has the epoch of its models when the read began. A write changes their epoch when it ends. So a result that was read
/// before or during the write is not found afterwards, even if its response arrives later.
#[derive(Default)]
pub(in crate::client) struct Writes(Mutex<Epochs>);

#[derive(Default)]
struct Epochs {
    /// Grows with each write.
    ///
    /// So the latest epoch of several models changes with each of them.
    last: u64,
    of_all: u64,
    of_model: HashMap<String, u64>,
}

impl Writes {
    /// Returns the epoch of results that contain records of these models.
    pub(super) fn epoch(&self, models: &[String]) -> u64 {
        let mut epochs = self.lock();
        models.iter().fold(epochs.of_all, |latest, model| {
            if let Some(own) = epochs.of_model.get(model) {
                return latest.max(*own);
            }
            epochs.of_model.insert(model.clone(), 0);
            latest
        })
    }

    /// Makes the results of a model outdated, or without a model all results.
    pub(in crate::client) fn note(&self, model: Option<&str>) {
        let mut epochs = self.lock();
        let next = epochs.last + 1;
        let epoch = match model {
            Some(model) => epochs.of_model.get_mut(model),
            None => Some(&mut epochs.of_all),
        };
        // No cache has read a model that has no epoch.
        if let Some(epoch) = epoch {
            *epoch = next;
            epochs.last = next;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Epochs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that may write. It is noted when the call ends, however it ends.
pub(in crate::client) struct Write {
    writes: Arc<Writes>,
    call: CallInfo,
}

impl Write {
    pub(in crate::client) fn new(writes: &Arc<Writes>, call: &CallInfo) -> Self {
        Write {
            writes: Arc::clone(writes),
            call: call.clone(),
        }
    }
}

impl Drop for Write {
    fn drop(&mut self) {
        self.writes.note(self.call.model());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_changes_the_epoch_of_its_model_and_of_what_contains_it() {
        let writes = Writes::default();
        let epoch = |models: &[&str]| {
            let models: Vec<String> = models.iter().copied().map(str::to_owned).collect();
            writes.epoch(&models)
        };
        let (state, country, both) = (epoch(&["state"]), epoch(&["country"]), ["country", "state"]);
        let before = epoch(&both);
        writes.note(Some("state"));
        assert_ne!(epoch(&["state"]), state);
        assert_eq!(epoch(&["country"]), country);
        assert_ne!(epoch(&both), before);
        let before = epoch(&both);
        writes.note(Some("country"));
        assert_ne!(epoch(&both), before);
    }

    #[test]
    fn a_write_without_a_model_changes_all() {
        let writes = Writes::default();
        let epoch = |model: &str| writes.epoch(&[model.to_owned()]);
        let before = [epoch("a"), epoch("b")];
        writes.note(None);
        assert!(epoch("a") != before[0] && epoch("b") != before[1]);
    }

    #[test]
    fn models_that_no_cache_reads_are_not_kept() {
        let writes = Writes::default();
        writes.note(Some("order"));
        assert!(writes.lock().of_model.is_empty());
    }
}
