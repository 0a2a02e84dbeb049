//! Parsing of dates and times, which differs between versions.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{
    exception::{Exception, Result, value_error},
    version::Version,
};

/// The numbers of a text between dashes, colons and spaces.
///
/// Like `strptime`, it accepts numbers without leading zeros.
fn numbers<const N: usize>(text: &str, by: char) -> Option<[u32; N]> {
    let mut parts = text.split(by);
    let mut found = [0; N];
    for place in &mut found {
        let part = parts.next()?;
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        *place = part.parse().ok().filter(|_| digits && part.len() <= 4)?;
    }
    parts.next().is_none().then_some(found)
}

pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = numbers(text, '-')?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn clock(text: &str) -> Option<NaiveTime> {
    let [hour, minute, second] = numbers(text, ':')
        .or_else(|| numbers(text, ':').map(|[hour, minute]: [u32; 2]| [hour, minute, 0]))?;
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// The value of a date field: the first ten characters (`Date.to_date`).
pub(super) fn written_date(text: &str) -> Option<NaiveDate> {
    let first: String = text.chars().take(10).collect();
    day(&first)
}

/// Parses a written datetime: exactly a date, or a date and a time.
///
/// See `Datetime.to_datetime`.
pub(super) fn written_time(text: &str, version: Version) -> Result<NaiveDateTime> {
    let wrong = || {
        value_error(format!(
            "time data '{text}' does not match format '%Y-%m-%d %H:%M:%S'"
        ))
    };
    let Some((date, time)) = text.split_once(' ') else {
        return Ok(day(text).ok_or_else(wrong)?.and_time(NaiveTime::MIN));
    };
    let hour_alone = || {
        let hour = time.parse().ok().filter(|_| version.has_python_errors())?;
        NaiveTime::from_hms_opt(hour, 0, 0)
    };
    let time = clock(time).or_else(hour_alone).ok_or_else(wrong)?;
    Ok(day(date).ok_or_else(wrong)?.and_time(time))
}

/// A date as PostgreSQL parses it, with the rest ignored.
pub(crate) fn parse_date_lenient(text: &str) -> Result<NaiveDate> {
    let head = text.split([' ', 'T']).next().unwrap_or_default();
    day(head).ok_or_else(|| wrong_text(text, "date", head))
}

/// Parses a time like PostgreSQL.
///
/// The time can have a `T` or a space, a fraction, and a time zone, which is ignored.
pub(crate) fn parse_time_lenient(text: &str) -> Result<NaiveDateTime> {
    let (head, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let wrong = || wrong_text(text, "timestamp", head);
    let date = day(head).ok_or_else(wrong)?;
    let time = time.trim_end_matches('Z');
    let time = time.split(['+', '-']).next().unwrap_or_default();
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let fraction: f64 = format!("0.{fraction}").parse().map_err(|_| wrong())?;
    let time = clock(whole).ok_or_else(wrong)?;
    #[expect(clippy::cast_possible_truncation, reason = "less than a second")]
    let micros = chrono::TimeDelta::microseconds((fraction * 1e6).round() as i64);
    Ok(date.and_time(time) + micros)
}

/// PostgreSQL's error for an invalid date.
///
/// It depends on whether the text has the format of a date.
fn wrong_text(text: &str, kind: &str, head: &str) -> Exception {
    // A text of digits only is parsed as a date without dashes.
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_form = numbers::<3>(head, '-').is_some() || (digits && (text == "0" || text.len() > 4));
    if has_form {
        Exception::postgres(
            "DatetimeFieldOverflow",
            format!("date/time field value out of range: \"{text}\""),
        )
    } else {
        Exception::postgres(
            "InvalidDatetimeFormat",
            format!("invalid input syntax for type {kind}: \"{text}\""),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_dates_have_one_format() {
        let version = Version::LATEST;
        for text in ["2024-02-29", "2024-2-9 1:02", "2024-02-29 12:34:56"] {
            written_time(text, version).unwrap();
        }
        for text in [
            "2024-02-29T12:00:00",
            "2024-02-29 12:00:00.5",
            "2024-02-30",
            "2024-02-29 12:00:00Z",
            "",
        ] {
            assert_eq!(
                written_time(text, version).unwrap_err().name,
                "builtins.ValueError",
                "{text}"
            );
        }
        assert!(written_date("2024-02-29T12:00:00Z").is_some());
    }

    #[test]
    fn postgres_accepts_more_date_formats() {
        let time = parse_time_lenient("2024-02-29T12:00:00.25+02:00").unwrap();
        assert_eq!(time.to_string(), "2024-02-29 12:00:00.250");
        let names = ["junk", "2024-02-30"].map(|text| parse_time_lenient(text).unwrap_err().name);
        assert_eq!(
            names,
            [
                "psycopg2.errors.InvalidDatetimeFormat",
                "psycopg2.errors.DatetimeFieldOverflow"
            ]
        );
    }
}
