//! An answer that is still on its way.

mod finder;

use std::sync::{MutexGuard, PoisonError};

use self::finder::Finder;
use super::row_sink::{RowSink, Shared};

/// The body of an answer as it comes. Items of its result that an intake takes are let go: what is left at the end is the same answer with fewer of them.
pub(crate) struct BodyParser {
    /// What has come, without the items that were taken.
    body: Vec<u8>,
    /// How many bytes have come in all.
    arrived: usize,
    /// How many will have come, if the server says so.
    announced: Option<usize>,
    finder: Finder,
    intake: Option<Shared>,
    /// Where in the body the items begin, once it is known for a list.
    list: Option<usize>,
    /// How many bytes of items there must be before they are looked at again. One that is not there whole is read in vain, and may be large.
    wanted: usize,
}

/// Where an answer has its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// In an envelope of JSON-RPC.
    Enveloped,
    /// The result is all that comes.
    Bare,
}

/// In so many bytes the end of an item is looked for that had come in part.
const STEP: usize = 512;
/// What the server announces is only believed up to here.
const MOST_RESERVED: usize = 64 << 20;

impl BodyParser {
    /// Nothing yet. `announced` is how many bytes will come.
    pub(crate) fn new(announced: Option<usize>, shape: Shape, intake: Option<Shared>) -> Self {
        let mut body = Vec::new();
        match &intake {
            // It forgets what it took of a try before this one.
            Some(intake) => lock(intake).begin(),
            None => body.reserve_exact(announced.unwrap_or_default().min(MOST_RESERVED)),
        }
        BodyParser {
            body,
            arrived: 0,
            announced,
            finder: Finder::new(shape),
            intake,
            list: None,
            wanted: 0,
        }
    }

    /// How many bytes have come.
    pub(crate) fn arrived(&self) -> usize {
        self.arrived
    }

    /// The body, without what was taken of it.
    pub(crate) fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Adds the next piece.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.arrived += piece.len();
        let is_whole = self.announced == Some(self.arrived);
        match (self.intake.clone(), self.list) {
            (Some(intake), Some(list)) => self.hand_on(piece, list, &intake),
            (Some(intake), None) => {
                let before = self.body.len();
                self.body.extend_from_slice(piece);
                // An answer that comes at once is read at once.
                let found = if is_whole {
                    None
                } else {
                    self.finder.find(piece)
                };
                if let Some(at) = found {
                    let list = before + at;
                    self.body.truncate(list);
                    self.list = Some(list);
                    self.hand_on(piece.get(at..).unwrap_or_default(), list, &intake);
                }
            }
            (None, _) => self.body.extend_from_slice(piece),
        }
    }

    /// Hands items on, straight from the piece that they are in. Only what one piece begins and another ends is put together in the body.
    fn hand_on(&mut self, piece: &[u8], list: usize, intake: &Shared) {
        let mut intake = lock(intake);
        let announced = self.announced.unwrap_or_default();
        let to_come = announced.saturating_sub(self.arrived).min(MOST_RESERVED);
        let mut at = 0;
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            let begun = self.body.len() - list;
            if begun == 0 {
                let taken = intake.take(rest, to_come);
                let begun = rest.get(taken..).unwrap_or_default();
                self.body.extend_from_slice(begun);
                self.wanted = begun.len() + STEP;
                return;
            }
            let more = rest.len().min(self.wanted.saturating_sub(begun));
            self.body
                .extend_from_slice(rest.get(..more).unwrap_or_default());
            at += more;
            if begun + more < self.wanted {
                return;
            }
            let items = self.body.get(list..).unwrap_or_default();
            let taken = intake.take(items, to_come + piece.len() - at);
            let kept = begun + more - taken;
            if taken == 0 {
                self.wanted = kept * 2;
            } else if kept <= more {
                // What was not taken stands in the piece as well.
                self.body.truncate(list);
                at -= kept;
            } else {
                self.body.drain(list..list + taken);
                self.wanted = kept + STEP;
            }
        }
    }
}

fn lock(intake: &Shared) -> MutexGuard<'_, dyn RowSink + 'static> {
    intake.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
