//! `date` and `datetime`: `2024-02-29` and `2024-02-29 12:34:56`, always UTC, read without a fraction.

use chrono::{DateTime, NaiveDate, TimeZone, Timelike as _, Utc};
use odoo_rpc::{ConfigError, DecodeError, JsonReader};

use super::{
    EncodeResult, Encoder, FieldType, IntoOperand, Ordered, Scalar, Temporal, from_request,
};

#[diagnostic::do_not_recommend]
impl FieldType for NaiveDate {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["date"];

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        parsed(json, "a date such as \"2024-02-29\"", date)
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }
}

impl Scalar for NaiveDate {}
#[diagnostic::do_not_recommend]
impl Ordered for NaiveDate {}

#[diagnostic::do_not_recommend]
impl IntoOperand<NaiveDate> for NaiveDate {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        in_odoo_years(self)?;
        encoder.text(self.format("%Y-%m-%d").to_string())
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for DateTime<Utc> {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["datetime"];

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        parsed(json, "a datetime such as \"2024-02-29 12:34:56\"", datetime)
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        IntoOperand::<Self>::into_operand(*self, encoder)
    }

    /// RFC 3339, as services write times, and not as Odoo does.
    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        let time = serde_json::from_str::<String>(json)
            .ok()
            .and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
        let time = time.ok_or_else(|| {
            from_request::expected("a time such as \"2024-02-29T12:34:56Z\"", json)
        })?;
        IntoOperand::<Self>::into_operand(time, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl Ordered for DateTime<Utc> {}

#[diagnostic::do_not_recommend]
impl Temporal for NaiveDate {
    const WHOLE_DAYS: bool = true;
}

#[diagnostic::do_not_recommend]
impl Temporal for DateTime<Utc> {}

impl Scalar for DateTime<Utc> {}

/// Keeps the fraction of a second, which domains accept: see [`Field::gt`](crate::Field::gt) for its effect.
///
/// Truncates it in a write, where every version rejects it (`odoo/fields.py`, `Datetime.to_datetime`).
#[diagnostic::do_not_recommend]
impl<Z: TimeZone> IntoOperand<DateTime<Utc>> for DateTime<Z> {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        let mut utc = self.naive_utc();
        // chrono formats a leap second as `:60`, which Python rejects.
        if utc.nanosecond() > 999_999_999 {
            utc = utc.with_nanosecond(999_999_999).unwrap_or(utc);
        }
        in_odoo_years(utc.date())?;
        let format = if encoder.is_write() {
            "%Y-%m-%d %H:%M:%S"
        } else {
            "%Y-%m-%d %H:%M:%S%.f"
        };
        encoder.text(utc.format(format).to_string())
    }
}

/// Checks that the year is within 1 to 9999, the range of Python's dates.
fn in_odoo_years(date: NaiveDate) -> Result<(), ConfigError> {
    if matches!(chrono::Datelike::year(&date), 1..=9999) {
        return Ok(());
    }
    Err(ConfigError::invalid_value(format!(
        "invalid date {date}: expected a year from 1 to 9999"
    )))
}

fn parsed<T>(
    json: &mut JsonReader<'_>,
    expected: &'static str,
    parse: fn(&[u8]) -> Option<T>,
) -> Result<T, DecodeError> {
    let start = json.position();
    let text = json.text().map_err(|error| error.expecting(expected))?;
    parse(text.as_bytes()).ok_or_else(|| {
        json.set_position(start);
        json.mismatch(expected)
    })
}

/// Parses `Y-m-d`; Odoo does not pad a year before 1000 (`1-01-01`).
fn date(text: &[u8]) -> Option<NaiveDate> {
    let (year, [b'-', month @ .., b'-', day_tens, day_ones]) = text.split_last_chunk::<6>()? else {
        return None;
    };
    if !matches!(year.len(), 1..=4) {
        return None;
    }
    let year = i32::try_from(number(year)?).ok()?;
    // Python has no year 0.
    if year == 0 {
        return None;
    }
    NaiveDate::from_ymd_opt(year, number(month)?, number(&[*day_tens, *day_ones])?)
}

/// Parses `Y-m-d H:M:S`.
fn datetime(text: &[u8]) -> Option<DateTime<Utc>> {
    let (day, [b' ', h1, h0, b':', m1, m0, b':', s1, s0]) = text.split_last_chunk::<9>()? else {
        return None;
    };
    let two = |tens: &u8, ones: &u8| number(&[*tens, *ones]);
    let time = date(day)?.and_hms_opt(two(h1, h0)?, two(m1, m0)?, two(s1, s0)?)?;
    Some(time.and_utc())
}

/// Tells whether a condition may hold this text as a date or datetime.
///
/// The date and time are separated by a space or `T`, with or without a fraction.
pub(crate) fn is_date_or_time(text: &str) -> bool {
    let text = text.replacen('T', " ", 1);
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => &text,
    };
    date(whole.as_bytes()).is_some() || datetime(whole.as_bytes()).is_some()
}

