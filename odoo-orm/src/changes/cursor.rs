use std::{fmt, ops::RangeInclusive, str::FromStr, time::Duration};

use chrono::{DateTime, Utc};
use odoo_rpc::ConfigError;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::delivered_records::Delivered;

/// A position in the changes of a model, from which [`changes_since`](crate::ModelExt::changes_since) continues.
///
/// Store it as text (`Display` and `FromStr`, or serde) together with the records.
///
/// | size of the text | bytes |
/// |---|---|
/// | nothing changed within the [`overlap`](crate::sync::Changes::overlap) | at most 100 |
/// | each record that changed within it, up to 1,000 | 16 |
/// | maximum | 16,100 |
///
/// So a database column of type `TEXT` fits, and `VARCHAR(255)` does not. The text is ASCII, and its format has a version: later releases read the texts of
/// earlier ones.
///
/// `Cursor::default()` is the beginning: all records count as changed. `Cursor::from(time)` starts at a time of the server's clock.
///
/// ```
/// use odoo_orm::sync::Cursor;
///
/// let stored = Cursor::default().to_string();
/// assert_eq!(stored.parse::<Cursor>()?, Cursor::default());
/// # Ok::<_, odoo_orm::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    /// All changes before this second have been returned, and no transaction can add more.
    settled: Option<i64>,
    /// The newest change when the last run began.
    mark: Option<Mark>,
    /// The position in an incomplete run.
    pub(crate) place: Option<Place>,
    /// The records that the next run would return again.
    ///
    /// After an incomplete run, these are the records of this run up to its position, and the records of the previous run after it.
    delivered: Delivered,
}

/// A second, by the server's clock, with a change in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    second: i64,
    /// When the server's clock had certainly reached this second, by the client's clock.
    met: i64,
}

/// A position in a run, which is ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The first second whose changes are read; `None` for all.
    pub(crate) from: Option<i64>,
    /// The last id that was passed; 0 at the beginning.
    pub(crate) after: i64,
}

impl Place {
    /// Returns the last id that was passed; `None` at the beginning.
    pub(crate) fn after(self) -> Option<i64> {
        // No record has the id 0.
        (self.after != 0).then_some(self.after)
    }
}

impl Cursor {
    /// Returns the cursor after a complete run.
    pub(crate) fn ended(mut self) -> Self {
        if let Some(place) = self.place.take() {
            self.delivered.forget(place.after(), None);
        }
        self
    }

    /// Forgets what was delivered, so that the next run delivers it again.
    pub(crate) fn without_delivered(self) -> Self {
        Cursor {
            delivered: Delivered::default(),
            ..self
        }
    }

    /// Tells whether the next run would deliver nothing again.
    pub(super) fn has_delivered_nothing(&self) -> bool {
        self.delivered.is_empty()
    }

    /// Tells whether the last delivery of a record had this digest.
    pub(super) fn has_delivered(&self, id: i64, digest: u64) -> bool {
        self.delivered.holds(id, digest)
    }

    /// Moves after a record, whose last change was in this second.
    pub(super) fn pass(&mut self, id: i64, second: Option<i64>, digest: u64, overlap: Duration) {
        let from = self.from(overlap);
        let is_read_again = second.is_some_and(|second| from.is_none_or(|from| second >= from));
        if let Some(place) = &mut self.place {
            let digest = is_read_again.then_some(digest);
            self.delivered.pass(place.after(), id, digest);
            place.after = id;
        }
    }

    /// Tells whether both have the same time for the beginning of the next run.
    pub(super) fn is_as_far_as(&self, other: &Self) -> bool {
        (self.settled, self.mark) == (other.settled, other.mark)
    }

    /// Tells whether a later run moves the cursor, even if nothing else changes.
    pub(super) fn will_settle(&self) -> bool {
        self.mark
            .is_some_and(|mark| self.settled.is_none_or(|settled| settled <= mark.second))
    }

    /// Returns the first second that the next run reads.
    ///
    /// A transaction that committed late may have added a change older than the newest one.
    pub(super) fn from(&self, overlap: Duration) -> Option<i64> {
        let overlap = i64::try_from(overlap.as_secs()).unwrap_or(i64::MAX);
        let marked = self
            .mark
            .map(|mark| mark.second.saturating_sub(overlap).max(*TIMES.start()));
        self.settled.max(marked)
    }

    /// Returns the cursor of a run that begins at `began`.
    ///
    /// The run saw `newest` as the last change at `met`. Both times are by the client's clock.
    pub(super) fn begin(
        &self,
        overlap: Duration,
        began: i64,
        newest: Option<i64>,
        met: i64,
    ) -> Self {
        let wait = i64::try_from(overlap.as_secs())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        let is_old = |mark: &Mark| began.saturating_sub(mark.met) >= wait;
        let settled = self
            .mark
            .filter(is_old)
            .map(|mark| mark.second.saturating_add(1));
        let newer = newest.filter(|second| self.mark.is_none_or(|mark| *second > mark.second));
        Cursor {
            settled: self.settled.max(settled),
            mark: newer.map(|second| Mark { second, met }).or(self.mark),
            place: Some(Place {
                from: self.from(overlap),
                after: 0,
            }),
            delivered: self.delivered.clone(),
        }
    }
}

/// Starts with the changes of transactions that began at this time or later.
///
/// The time is by the server's clock.
impl From<DateTime<Utc>> for Cursor {
    fn from(time: DateTime<Utc>) -> Self {
        Cursor {
            settled: Some(time.timestamp()),
            ..Cursor::default()
        }
    }
}

/// The range of seconds that the server can represent: the years 1 to 9999.
const TIMES: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The first part of the text, the version of the format.
const VERSION: &str = "2";

/// The version before what was delivered was remembered.
const VERSION_1: &str = "1";

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(VERSION)?;
        let numbers = [
            self.settled,
            self.mark.map(|mark| mark.second),
            self.mark.map(|mark| mark.met),
            self.place.and_then(|place| place.from),
            self.place.map(|place| place.after),
        ];
        for number in numbers {
            match number {
                Some(number) => write!(f, ":{number}")?,
                None => f.write_str(":")?,
            }
        }
        write!(f, ":{}", self.delivered)
    }
}

impl FromStr for Cursor {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        read(text).ok_or_else(|| {
            ConfigError::invalid_value(
                "invalid cursor: expected the complete output of `Cursor::to_string`",
            )
        })
    }
}

fn read(text: &str) -> Option<Cursor> {
    let number = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let (numbers, delivered) = match text.split_once(':')? {
        (VERSION, rest) => rest.rsplit_once(':')?,
        (VERSION_1, rest) => (rest, ""),
        _ => return None,
    };
    let numbers: Option<Vec<Option<i64>>> = numbers.split(':').map(number).collect();
    let [settled, second, met, from, after] = numbers?[..] else {
        return None;
    };
    let is_time = |second: Option<i64>| second.is_none_or(|second| TIMES.contains(&second));
    let is_id = after.is_none_or(|id| i32::try_from(id).is_ok());
    if ![settled, second, from].into_iter().all(is_time) || !is_id {
        return None;
    }
    let mark = match (second, met) {
        (Some(second), Some(met)) => Some(Mark { second, met }),
        (None, None) => None,
        _ => return None,
    };
    let place = match (from, after) {
        (from, Some(after)) => Some(Place { from, after }),
        (None, None) => None,
        _ => return None,
    };
    Some(Cursor {
        settled,
        mark,
        place,
        delivered: Delivered::read(delivered)?,
    })
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
