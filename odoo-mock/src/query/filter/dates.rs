//! Dates and times in domains of Odoo 19.
//!
//! They are in the time zone of the context, and can be relative to now (`odoo/tools/date_utils.py`, `parse_date`).

use chrono::{
    DateTime, Datelike as _, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone as _, Timelike as _, Utc, Weekday,
};
use chrono_tz::Tz;
use serde_json::Value;

use crate::{
    exception::{Result, type_error, value_error},
    python,
    query::Env,
    storage::Cell,
    value::{parse_date_lenient, parse_time_lenient},
};

fn not_a_date(value: &Value, kind: &str) -> crate::exception::Exception {
    value_error(format!(
        "Failed to cast {} into a {kind}",
        python::repr(value)
    ))
}

fn text(value: &Value, wrong: impl Fn() -> crate::exception::Exception) -> Result<&str> {
    match value {
        Value::String(text) => Ok(text),
        Value::Array(_) | Value::Object(_) => Err(type_error(format!(
            "expected a date, found a {}",
            python::type_name(value)
        ))),
        _ => Err(wrong()),
    }
}

/// The date of a value for a date field.
pub(super) fn day(value: &Value, env: &Env) -> Result<NaiveDate> {
    let wrong = || not_a_date(value, "date");
    let text = text(value, wrong)?;
    if let Some(moment) = relative(text, env) {
        return Ok(moment.date());
    }
    let head: String = text.chars().take(10).collect();
    parse_date_lenient(&head).map_err(|_| wrong())
}

/// The UTC time of a value for a datetime field.
///
/// A date alone means its start or its `end`.
pub(super) fn time(value: &Value, end: bool, env: &Env) -> Result<NaiveDateTime> {
    let wrong = || not_a_date(value, "datetime");
    let text = text(value, wrong)?;
    if let Some(moment) = relative(text, env) {
        return Ok(to_utc(moment, env.zone()));
    }
    if !text.contains([' ', 'T']) {
        let day = parse_date_lenient(text).map_err(|_| wrong())?;
        let clock = if end {
            NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN)
        } else {
            NaiveTime::MIN
        };
        return Ok(to_utc(day.and_time(clock), env.zone()));
    }
    let zoned = text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    if zoned {
        return Err(value_error(format!(
            "expecting only datetimes with no timezone: '{text}'"
        )));
    }
    parse_time_lenient(text).map_err(|_| wrong())
}

/// Converts local time to UTC.
///
/// An ambiguous hour is the second one; a skipped hour uses the offset before the change.
pub(crate) fn to_utc(local: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(time) | chrono::LocalResult::Ambiguous(_, time) => {
            time.naive_utc()
        }
        chrono::LocalResult::None => {
            let before = local - TimeDelta::hours(1);
            let time = zone.from_local_datetime(&before).earliest();
            time.map_or(local, |time| time.naive_utc() + TimeDelta::hours(1))
        }
    }
}

/// Converts UTC to local time.
pub(crate) fn to_local(utc: NaiveDateTime, zone: Tz) -> NaiveDateTime {
    DateTime::<Utc>::from_naive_utc_and_offset(utc, Utc)
        .with_timezone(&zone)
        .naive_local()
}

/// `today`, `now`, `-1d`, `today =monday +2w`: a local time in the context's zone.
fn relative(text: &str, env: &Env) -> Option<NaiveDateTime> {
    let now = to_local(env.now.with_nanosecond(0)?, env.zone());
    let mut moment = now;
    let mut words = text.split_ascii_whitespace();
    let first = words.next()?;
    match first {
        "today" => moment = now.date().and_time(NaiveTime::MIN),
        "now" => {}
        other => moment = shifted(moment, other)?,
    }
    words.try_fold(moment, shifted)
}

