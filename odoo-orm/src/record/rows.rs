use odoo_rpc::{__private::RowSink, DecodeError, JsonReader};

use super::{Names, Related, Row};

/// Walks over a list of rows; `row` must read exactly one row.
///
/// `web_search_read` returns the list inside of an object, next to the total count.
pub(crate) fn each_row<'a>(
    json: &mut JsonReader<'a>,
    mut row: impl FnMut(&mut JsonReader<'a>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    if !json.is_object() {
        return json.array(|_, json| row(json));
    }
    let (start, mut found) = (json.position(), false);
    json.object(|key, json| {
        if key == "records" {
            found = true;
            return json.array(|_, json| row(json));
        }
        json.skip()
    })?;
    if found {
        return Ok(());
    }
    json.set_position(start);
    Err(json.mismatch("`records`"))
}

/// Decodes the rows of one model, also while the response is being received.
pub(crate) struct Rows<T, D> {
    model: &'static str,
    /// The relations of the rows.
    pub(crate) relations: Vec<Related>,
    /// The names of fields that differ on the server's version.
    names: Names,
    decode: D,
    records: Vec<T>,
    /// Whether the taken rows end with a comma, so that another row must follow.
    goes_on: bool,
}

impl<T, D: Fn(&mut Row<'_>) -> Result<T, DecodeError>> Rows<T, D> {
    /// Creates an empty list; `decode` decodes each row.
    pub(crate) fn new(model: &'static str, relations: Vec<Related>, decode: D) -> Self {
        Rows {
            model,
            relations,
            names: Names::new(),
            decode,
            records: Vec::new(),
            goes_on: false,
        }
    }

    /// Sets the names of fields that differ on the server's version.
    pub(crate) fn with_names(self, names: Names) -> Self {
        Rows { names, ..self }
    }

    /// Decodes a list of rows, and returns the records of all rows so far.
    pub(crate) fn read(&mut self, json: &mut JsonReader<'_>) -> Result<Vec<T>, DecodeError> {
        // A separate reader, because its lifetime must match the lifetime of the relations.
        let mut rows = json.clone();
        let mut row = Row::new(rows.clone(), self.model, &self.relations).with_names(&self.names);
        each_row(&mut rows, |json| {
            self.records.push(one(&mut row, json, &self.decode)?);
            self.goes_on = false;
            Ok(())
        })?;
        if self.goes_on {
            return Err(json.mismatch("another row after the last comma"));
        }
        json.set_position(rows.position());
        Ok(std::mem::take(&mut self.records))
    }
}

/// Decodes one row.
fn one<'a, T>(
    row: &mut Row<'a>,
    json: &mut JsonReader<'a>,
    decode: impl Fn(&mut Row<'a>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    row.begin(json.position())?;
    let record = decode(row)?;
    json.set_position(row.end()?);
    Ok(record)
}

