//! A pause behind a login that was refused.

use std::time::Duration;

use tokio::time::Instant;

/// How long no login is tried, because the same one has just been refused: Odoo lets nobody in from an address that fails more than ten times in a minute
/// (`base/models/res_users.py`, `_assert_can_auth`), a service with a wrong password least of all.
#[derive(Default)]
pub(super) struct Pause {
    refusals: u32,
    until: Option<Instant>,
}

/// The pause behind the first refusal, and the longest: six tries in the first minute, two in each other one.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

impl Pause {
    pub(super) fn lasts(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() < until)
    }

    /// Notes whether a login was refused.
    pub(super) fn note(&mut self, is_refused: bool) {
        if !is_refused {
            *self = Pause::default();
            return;
        }
        let pause = FIRST.saturating_mul(1 << self.refusals.min(8)).min(LONGEST);
        self.refusals += 1;
        self.until = Some(Instant::now() + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn fewer_tries_than_odoo_allows() {
        let (mut pause, start, mut tries) = (Pause::default(), Instant::now(), Vec::new());
        while start.elapsed() < Duration::from_secs(120) {
            if !pause.lasts() {
                pause.note(true);
                tries.push(start.elapsed().as_secs());
            }
            tokio::time::advance(Duration::from_millis(500)).await;
        }
        assert_eq!(tries, [0, 1, 3, 7, 15, 31, 61, 91]);
        pause.note(false);
        assert!(!pause.lasts());
    }
}