/// An offset: a sign, a number and a unit, or a sign and a weekday.
fn shifted(moment: NaiveDateTime, offset: &str) -> Option<NaiveDateTime> {
    let sign = offset
        .chars()
        .next()
        .filter(|sign| matches!(sign, '+' | '-' | '='))?;
    let rest = offset.get(1..)?;
    if let Some(weekday) = weekday(rest) {
        let to = i64::from(weekday.num_days_from_monday());
        let from = i64::from(moment.weekday().num_days_from_monday());
        let days = match sign {
            '+' => (to - from).rem_euclid(7),
            '-' => -(from - to).rem_euclid(7),
            _ => to - from,
        };
        let day = moment.checked_add_signed(TimeDelta::days(days))?;
        return Some(if sign == '=' {
            day.date().and_time(NaiveTime::MIN)
        } else {
            day
        });
    }
    let unit = rest.chars().next_back()?;
    let number: u32 = rest.get(..rest.len() - unit.len_utf8())?.parse().ok()?;
    if sign == '=' {
        return set(moment, unit, number);
    }
    let forward = sign == '+';
    let months = |count: u32| {
        if forward {
            moment.checked_add_months(Months::new(count))
        } else {
            moment.checked_sub_months(Months::new(count))
        }
    };
    let days = |count: u64| {
        if forward {
            moment.checked_add_days(Days::new(count))
        } else {
            moment.checked_sub_days(Days::new(count))
        }
    };
    let seconds = |count: i64| {
        moment.checked_add_signed(TimeDelta::seconds(if forward { count } else { -count }))
    };
    match unit {
        'y' => months(number.checked_mul(12)?),
        'm' => months(number),
        'w' => days(u64::from(number) * 7),
        'd' => days(number.into()),
        'H' => seconds(i64::from(number) * 3600),
        'M' => seconds(i64::from(number) * 60),
        'S' => seconds(number.into()),
        _ => None,
    }
}

/// Sets a part, and all smaller parts to their minimum.
fn set(moment: NaiveDateTime, unit: char, number: u32) -> Option<NaiveDateTime> {
    let date = moment.date();
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    match unit {
        'y' => NaiveDate::from_ymd_opt(i32::try_from(number).ok()?, 1, 1).map(midnight),
        'm' => NaiveDate::from_ymd_opt(date.year(), number, 1).map(midnight),
        'd' => date.with_day(number).map(midnight),
        'H' => date.and_hms_opt(number, 0, 0),
        'M' => date.and_hms_opt(moment.hour(), number, 0),
        'S' => date.and_hms_opt(moment.hour(), moment.minute(), number),
        _ => None,
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 8] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
        ("week_start", Weekday::Mon),
    ];
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, day)| *day)
}

/// A part of a date or local time, as a number.
pub(crate) fn part(cell: &Cell, name: &str, zone: Tz) -> Option<i64> {
    let moment = match cell {
        Cell::Date(day) => day.and_time(NaiveTime::MIN),
        Cell::Time(time) => to_local(*time, zone),
        _ => return None,
    };
    let number = match name {
        "year_number" => i64::from(moment.year()),
        "quarter_number" => i64::from(moment.month().div_ceil(3)),
        "month_number" => i64::from(moment.month()),
        "iso_week_number" => i64::from(moment.iso_week().week()),
        "day_of_year" => i64::from(moment.ordinal()),
        "day_of_month" => i64::from(moment.day()),
        "day_of_week" => i64::from(moment.weekday().num_days_from_sunday()),
        "hour_number" => i64::from(moment.hour()),
        "minute_number" => i64::from(moment.minute()),
        "second_number" => i64::from(moment.second()),
        _ => return None,
    };
    Some(number)
}

/// The names of the parts.
pub(crate) const PARTS: [&str; 10] = [
    "year_number",
    "quarter_number",
    "month_number",
    "iso_week_number",
    "day_of_year",
    "day_of_month",
    "day_of_week",
    "hour_number",
    "minute_number",
    "second_number",
];
