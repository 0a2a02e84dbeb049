use std::{
    collections::BTreeMap,
    fmt,
    ops::Bound::{Excluded, Included, Unbounded},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// The maximum number of records that are remembered.
const MOST: usize = 1_000;

/// The size of an entry in the text, before base64: an id and a digest.
const ENTRY: usize = 4 + 8;

/// The records of the overlap, each with the digest of its last delivery.
///
/// The next run reads them again.
///
/// The time of a change is not enough to recognize it. The server shows whole seconds of the time when a transaction began, so a transaction that began in the
/// second of a delivered change and committed after the delivery has the same time and other values.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Delivered(BTreeMap<i32, u64>);

impl Delivered {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether the last delivery of a record had this digest.
    pub(super) fn holds(&self, id: i64, digest: u64) -> bool {
        let id = i32::try_from(id).ok();
        id.and_then(|id| self.0.get(&id)) == Some(&digest)
    }

    /// Remembers the record after the one with the id `after`; forgets it without a digest.
    ///
    /// Also forgets the records between both, which the run did not find.
    pub(super) fn pass(&mut self, after: Option<i64>, id: i64, digest: Option<u64>) {
        self.forget(after, Some(id));
        if let (Ok(id), Some(digest)) = (i32::try_from(id), digest) {
            self.0.insert(id, digest);
            if self.0.len() > MOST {
                self.0.pop_first();
            }
        }
    }

    /// Forgets the records after an id, up to another.
    pub(super) fn forget(&mut self, after: Option<i64>, last: Option<i64>) {
        let clamped = |id: i64| match i32::try_from(id) {
            Ok(id) => id,
            Err(_) if id < 0 => i32::MIN,
            Err(_) => i32::MAX,
        };
        let range = match (after.map(clamped), last.map(clamped)) {
            // A run is ordered by id. If a response is not, only the record itself is forgotten.
            (Some(after), Some(last)) if after >= last => (Included(last), Included(last)),
            (Some(after), Some(last)) => (Excluded(after), Included(last)),
            (Some(after), None) => (Excluded(after), Unbounded),
            (None, Some(last)) => (Unbounded, Included(last)),
            (None, None) => (Unbounded, Unbounded),
        };
        let gone: Vec<i32> = self.0.range(range).map(|(id, _)| *id).collect();
        for id in gone {
            self.0.remove(&id);
        }
    }

    /// Reads the text that `Display` writes.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > MOST * ENTRY * 4 / 3 {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (entries, []) = bytes.as_chunks::<ENTRY>() else {
            return None;
        };
        let mut delivered = BTreeMap::new();
        for [a, b, c, d, digest @ ..] in entries {
            let id = i32::from_be_bytes([*a, *b, *c, *d]);
            let is_sorted = delivered
                .last_key_value()
                .is_none_or(|(last, _)| *last < id);
            if id == 0 || !is_sorted {
                return None;
            }
            delivered.insert(id, u64::from_be_bytes(*digest));
        }
        Some(Delivered(delivered))
    }
}

/// URL-safe base64 of the entries, ordered by id.
impl fmt::Display for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(self.0.len() * ENTRY);
        for (id, digest) in &self.0 {
            bytes.extend(id.to_be_bytes());
            bytes.extend(digest.to_be_bytes());
        }
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl fmt::Debug for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} records", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ids: impl IntoIterator<Item = i32>) -> Delivered {
        Delivered(ids.into_iter().map(|id| (id, u64::MAX)).collect())
    }

    #[test]
    fn entries_are_read_back() {
        for delivered in [of([]), of([i32::MIN, -1, 1, i32::MAX]), of(1..=1_000)] {
            let text = delivered.to_string();
            assert!(text.len() <= 16_000);
            assert_eq!(Delivered::read(&text), Some(delivered));
        }
        let invalid = [of([0]).to_string(), of(1..=1_001).to_string()];
        let twice = of([1]).to_string().repeat(2);
        let unsorted = format!("{}{}", of([2]), of([1]));
        let rest =
            ["A", "AAAAAAAA", "AAAAAAAAAAAAAAA=", "AAAAA+AAAAAAAAAA", "é"].map(str::to_owned);
        for text in invalid.into_iter().chain([twice, unsorted]).chain(rest) {
            assert_eq!(Delivered::read(&text), None, "{text}");
        }
    }

    #[test]
    fn records_that_the_run_did_not_find_are_forgotten() {
        let mut delivered = of([-5, -2, 1, 3, 4, 7]);
        delivered.pass(None, -2, Some(1));
        assert!(delivered.holds(-2, 1) && !delivered.holds(-5, u64::MAX));
        delivered.pass(Some(-2), 4, None);
        assert!(!delivered.holds(1, u64::MAX) && !delivered.holds(4, u64::MAX));
        delivered.pass(Some(4), i64::MAX, Some(1));
        assert_eq!(delivered, Delivered([(-2, 1)].into()));
        delivered.pass(Some(9), 9, Some(2));
        delivered.pass(Some(9), 3, None);
        assert!(delivered.holds(9, 2));
        delivered.forget(Some(0), None);
        assert_eq!(delivered, Delivered([(-2, 1)].into()));
    }

    #[test]
    fn the_highest_ids_are_remembered() {
        let mut delivered = Delivered::default();
        for id in 1..=1_500 {
            delivered.pass(Some(id - 1), id, Some(7));
        }
        assert_eq!(delivered.0.len(), 1_000);
        assert!(delivered.holds(501, 7) && !delivered.holds(500, 7));
    }
}
