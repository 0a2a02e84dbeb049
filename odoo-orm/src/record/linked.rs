use odoo_rpc::{DecodeError, JsonReader};

use super::{Record, Related, Row, linked_ids};

/// A field of a row, with the linked records.
#[doc(hidden)]
#[expect(
    missing_debug_implementations,
    unnameable_types,
    reason = "used only inside the crate"
)]
pub struct Linked<'r, 'a> {
    json: &'r mut JsonReader<'a>,
    related: &'a Related,
}

impl<'r, 'a> Linked<'r, 'a> {
    pub(super) fn new(json: &'r mut JsonReader<'a>, related: &'a Related) -> Self {
        Linked { json, related }
    }

    /// Decodes the only record, which must exist.
    pub(super) fn one<R: Record>(mut self) -> Result<R, DecodeError> {
        let mut link = self.json.clone();
        let mut one = None;
        self.each(|record| one = Some(record))?;
        one.ok_or_else(|| {
            if link.is_false() || link.is_null() {
                return link.mismatch("a record");
            }
            let link = String::from_utf8_lossy(link.raw().unwrap_or_default()).into_owned();
            DecodeError::new(
                "a record",
                format!("the link `{link}` to a record that does not exist"),
            )
        })
    }

    /// Decodes the record, if there is one.
    pub(super) fn optional<R: Record>(mut self) -> Result<Option<R>, DecodeError> {
        let mut one = None;
        self.each(|record| one = Some(record))?;
        Ok(one)
    }

    /// Decodes all requested records.
    pub(super) fn all<R: Record>(mut self) -> Result<Vec<R>, DecodeError> {
        let mut all = Vec::new();
        self.each(|record| all.push(record))?;
        Ok(all)
    }

    fn each<R: Record>(&mut self, mut push: impl FnMut(R)) -> Result<(), DecodeError> {
        let Related {
            model,
            names,
            limit,
            relations,
            apart,
        } = self.related;
        if let Some(apart) = apart {
            let ids = linked_ids(self.json)?;
            let answer = apart.answer();
            let mut row = Row::new(answer.reader(), model, relations).with_names(names);
            for position in apart.positions(&ids).into_iter().take(*limit) {
                let decoded = row.begin(position).and_then(|()| R::__decode(&mut row));
                push(decoded.map_err(|error| answer.met(error))?);
            }
            return Ok(());
        }
        if self.json.is_false() || self.json.is_null() {
            return self.json.skip();
        }
        let mut row = Row::new(self.json.clone(), model, relations).with_names(names);
        let mut here = |json: &mut JsonReader<'a>| {
            row.begin(json.position())?;
            push(R::__decode(&mut row)?);
            json.set_position(row.end()?);
            Ok(())
        };
        if !self.json.is_array() {
            return here(self.json);
        }
        self.json.array(|at, json| {
            if at < *limit {
                here(json)
            } else {
                // The server lists the records beyond a limit as well.
                json.skip()
            }
        })
    }
}
