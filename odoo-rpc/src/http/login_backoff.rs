//! A pause behind a login that was refused.

use std::{
    collections::VecDeque,
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;

use crate::error::{Error, LoginErrorKind};

/// The secrets that were refused in the last minutes, which would be refused again.
///
/// A secret is known by a keyed hash, and never kept.
pub(super) struct LoginBackoff {
    key: RandomState,
    refused: Vec<Refused>,
    /// When secrets were refused within the last minute, whichever they were.
    recent: VecDeque<Instant>,
}

struct Refused {
    secret: u64,
    pause: Pause,
    error: Error,
}

/// Why a secret is not tried now.
pub(super) enum Refusal {
    /// It was refused.
    Known(Error),
    /// So many others were that the next one may lock the address out.
    TooMany,
}

/// How long Odoo counts failures, and a secret is remembered behind its pause.
const MINUTE: Duration = Duration::from_secs(60);
/// How many refusals in a minute a client takes, whatever the secrets: Odoo takes ten.
const MOST_IN_A_MINUTE: usize = 8;
/// How many secrets are remembered.
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
    /// Why this secret is not tried now.
    pub(super) fn of(&mut self, secret: &SecretString) -> Option<Refusal> {
        self.forget();
        let hash = self.hash(secret);
        let known = self.refused.iter().find(|refused| refused.secret == hash);
        if let Some(refused) = known.filter(|refused| refused.pause.lasts()) {
            return Some(Refusal::Known(refused.error.clone()));
        }
        (self.recent.len() >= MOST_IN_A_MINUTE).then_some(Refusal::TooMany)
    }

    /// Notes what came of a login with a secret. Nothing but a refusal of the secret says anything of it.
    pub(super) fn note<T>(&mut self, secret: &SecretString, result: &Result<T, Error>) {
        let hash = self.hash(secret);
        let Err(error) = result else {
            // Odoo forgets the failures of an address that gets in.
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
        // The newest is the last, so that the oldest makes room.
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

/// Whether a refusal is one that Odoo counts.
fn is_of_secret(kind: LoginErrorKind) -> bool {
    matches!(
        kind,
        LoginErrorKind::WrongCredentials | LoginErrorKind::TooManyFailures
    )
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

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn refused(kind: LoginErrorKind) -> Result<(), Error> {
        Err(LoginError::new(kind, "admin", "db", None).into())
    }

    #[tokio::test(start_paused = true)]
    async fn another_secret_is_tried_at_once_and_a_refused_one_is_remembered_for_a_while() {
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
        // Its pauses begin anew once Odoo has forgotten it, too.
        assert_eq!(refusals.refused.len(), 1);
        tokio::time::advance(MINUTE).await;
        assert!(refusals.of(&secret("old")).is_none());
        assert!(refusals.refused.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn secrets_that_are_always_new_stay_below_what_odoo_allows() {
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
    async fn what_says_nothing_of_the_secret_is_no_refusal() {
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
