//! One group of an answer, as the decoder reads it.

use std::borrow::Cow;

use odoo_rpc::{DecodeError, JsonReader};

use super::{
    aggregate::AggregateSpec,
    bounds,
    date_range::DateRange,
    key::KeySpec,
    request::{Method, Request},
    total::Total,
};
use crate::value::FieldType;

/// One group of an answer: where each of its members stands.
///
/// The members are in another order in each version, and there are few groups, so they are looked up.
#[derive(Debug)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub struct GroupRow<'a> {
    request: &'a Request,
    method: Method,
    model: &'static str,
    json: JsonReader<'a>,
    members: Vec<(Cow<'a, str>, usize)>,
}

impl<'a> GroupRow<'a> {
    /// Notes where everything stands in the object where `json` is.
    pub(super) fn new(
        mut json: JsonReader<'a>,
        request: &'a Request,
        method: Method,
        model: &'static str,
    ) -> Result<Self, DecodeError> {
        let mut members = Vec::new();
        json.begin_object()?;
        while let Some(key) = json.key(members.is_empty())? {
            members.push((key, json.position()));
            json.skip()?;
        }
        Ok(GroupRow {
            request,
            method,
            model,
            json,
            members,
        })
    }

    /// Where the group ends.
    pub(super) fn end(&self) -> usize {
        self.json.position()
    }

    /// How many records there are.
    pub(super) fn count(&self) -> Result<u64, DecodeError> {
        self.aggregate(AggregateSpec::Count, Total::decode)
    }

    /// The server's domain of the group: all of it up to Odoo 18, from 19 on what it adds to the domain of the query.
    pub(super) fn domain(&self) -> Result<Box<[u8]>, DecodeError> {
        let name = self.domain_name();
        self.read(name, name, |json| {
            if json.is_array() {
                json.raw().map(Into::into)
            } else {
                Err(json.mismatch("a domain"))
            }
        })
    }

    /// The value of a key that is no date.
    pub(super) fn key<K: FieldType>(&self, field: &'static str) -> Result<K, DecodeError> {
        self.read(field, field, K::decode)
    }

    /// The value of an aggregate.
    pub(super) fn aggregate<V>(
        &self,
        aggregate: AggregateSpec,
        decode: impl FnOnce(&mut JsonReader<'a>) -> Result<V, DecodeError>,
    ) -> Result<V, DecodeError> {
        let field = match aggregate {
            AggregateSpec::Count => "__count",
            AggregateSpec::Of { field, .. } => field,
        };
        let name = self.request.name_of(aggregate, self.method);
        self.read(&name, field, decode)
    }

    /// The value of a date's key. Its bounds, which are UTC, are in `__range` if the answer has that (Odoo 15 to 18), else in
    /// the domain.
    pub(super) fn bucket<T: FieldType>(
        &self,
        key: &KeySpec,
    ) -> Result<Option<DateRange<T>>, DecodeError> {
        let name = key.name();
        let Some(label) = self.read(&name, key.field, bounds::label)? else {
            return Ok(None);
        };
        let (start, end) = if self.find("__range").is_some() {
            self.read("__range", key.field, |json| bounds::in_range(json, &name))?
        } else {
            let nth = self.nth(key);
            self.read(self.domain_name(), key.field, |json| {
                bounds::in_domain(json, key.field, nth)
            })?
        };
        Ok(Some(DateRange { start, end, label }))
    }

    /// How many other keys of the same field come before this one: their bounds come before its own in the domain.
    fn nth(&self, key: &KeySpec) -> usize {
        let before = self.request.keys.iter().take_while(|other| *other != key);
        before
            .filter(|other| other.field == key.field && other.granularity.is_some())
            .count()
    }

    fn domain_name(&self) -> &'static str {
        match self.method {
            Method::ReadGroup => "__domain",
            Method::Formatted => "__extra_domain",
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        let (_, position) = self.members.iter().find(|(key, _)| key == name)?;
        Some(*position)
    }

    /// Reads the member `name`; an error names `field`.
    fn read<T>(
        &self,
        name: &str,
        field: &'static str,
        decode: impl FnOnce(&mut JsonReader<'a>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let result = match self.find(name) {
            Some(position) => {
                let mut json = self.json.clone();
                json.set_position(position);
                decode(&mut json)
            }
            None => Err(DecodeError::new(
                "a value",
                format!("no `{name}` in the group"),
            )),
        };
        result.map_err(|error| error.at(self.model, field, None))
    }
}
