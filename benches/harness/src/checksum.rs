use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Map;

/// A checksum of all values read: equal for clients that did the same work. It is computed after the clock has stopped.
///
/// A value counts as a number: an integer as itself, a boolean as 0 or 1, a float in whole hundredths, a text as its characters, a time in seconds, a list
/// as the sum of its ids, a link as its id and the characters of its name, an unset value as 0. A record is the sum of its values; each record is added to 31
/// times the previous sum, in 32 bits, so that the order of records counts as well.
pub fn checksum(rows: impl IntoIterator<Item = i64>) -> u32 {
    rows.into_iter().fold(0, |sum: u32, row| {
        let low = u32::try_from(row.rem_euclid(1 << 32)).unwrap_or_default();
        sum.wrapping_mul(31).wrapping_add(low)
    })
}

/// A value as the number that it counts as.
pub trait Value {
    /// The number.
    fn number(&self) -> i64;
}

impl Value for i64 {
    fn number(&self) -> i64 {
        *self
    }
}

impl Value for bool {
    fn number(&self) -> i64 {
        i64::from(*self)
    }
}

impl Value for f64 {
    fn number(&self) -> i64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "coordinates and amounts are small"
        )]
        let hundredths = (self * 100.0).floor() as i64;
        hundredths
    }
}

impl Value for str {
    fn number(&self) -> i64 {
        i64::try_from(self.chars().count()).unwrap_or_default()
    }
}

impl Value for String {
    fn number(&self) -> i64 {
        self.as_str().number()
    }
}

impl Value for DateTime<Utc> {
    fn number(&self) -> i64 {
        self.timestamp()
    }
}

impl<T: Value> Value for Option<T> {
    fn number(&self) -> i64 {
        self.as_ref().map_or(0, T::number)
    }
}

impl<T: Value> Value for Vec<T> {
    fn number(&self) -> i64 {
        self.iter().map(T::number).sum()
    }
}

/// A link.
impl Value for (i64, String) {
    fn number(&self) -> i64 {
        self.0 + self.1.number()
    }
}

/// A record that was read as JSON.
pub fn json_row(row: &Map<String, serde_json::Value>) -> i64 {
    row.iter().map(|(name, value)| json(name, value)).sum()
}

/// The same, its links by their ids alone.
pub fn json_row_by_ids(row: &Map<String, serde_json::Value>) -> i64 {
    let value = |(name, value): (&String, &serde_json::Value)| match value {
        serde_json::Value::Array(link) => link.first().map_or(0, |id| json("", id)),
        value => json(name, value),
    };
    row.iter().map(value).sum()
}

fn json(field: &str, value: &serde_json::Value) -> i64 {
    use serde_json::Value as Json;

    match value {
        Json::Null | Json::Object(_) => 0,
        Json::Bool(value) => value.number(),
        Json::Number(number) => number.as_i64().unwrap_or_else(|| number.as_f64().number()),
        Json::String(text) if field.ends_with("_date") => {
            NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
                .map_or(0, |moment| moment.and_utc().number())
        }
        Json::String(text) => text.number(),
        Json::Array(values) => values.iter().map(|value| json("", value)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_counts_the_same_whatever_it_was_read_into() {
        let row = json!({
            "id": 7, "name": "Zoé", "email": false, "country_id": [20, "Belgium"], "active": true, "child_ids": [3, 4],
            "partner_latitude": 50.126, "create_date": "2024-02-29 12:34:56",
        });
        let moment: DateTime<Utc> = "2024-02-29T12:34:56Z".parse().unwrap();
        let country = Some((20, "Belgium".to_owned()));
        let typed = 7.number()
            + "Zoé".number()
            + None::<String>.number()
            + country.number()
            + true.number()
            + vec![3, 4].number()
            + 50.126.number()
            + moment.number();
        assert_eq!(json_row(row.as_object().unwrap()), typed);
    }

    #[test]
    fn the_order_of_records_counts() {
        assert_ne!(checksum([1, 2]), checksum([2, 1]));
    }
}