impl<T, D> RowSink for Rows<T, D>
where
    T: Send + 'static,
    D: Fn(&mut Row<'_>) -> Result<T, DecodeError> + Send + 'static,
{
    fn begin(&mut self) {
        self.records.clear();
        self.goes_on = false;
    }

    fn take(&mut self, items: &[u8], to_come: usize) -> usize {
        let mut json = JsonReader::new(items);
        let mut row = Row::new(json.clone(), self.model, &self.relations).with_names(&self.names);
        let (before, mut taken) = (self.records.len(), 0);
        // An incomplete row is an error as well: it is decoded again when it is complete.
        while let Ok(record) = one(&mut row, &mut json, &self.decode) {
            let end = json.position();
            let Ok(goes_on) = json.item(false) else {
                break;
            };
            self.records.push(record);
            self.goes_on = goes_on;
            taken = if goes_on { json.position() } else { end };
            if !goes_on {
                break;
            }
        }
        let count = self.records.len() - before;
        reserve(&mut self.records, count, taken, to_come);
        taken
    }
}

/// Reserves space for the remaining records, estimated from the previous ones.
fn reserve<T>(records: &mut Vec<T>, count: usize, bytes: usize, to_come: usize) {
    let more = (to_come / bytes.max(1)).saturating_mul(count);
    if records.capacity() - records.len() < more {
        // Only an estimate: if the reservation fails, the vector grows as usual.
        let _ = records.try_reserve_exact(more + more / 16);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Named = (i64, String);

    fn named(row: &mut Row<'_>) -> Result<Named, DecodeError> {
        Ok((row.get("id")?, row.get("name")?))
    }

    type Decode = fn(&mut Row<'_>) -> Result<Named, DecodeError>;

    fn rows() -> Rows<Named, Decode> {
        Rows::new("x.model", Vec::new(), named)
    }

    const ONE: &str = r#"{"id": 1, "name": "a"}, "#;
    const TWO: &str = r#"{"id": 2, "name": "b"}"#;

    #[test]
    fn only_complete_rows_are_decoded_early() {
        let text = format!("{ONE}{TWO}]");
        for end in 0..=text.len() {
            let mut rows = rows();
            let taken = rows.take(&text.as_bytes()[..end], 0);
            // A row includes the character after it: a comma, or the end of the list.
            let (count, bytes) = match end {
                _ if end == text.len() => (2, text.len() - 1),
                _ if end >= ONE.len() - 1 => (1, end.min(ONE.len() - 1)),
                _ => (0, 0),
            };
            assert_eq!((rows.records.len(), taken), (count, bytes), "{end}");
        }
    }

    #[test]
    fn remaining_rows_are_decoded_at_the_end() {
        let mut rows = rows();
        rows.take(ONE.as_bytes(), 0);
        let rest = format!("[{TWO}]");
        let all = rows.read(&mut JsonReader::new(rest.as_bytes())).unwrap();
        assert_eq!(all, [(1, "a".to_owned()), (2, "b".to_owned())]);
    }

    #[test]
    fn a_comma_without_a_next_row_is_refused() {
        let mut rows = rows();
        rows.take(format!("{ONE}]").as_bytes(), 0);
        assert!(rows.read(&mut JsonReader::new(b"[]")).is_err());
        // Another attempt begins anew.
        rows.begin();
        let all = rows.read(&mut JsonReader::new(b"[]")).unwrap();
        assert_eq!(all, []);
    }

    #[test]
    fn an_invalid_row_is_reported_at_the_end() {
        let mut rows = rows();
        let wrong = r#"{"id": 2, "name": 5}"#;
        let taken = rows.take(format!("{ONE}{wrong}, {TWO}]").as_bytes(), 0);
        assert_eq!((taken, rows.records.len()), (ONE.len() - 1, 1));
        let rest = format!("[{wrong}, {TWO}]");
        let error = rows
            .read(&mut JsonReader::new(rest.as_bytes()))
            .unwrap_err();
        let sentence = "field `name` of `x.model` record 2: expected text, found `5`";
        assert_eq!(error.to_string(), sentence);
    }

    #[test]
    fn a_relation_declared_as_a_number_suggests_its_types() {
        let partner = |row: &mut Row<'_>| row.get::<i64>("partner_id");
        let mut rows = Rows::new("x.model", Vec::new(), partner);
        let answer = br#"[{"id": 2, "partner_id": [7, "Acme"]}]"#;
        let error = rows.read(&mut JsonReader::new(answer)).unwrap_err();
        let sentence = error.to_string();
        assert!(
            sentence.starts_with("field `partner_id` of `x.model`"),
            "{sentence}"
        );
        assert!(
            sentence.ends_with("declare it as `Many2one<M>`, `One2many<M>` or `Many2many<M>`"),
            "{sentence}"
        );
    }

    #[test]
    fn space_is_reserved_once_by_estimate() {
        let mut rows = rows();
        rows.take(ONE.as_bytes(), 99 * ONE.len());
        let capacity = rows.records.capacity();
        assert!((99..120).contains(&capacity), "{capacity}");
        for _ in 1..100 {
            rows.take(ONE.as_bytes(), 0);
        }
        assert_eq!(rows.records.capacity(), capacity);
        // A length announced by the server must not allocate all memory.
        rows.take(ONE.as_bytes(), usize::MAX / 2);
        assert_eq!(rows.records.len(), 101);
    }
}
