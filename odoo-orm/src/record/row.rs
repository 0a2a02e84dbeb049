use std::borrow::Cow;

use odoo_rpc::{DecodeError, JsonReader};

use super::{Linked, NestedRecords, Related, blank, digest};
use crate::{
    field::{Field, OwnField},
    value::{FieldType, ReadAs},
};

/// One row of a response, as the decoder walks over it.
///
/// Odoo returns `id` first and then the fields in the requested order (`odoo/models.py`, `read`).
/// So the decoder compares the next key instead of looking it up. It indexes a row only if the order differs.
#[derive(Debug)]
pub struct Row<'a> {
    json: JsonReader<'a>,
    model: &'static str,
    /// Where the row begins.
    opened: usize,
    start: usize,
    /// Whether the decoder is still at the first member.
    first: bool,
    /// The position of the record's id, after it was read.
    id: Option<usize>,
    /// The position of each member's value, if a member was not in the expected place.
    index: Vec<(Cow<'a, str>, usize)>,
    indexed: bool,
    /// The nested relations, in the order in which they are decoded.
    relations: &'a [Related],
    /// The number of relations decoded so far.
    nested: usize,
    /// The digest of the relations' separate responses, once it was needed.
    apart: Option<u64>,
    special: Special<'a>,
}

/// What a row has that most rows do not have.
#[derive(Debug)]
enum Special<'a> {
    Nothing,
    /// Every field is empty, because the row is missing.
    Blank,
    /// The names of some fields differ on the server's version.
    Names(&'a [(&'static str, Option<&'static str>)]),
}

impl<'a> Row<'a> {
    pub(crate) fn new(json: JsonReader<'a>, model: &'static str, relations: &'a [Related]) -> Self {
        Row {
            json,
            model,
            opened: 0,
            start: 0,
            first: true,
            id: None,
            index: Vec::new(),
            indexed: false,
            relations,
            nested: 0,
            apart: None,
            special: Special::Nothing,
        }
    }

    /// Sets the names of fields that differ on the server's version.
    pub(super) fn with_names(self, names: &'a [(&'static str, Option<&'static str>)]) -> Self {
        if names.is_empty() {
            return self;
        }
        Row {
            special: Special::Names(names),
            ..self
        }
    }

