use std::{fmt, ops::RangeInclusive, str::FromStr, time::Duration};

use chrono::{DateTime, Utc};
use odoo_rpc::ConfigError;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A position in the changes of a model, from which [`changes_since`](crate::ModelExt::changes_since) continues.
///
/// It is a small value. Store it as text (`Display` and `FromStr`, or serde) together with the records.
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// All changes before this second have been returned, and no transaction can add more.
    settled: Option<i64>,
    /// The newest change when the last run began.
    mark: Option<Mark>,
    /// The position in an incomplete run.
    pub(crate) place: Option<Place>,
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
    /// The last id that was returned.
    pub(crate) after: i64,
}

impl Cursor {
    /// Returns the cursor after a complete run.
    pub(crate) fn ended(self) -> Self {
        Cursor {
            place: None,
            ..self
        }
    }

    /// Returns the first second that the next run reads.
    ///
    /// A transaction that committed late may have added a change older than the newest one.
    pub(super) fn from(self, overlap: Duration) -> Option<i64> {
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
const VERSION: &str = "1";

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
        Ok(())
    }
}

impl FromStr for Cursor {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        read(text).ok_or_else(|| {
            ConfigError::new("invalid cursor: expected the complete output of `Cursor::to_string`")
        })
    }
}

fn read(text: &str) -> Option<Cursor> {
    let number = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let numbers: Option<Vec<Option<i64>>> = text
        .strip_prefix(VERSION)?
        .strip_prefix(':')?
        .split(':')
        .map(number)
        .collect();
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
mod tests {
    use super::*;

    const OVERLAP: Duration = Duration::from_secs(300);

    /// Simulates a complete run that begins at a time and sees this last change.
    fn run(cursor: Cursor, at: i64, newest: Option<i64>) -> (Option<i64>, Cursor) {
        let begun = cursor.begin(OVERLAP, at, newest, at);
        let from = begun.place.and_then(|place| place.from);
        (
            from,
            Cursor {
                place: None,
                ..begun
            },
        )
    }

    #[test]
    fn invalid_cursors_are_rejected() {
        for text in [
            "1:::::99999999999",
            "1:::::-2147483649",
            "1::::1:9223372036854775807",
            "1:253402300800::::",
            "1:-62200000000::::",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
        assert!("1:253402300799:::0:2147483647".parse::<Cursor>().is_ok());
    }

    #[test]
    fn no_overlap_is_too_long_for_the_server() {
        let (_, cursor) = run(Cursor::default(), 5000, Some(1000));
        let from = cursor.from(Duration::from_secs(u64::MAX));
        assert_eq!(from, Some(*TIMES.start()));
    }

    #[test]
    fn changes_repeat_until_the_overlap_has_passed() {
        // The first run reads everything. The last change is in second 1000.
        let (from, cursor) = run(Cursor::default(), 5000, Some(1000));
        assert_eq!(from, None);
        // An earlier transaction may have committed since.
        let (from, cursor) = run(cursor, 5060, Some(1000));
        assert_eq!(from, Some(700));
        let (from, cursor) = run(cursor, 5300, Some(1000));
        assert_eq!(from, Some(700), "the second is not settled yet");
        let (from, cursor) = run(cursor, 5301, Some(1000));
        assert_eq!(
            from,
            Some(700),
            "the run after the overlap repeats it once more"
        );
        let (from, cursor) = run(cursor, 9000, None);
        assert_eq!(from, Some(1001));
        // A later change is read from there on, without the overlap.
        let (from, cursor) = run(cursor, 9100, Some(1100));
        assert_eq!(from, Some(1001));
        let (from, cursor) = run(cursor, 9200, Some(1200));
        assert_eq!(
            from,
            Some(1001),
            "the overlap does not go before the settled second"
        );
        let (from, _) = run(cursor, 9300, Some(9000));
        assert_eq!(from, Some(1001));
    }

    #[test]
    fn a_clock_that_goes_back_settles_nothing() {
        let (_, cursor) = run(Cursor::default(), 5000, Some(1000));
        let (from, cursor) = run(cursor, 10, Some(1000));
        assert_eq!(from, Some(700));
        assert_eq!(run(cursor, 4000, None).0, Some(700));
    }

    #[test]
    fn a_cursor_is_read_back() {
        let (_, ended) = run(Cursor::default(), 5000, Some(1000));
        let (_, settled) = run(ended, 9000, None);
        let begun = ended.begin(OVERLAP, 5100, None, 5100);
        // Views can have negative ids (19: `pos_sale/report/sale_report.py`).
        let from = begun.place.and_then(|place| place.from);
        let negative = Cursor {
            place: Some(Place { from, after: -5 }),
            ..begun
        };
        let time = DateTime::from_timestamp(1000, 0).unwrap();
        for cursor in [
            Cursor::default(),
            ended,
            settled,
            begun,
            negative,
            time.into(),
        ] {
            let text = cursor.to_string();
            assert_eq!(text.parse::<Cursor>().unwrap(), cursor, "{text}");
            let json = serde_json::to_string(&cursor).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
        }
        for text in [
            "",
            "1",
            "2:::::",
            "1::::",
            "1:::::-",
            "1:::::x",
            "1::3:::",
            "1::::4:",
            "1::::::",
            "1:::::2147483648",
            "1:::::-2147483649",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
