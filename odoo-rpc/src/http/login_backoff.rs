//! Backoff after a refused login.

use std::{
    collections::VecDeque,
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;

use crate::error::{Error, LoginErrorKind};

/// The secrets that were refused in the last minutes.
///
/// Only a keyed hash of each secret is stored.
pub(super) struct LoginBackoff {
    key: RandomState,
    refused: Vec<Refused>,
    /// When any secrets were refused within the last minute.
    recent: VecDeque<Instant>,
}

struct Refused {
    secret: u64,
    pause: Pause,
    error: Error,
}

/// Why a login is not attempted now.
pub(super) enum Refusal {
    /// The secret was refused.
    Known(Error),
    /// So many secrets were refused that the next one may lock the address out.
    TooMany,
}

/// How long Odoo counts failures, and how long a secret is kept after its backoff.
const MINUTE: Duration = Duration::from_secs(60);
/// The maximum number of refusals per minute, for all secrets. Odoo allows ten.
const MOST_IN_A_MINUTE: usize = 8;
/// How many secrets are stored.
const MOST_SECRETS: usize = 32;

impl Default for LoginBackoff {
    fn default() -> Self {
        LoginBackoff {
            key: RandomState::new(),
            refused: Vec::new(),
            recent: VecDeque::new(),
        }
    }
}

impl LoginBackoff {
    /// Returns why a login with this secret is not attempted now.
    pub(super) fn of(&mut self, secret: &SecretString) -> Option<Refusal> {
        self.forget();
        let hash = self.hash(secret);
        let known = self.refused.iter().find(|refused| refused.secret == hash);
        if let Some(refused) = known.filter(|refused| refused.pause.lasts()) {
            return Some(Refusal::Known(refused.error.clone()));
        }
        (self.recent.len() >= MOST_IN_A_MINUTE).then_some(Refusal::TooMany)
    }

    /// Stores the result of a login. Only a refusal of the secret counts.
    pub(super) fn note<T>(&mut self, secret: &SecretString, result: &Result<T, Error>) {
        let hash = self.hash(secret);
        let Err(error) = result else {
            // Odoo resets the failures of an address after a login.
            self.recent.clear();
            return self.refused.retain(|refused| refused.secret != hash);
        };
        if !matches!(error, Error::Login(login) if is_of_secret(login.kind())) {
            return;
        }
        self.recent.push_back(Instant::now());
        let known = self
            .refused
            .iter()
            .position(|refused| refused.secret == hash);
        // The oldest is dropped.
        let mut pause = known.map_or_else(Pause::default, |at| self.refused.remove(at).pause);
        pause.extend();
        if self.refused.len() == MOST_SECRETS {
            self.refused.remove(0);
        }
        self.refused.push(Refused {
            secret: hash,
            pause,
            error: error.clone(),
        });
    }

    fn hash(&self, secret: &SecretString) -> u64 {
        self.key.hash_one(secret.expose_secret())
    }

    fn forget(&mut self) {
        let now = Instant::now();
        let is_over = |since: &Instant| now.duration_since(*since) >= MINUTE;
        while self.recent.front().is_some_and(is_over) {
            self.recent.pop_front();
        }
        self.refused
            .retain(|refused| refused.pause.until.is_some_and(|until| !is_over(&until)));
    }
}

/// Returns whether Odoo counts a refusal.
fn is_of_secret(kind: LoginErrorKind) -> bool {
    matches!(
        kind,
        LoginErrorKind::WrongCredentials | LoginErrorKind::TooManyFailures
    )
}

/// Returns the backoff after a number of refusals of the same secret.
///
/// Odoo refuses all logins from an address that fails more than ten times in a minute (`base/models/res_users.py`, `_assert_can_auth`). A
/// service with a wrong password would soon reach that.
#[derive(Default)]
struct Pause {
    refusals: u32,
    until: Option<Instant>,
}

/// The first and the longest backoff.
///
/// They allow six attempts in the first minute, and two in each later one.
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
    async fn backoff_allows_fewer_attempts_than_odoo() {
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

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn refused(kind: LoginErrorKind) -> Result<(), Error> {
        Err(LoginError::new(kind, "admin", "db", None).into())
    }

    #[tokio::test(start_paused = true)]
    async fn another_secret_needs_no_backoff() {
        let wrong = refused(LoginErrorKind::WrongCredentials);
        let mut refusals = LoginBackoff::default();
        refusals.note(&secret("old"), &wrong);
        assert!(refusals.of(&secret("new")).is_none());
        refusals.note(&secret("new"), &wrong);
        for text in ["old", "new"] {
            let why = refusals.of(&secret(text));
            assert!(matches!(why, Some(Refusal::Known(_))), "{text}");
        }
        refusals.note(&secret("new"), &Ok(()));
        assert!(refusals.of(&secret("new")).is_none());
        assert!(refusals.of(&secret("old")).is_some());
        tokio::time::advance(FIRST).await;
        assert!(refusals.of(&secret("old")).is_none());
        // The backoff starts again once Odoo has reset its count.
        assert_eq!(refusals.refused.len(), 1);
        tokio::time::advance(MINUTE).await;
        assert!(refusals.of(&secret("old")).is_none());
        assert!(refusals.refused.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn changing_secrets_stay_below_the_limit_of_odoo() {
        let (wrong, mut tried) = (refused(LoginErrorKind::WrongCredentials), 0);
        let mut refusals = LoginBackoff::default();
        for second in 0..120 {
            let new = secret(&format!("wrong {second}"));
            if refusals.of(&new).is_none() {
                refusals.note(&new, &wrong);
                tried += 1;
            }
            tokio::time::advance(FIRST).await;
        }
        assert_eq!(tried, 2 * MOST_IN_A_MINUTE);
        assert!(refusals.refused.len() <= MOST_SECRETS);
    }

    #[tokio::test(start_paused = true)]
    async fn other_errors_do_not_count_as_refusals() {
        for kind in [
            LoginErrorKind::UnknownDatabase,
            LoginErrorKind::SecondFactor,
            LoginErrorKind::NoSecret,
        ] {
            let mut refusals = LoginBackoff::default();
            refusals.note(&secret("x"), &refused(kind));
            assert!(refusals.of(&secret("x")).is_none(), "{kind:?}");
        }
    }
}