    /// Stands for a row whose fields are empty.
    pub(super) fn blank() -> Result<Row<'static>, DecodeError> {
        let mut row = Row::new(JsonReader::new(b"{}"), "a model", &[]);
        row.special = Special::Blank;
        row.begin(0)?;
        Ok(row)
    }

    /// Moves to the row that begins at `position`.
    pub(crate) fn begin(&mut self, position: usize) -> Result<(), DecodeError> {
        self.json.set_position(position);
        self.opened = position;
        self.start = position;
        self.id = None;
        self.index.clear();
        self.indexed = false;
        self.nested = 0;
        self.first = true;
        self.json.begin_object()
    }

    /// Decodes the field with this name.
    #[doc(hidden)]
    #[inline]
    pub fn get<T: FieldType>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        match T::unread() {
            Some(unread) => Ok(unread),
            None if matches!(self.special, Special::Nothing) => self.read(name, T::decode),
            None => self.special::<T>(name),
        }
    }

    /// Decodes a field whose name may be another one on the server's version.
    #[cold]
    fn special<T: FieldType>(&mut self, name: &'static str) -> Result<T, DecodeError> {
        if matches!(self.special, Special::Blank) {
            return blank::value().map_err(|error| self.at(error, name));
        }
        match (self.on_server(name), T::absent()) {
            (Some(name), _) => self.read(name, T::decode),
            (None, Some(absent)) => Ok(absent),
            (None, None) => Err(self.without(name)),
        }
    }

    /// Returns the server's name of a field, or `None` if the server lacks it.
    fn on_server(&self, name: &'static str) -> Option<&'static str> {
        let Special::Names(names) = self.special else {
            return Some(name);
        };
        let differs = names.iter().find(|(own, _)| *own == name);
        differs.map_or(Some(name), |(_, on_server)| *on_server)
    }

    #[cold]
    fn without(&self, name: &'static str) -> DecodeError {
        let found = "a server whose version does not have the field: read it as an `Option` or as `Versioned`";
        self.at(DecodeError::new("a value", found.to_owned()), name)
    }

    /// Reads the value with this name.
    #[inline]
    pub(crate) fn read<T>(
        &mut self,
        name: &'static str,
        decode: impl FnOnce(&mut JsonReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.indexed || !self.take_key(name)? {
            let next = self.json.position();
            self.find(name)?;
            let value = decode(&mut self.json).map_err(|error| self.at(error, name))?;
            if !self.indexed {
                self.json.set_position(next);
            }
            return Ok(value);
        }
        decode(&mut self.json).map_err(|error| self.at(error, name))
    }

    /// Consumes the next key if it is `name`.
    ///
    /// Skips the id, which comes first, if another key is expected.
    #[inline]
    fn take_key(&mut self, name: &'static str) -> Result<bool, DecodeError> {
        if self.first && self.json.take_key(true, "id") {
            self.first = false;
            self.id = Some(self.json.position());
            if name == "id" {
                return Ok(true);
            }
            self.json.integer().map_err(|error| self.at(error, "id"))?;
        }
        let found = self.json.take_key(self.first, name);
        self.first &= !found;
        Ok(found)
    }

    /// Decodes a field of the model as a type that is compatible with the model's.
    #[doc(hidden)]
    #[inline]
    pub fn take<V, M, T, P>(&mut self, field: Field<M, T, P>) -> Result<V, DecodeError>
    where
        V: ReadAs<T>,
        P: OwnField,
    {
        self.get(field.place.own())
    }

    /// Decodes the records that a field of the model links to.
    ///
    /// The request checks that their type matches the field.
    #[doc(hidden)]
    pub fn nested<V, M, T, P>(&mut self, field: Field<M, T, P>) -> Result<V, DecodeError>
    where
        V: NestedRecords,
        P: OwnField,
    {
        if matches!(self.special, Special::Blank) {
            return V::__blank();
        }
        let Some(name) = self.on_server(field.place.own()) else {
            return V::__absent().ok_or_else(|| self.without(field.place.own()));
        };
        let related = self.relations.get(self.nested);
        self.nested += 1;
        self.read(name, |json| match related {
            Some(related) => V::__read(Linked::new(json, related)),
            None => Err(json.mismatch("a relation that the read requested")),
        })
    }

    /// Returns the record's id, which every row has.
    pub(crate) fn id(&mut self) -> Result<i64, DecodeError> {
        match self.passed_id() {
            Some(id) => Ok(id),
            None => self.get("id"),
        }
    }

    /// Returns a digest of the row's bytes and of the responses with its nested records.
    ///
    /// Rows with equal digests decode to equal records.
    pub(crate) fn digest(&mut self) -> Result<u64, DecodeError> {
        let mut json = self.json.clone();
        json.set_position(self.opened);
        let bytes = json.raw()?;
        if self.relations.is_empty() {
            return Ok(digest::digest(&[bytes]));
        }
        let apart = match self.apart {
            Some(apart) => apart,
            None => *self.apart.insert(digest::of_apart(self.relations)?),
        };
        Ok(digest::digest(&[bytes, &apart.to_be_bytes()]))
    }

    fn passed_id(&self) -> Option<i64> {
        let mut json = self.json.clone();
        json.set_position(self.id?);
        json.integer().ok()
    }

    /// Moves to the value of a field that is not the next one.
    fn find(&mut self, name: &'static str) -> Result<(), DecodeError> {
        if let (Some(position), "id") = (self.id, name) {
            self.json.set_position(position);
            return Ok(());
        }
        if !self.indexed {
            self.read_index()?;
        }
        if let Some((_, position)) = self.index.iter().find(|(key, _)| key == name) {
            self.json.set_position(*position);
            return Ok(());
        }
        let found = "no such field in the response".to_owned();
        Err(self.at(DecodeError::new("a value", found), name))
    }

    /// Indexes the positions of all values of the row, and of the id.
    fn read_index(&mut self) -> Result<(), DecodeError> {
        self.json.set_position(self.start);
        self.json.begin_object()?;
        while let Some(key) = self.json.key(self.index.is_empty())? {
            let position = self.json.position();
            if key == "id" {
                self.id = Some(position);
            }
            self.index.push((key, position));
            self.json.skip()?;
        }
        self.indexed = true;
        // From now on, every value is found by the index, and this is the end of the row.
        self.start = self.json.position();
        Ok(())
    }

    /// Skips the rest of the row, and returns its end position.
    pub(crate) fn end(&mut self) -> Result<usize, DecodeError> {
        if self.indexed {
            return Ok(self.start);
        }
        let mut first = self.first;
        while self.json.key(first)?.is_some() {
            first = false;
            self.json.skip()?;
        }
        Ok(self.json.position())
    }

    #[cold]
    fn at(&self, error: DecodeError, field: &'static str) -> DecodeError {
        error.at(self.model, field, self.passed_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(
        text: &str,
        decode: impl Fn(&mut Row<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, String> {
        let mut row = Row::new(JsonReader::new(text.as_bytes()), "x.model", &[]);
        let mut run = || -> Result<(T, usize), DecodeError> {
            row.begin(0)?;
            Ok((decode(&mut row)?, row.end()?))
        };
        let (value, end) = run().map_err(|error| error.to_string())?;
        assert_eq!(end, text.len());
        Ok(value)
    }

    fn both(row: &mut Row<'_>) -> Result<(i64, String), DecodeError> {
        Ok((row.get("id")?, row.get("name")?))
    }

    #[test]
    fn fields_are_found_in_any_order() {
        for text in [
            r#"{"id": 3, "name": "x"}"#,
            r#"{"name": "x", "id": 3}"#,
            r#"{"id": 3, "more": [{"name": 1}], "name": "x"}"#,
            r#"{"name": "x", "more": NaN, "id": 3}"#,
            r#"{"id": 3, "name": "x", "more": {}}"#,
        ] {
            assert_eq!(read(text, both), Ok((3, "x".to_owned())), "{text}");
        }
        assert_eq!(
            read(r#"{"id": 3, "name": "x"}"#, |row| row.get::<String>("name")),
            Ok("x".into())
        );
        assert_eq!(read("{}", |_| Ok(())), Ok(()));
    }

    #[test]
    fn the_same_field_can_be_read_twice() {
        let twice =
            |row: &mut Row<'_>| Ok((row.get::<String>("name")?, row.get::<String>("name")?));
        assert_eq!(
            read(r#"{"id": 3, "name": "x"}"#, twice),
            Ok(("x".into(), "x".into()))
        );
    }

    #[test]
    fn an_absent_field_is_not_none() {
        let name = |row: &mut Row<'_>| row.get::<Option<String>>("name");
        assert_eq!(read(r#"{"id": 3, "name": false}"#, name), Ok(None));
        assert_eq!(
            read(r#"{"id": 3, "other": 1}"#, name).unwrap_err(),
            "field `name` of `x.model` record 3: expected a value, found no such field in the response"
        );
    }

    #[test]
    fn errors_name_the_record_wherever_its_id_is() {
        for text in [
            r#"{"id": 3, "name": false}"#,
            r#"{"x": 1, "name": false, "id": 3}"#,
        ] {
            assert_eq!(
                read(text, both).unwrap_err(),
                "field `name` of `x.model` record 3: expected text, found `false`, which is an empty field: declare it as an `Option`"
            );
        }
    }

    #[test]
    fn a_row_that_is_not_an_object_is_an_error() {
        assert_eq!(
            read("[1]", both).unwrap_err(),
            "expected an object, found a list"
        );
        assert!(read(r#"{"id": 3, "name": "x""#, both).is_err());
    }
}