/// Parses at most four digits.
#[inline]
fn number(digits: &[u8]) -> Option<u32> {
    let mut number = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{operand, written};

    fn read<T: FieldType>(text: &str) -> Result<T, String> {
        let json = format!("{text:?}");
        T::decode(&mut JsonReader::new(json.as_bytes())).map_err(|error| error.to_string())
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().into()
    }

    #[test]
    fn dates_are_read_as_odoo_writes_them() {
        assert_eq!(
            read::<NaiveDate>("2024-02-29"),
            Ok(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap())
        );
        assert_eq!(
            read::<NaiveDate>("1-01-01"),
            Ok(NaiveDate::from_ymd_opt(1, 1, 1).unwrap())
        );
        assert_eq!(
            read::<DateTime<Utc>>("2024-02-29 12:34:56"),
            Ok(at("2024-02-29T12:34:56Z"))
        );
    }

    #[test]
    fn invalid_dates_are_reported() {
        for text in [
            "2023-02-29",
            "31/12/2024",
            "2024-2-9",
            "+2024-01-01",
            "2024-01-01 00:00:00",
            "20240-01-01",
            "",
        ] {
            let error = read::<NaiveDate>(text).unwrap_err();
            assert_eq!(
                error,
                format!("expected a date such as \"2024-02-29\", found the text {text:?}")
            );
        }
        for text in [
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01 24:00:00",
            "2024-01-01 00:00:00.5",
        ] {
            assert!(read::<DateTime<Utc>>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_fraction_is_compared_but_not_written() {
        let time = at("2024-02-29T12:34:56.789Z");
        assert_eq!(
            operand(|encoder| time.into_operand(encoder)).unwrap(),
            "2024-02-29 12:34:56.789"
        );
        assert_eq!(
            written(|encoder| time.into_operand(encoder))
                .unwrap()
                .unwrap(),
            "2024-02-29 12:34:56"
        );
    }

    #[test]
    fn a_leap_second_is_sent_as_a_valid_time() {
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31)
            .unwrap()
            .and_hms_nano_opt(23, 59, 59, 1_500_000_000);
        let operand = operand(|encoder| leap.unwrap().and_utc().into_operand(encoder)).unwrap();
        assert_eq!(operand, "2016-12-31 23:59:59.999999999");
    }

    #[test]
    fn another_zone_is_sent_as_utc() {
        let time = DateTime::parse_from_rfc3339("2024-01-01T00:30:00+02:00").unwrap();
        assert_eq!(
            operand(|encoder| time.into_operand(encoder)).unwrap(),
            "2023-12-31 22:30:00"
        );
    }

    #[test]
    fn a_year_outside_of_the_range_is_rejected() {
        let encoded = |year| {
            let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            operand(|encoder| day.into_operand(encoder))
        };
        let error = encoded(10_000).unwrap_err();
        assert!(error.to_string().contains("10000-01-01"), "{error}");
        assert_eq!(encoded(1).unwrap(), "0001-01-01");
    }
}
