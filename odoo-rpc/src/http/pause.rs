//! A pause behind a login that was refused.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;

use crate::error::Error;

/// The last refusal: the same secret would be refused again.
#[derive(Default)]
pub(super) struct Refusals {
    pause: Pause,
    last: Option<(SecretString, Error)>,
}

impl Refusals {
    /// Why this secret is not tried now.
    pub(super) fn of(&self, secret: &SecretString) -> Option<Error> {
        let (refused, error) = self.last.as_ref().filter(|_| self.pause.lasts())?;
        (refused.expose_secret() == secret.expose_secret()).then(|| error.clone())
    }

    /// Notes what came of a login with a secret.
    pub(super) fn note<T>(&mut self, secret: SecretString, result: &Result<T, Error>) {
        match result {
            Ok(_) => *self = Refusals::default(),
            Err(error @ Error::Login(_)) => {
                self.pause.extend();
                self.last = Some((secret, error.clone()));
            }
            // The server said nothing of the secret.
            Err(_) => {}
        }
    }
}

/// How long no login is tried, because the same one has just been refused: Odoo lets nobody in from an address that fails more than ten times in a minute
/// (`base/models/res_users.py`, `_assert_can_auth`), a service with a wrong password least of all.
#[derive(Default)]
struct Pause {
    refusals: u32,
    until: Option<Instant>,
}

/// The pause behind the first refusal, and the longest: six tries in the first minute, two in each other one.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

impl Pause {
    fn lasts(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() < until)
    }

    fn extend(&mut self) {
        let pause = FIRST.saturating_mul(1 << self.refusals.min(8)).min(LONGEST);
        self.refusals += 1;
        self.until = Some(Instant::now() + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{LoginError, LoginErrorKind};

    #[tokio::test(start_paused = true)]
    async fn fewer_tries_than_odoo_allows() {
        let (mut pause, start, mut tries) = (Pause::default(), Instant::now(), Vec::new());
        while start.elapsed() < Duration::from_secs(120) {
            if !pause.lasts() {
                pause.extend();
                tries.push(start.elapsed().as_secs());
            }
            tokio::time::advance(Duration::from_millis(500)).await;
        }
        assert_eq!(tries, [0, 1, 3, 7, 15, 31, 61, 91]);
    }

    #[tokio::test(start_paused = true)]
    async fn another_secret_is_tried_at_once() {
        let refused = |kind| Error::from(LoginError::new(kind, "admin", "db", None));
        let secret = |text: &str| SecretString::from(text.to_owned());
        let mut refusals = Refusals::default();
        let error: Result<(), Error> = Err(refused(LoginErrorKind::WrongCredentials));
        refusals.note(secret("old"), &error);
        assert!(refusals.of(&secret("old")).is_some());
        assert!(refusals.of(&secret("new")).is_none());
        refusals.note(secret("new"), &Ok(()));
        assert!(refusals.of(&secret("old")).is_none());
    }
}
