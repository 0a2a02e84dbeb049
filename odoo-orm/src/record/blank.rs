//! A record of which only the type is known, for tests of programs.

use odoo_rpc::{DecodeError, JsonReader};

use super::{Record, Row};
use crate::value::FieldType;

/// A record whose fields are empty, or else the first value that their type reads.
#[doc(hidden)]
pub fn blank<R: Record>() -> Result<R, DecodeError> {
    R::__decode(&mut Row::blank()?)
}

/// Values that the server may send, the emptiest first.
///
/// A link leads to record 1.
const CANDIDATES: &[&str] = &[
    "false",
    "\"\"",
    "[]",
    "[1, \"\"]",
    "0",
    "{}",
    "\"1970-01-01\"",
    "\"1970-01-01 00:00:00\"",
    "\"any,1\"",
];

/// Returns the first candidate that the type decodes.
pub(super) fn value<T: FieldType>() -> Result<T, DecodeError> {
    let key = T::KEYS.and_then(|keys| keys.first());
    let key = key.map(|key| format!("{key:?}"));
    let mut candidates = key.as_deref().into_iter().chain(CANDIDATES.iter().copied());
    candidates
        .find_map(|text| T::decode(&mut JsonReader::new(text.as_bytes())).ok())
        .ok_or_else(|| {
            let found = "a type without an empty value: set all fields of the record".to_owned();
            DecodeError::new("a type of this library", found)
        })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::Value;

    use super::blank;
    use crate::{Binary, Json, Properties, Reference, prelude::*};

    #[derive(Debug, OdooModel)]
    #[odoo(model = "x.order", crate = crate)]
    struct Order {
        id: Id<Order>,
        name: String,
        note: Option<String>,
        count: i32,
        price: f64,
        is_open: bool,
        state: State,
        day: NaiveDate,
        ordered: DateTime<Utc>,
        partner_id: Many2one<Order>,
        line_ids: One2many<Order>,
        about: Reference,
        file: Binary,
        data: Json<Vec<Value>>,
        bag: Properties,
        secret: NotLoaded<Option<String>>,
    }

    #[derive(Debug, PartialEq, Selection)]
    #[odoo(crate = crate)]
    enum State {
        Draft,
        Done,
    }

    #[derive(Debug, Projection)]
    #[odoo(of = Order, crate = crate)]
    struct Shown {
        name: String,
        #[odoo(nested)]
        partner_id: Order,
        #[odoo(nested)]
        line_ids: Vec<Order>,
    }

    #[test]
    fn a_record_is_made_with_the_fields_that_matter() {
        let order = Order {
            name: "S1".to_owned(),
            ..blank().unwrap()
        };
        let text = format!("{order:?}");
        let expected = concat!(
            "Order { id: x.order(1), name: \"S1\", note: None, count: 0, price: 0.0, is_open: false, state: Draft, day: 1970-01-01, ",
            "ordered: 1970-01-01T00:00:00Z, partner_id: x.order(1) \"\", line_ids: [], about: Reference { model: \"any\", number: 1 }, ",
            "file: Binary(0 bytes), data: Json([]), bag: Properties{}, secret: NotLoaded }"
        );
        assert_eq!(text, expected);
        assert_ne!(order.state, State::Done);
    }

    #[test]
    fn records_that_are_read_whole_are_blank_as_well() {
        let shown: Shown = blank().unwrap();
        assert_eq!((shown.partner_id.id.get(), shown.name), (1, String::new()));
        assert!(shown.line_ids.is_empty());
    }
}
