//! Functions for Odoo's `false` in unset fields and its datetimes, for serde's `deserialize_with`.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Deserializer, Error, SeqAccess, Unexpected, Visitor};

pub(super) fn text<'de, D: Deserializer<'de>>(json: D) -> Result<Option<String>, D::Error> {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = Option<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text or false")
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            empty(value)
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(value.to_owned()))
        }
    }
    json.deserialize_any(Text)
}

pub(super) fn link<'de, D: Deserializer<'de>>(json: D) -> Result<Option<(i64, String)>, D::Error> {
    struct Link;

    impl<'de> Visitor<'de> for Link {
        type Value = Option<(i64, String)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an id with a name, or false")
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            empty(value)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let few = |count| A::Error::invalid_length(count, &self);
            let id = items.next_element()?.ok_or_else(|| few(0))?;
            let name = items.next_element()?.ok_or_else(|| few(1))?;
            Ok(Some((id, name)))
        }
    }
    json.deserialize_any(Link)
}

pub(super) fn moment<'de, D: Deserializer<'de>>(json: D) -> Result<DateTime<Utc>, D::Error> {
    struct Moment;

    impl Visitor<'_> for Moment {
        type Value = DateTime<Utc>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a datetime")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            parse(value.as_bytes()).ok_or_else(|| E::invalid_value(Unexpected::Str(value), &self))
        }
    }
    json.deserialize_str(Moment)
}

fn empty<T, E: Error>(value: bool) -> Result<Option<T>, E> {
    if value {
        Err(E::invalid_value(Unexpected::Bool(value), &"false"))
    } else {
        Ok(None)
    }
}

/// Parses `2024-02-29 12:34:56`.
fn parse(text: &[u8]) -> Option<DateTime<Utc>> {
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b' ',
        h1,
        h2,
        b':',
        i1,
        i2,
        b':',
        s1,
        s2,
    ] = text
    else {
        return None;
    };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let two = |tens, ones| Some(digit(tens)? * 10 + digit(ones)?);
    let year = i32::try_from(two(y1, y2)? * 100 + two(y3, y4)?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, two(m1, m2)?, two(d1, d2)?)?;
    Some(
        day.and_hms_opt(two(h1, h2)?, two(i1, i2)?, two(s1, s2)?)?
            .and_utc(),
    )
}
