//! Decoding one group of a response.

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

/// One group of a response, with the positions of its members.
///
/// Each version sends the members in another order, and there are few groups, so they are looked up by name.
#[derive(Debug)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub struct GroupRow<'a> {
    request: &'a Request,
    method: Method,
    model: &'static str,
    json: JsonReader<'a>,
    members: Vec<(Cow<'a, str>, usize)>,
}

impl<'a> GroupRow<'a> {
    /// Indexes the object at the position of `json`.
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

    /// Returns the end position of the group.
    pub(super) fn end(&self) -> usize {
        self.json.position()
    }

    /// Returns the number of records.
    pub(super) fn count(&self) -> Result<u64, DecodeError> {
        self.aggregate(AggregateSpec::Count, Total::decode)
    }

    /// Returns the server's domain of the group.
    ///
    /// It is complete up to Odoo 18, and lacks the query's domain from 19 on.
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

    /// Decodes a key that is not a date.
    pub(super) fn key<K: FieldType>(&self, field: &'static str) -> Result<K, DecodeError> {
        let field = self.request.on_server(field);
        self.read(field, field, K::decode)
    }

    /// Decodes an aggregate.
    pub(super) fn aggregate<V>(
        &self,
        mut aggregate: AggregateSpec,
        decode: impl FnOnce(&mut JsonReader<'a>) -> Result<V, DecodeError>,
    ) -> Result<V, DecodeError> {
        if let Some(field) = aggregate.field_mut() {
            *field = self.request.on_server(field);
        }
        let field = match aggregate {
            AggregateSpec::Count => "__count",
            AggregateSpec::Of { field, .. } => field,
        };
        let name = self.request.name_of(aggregate, self.method);
        self.read(&name, field, decode)
    }

    /// Decodes a date key.
    ///
    /// Its bounds, in UTC, are in `__range` if the response has it (Odoo 15 to 18), and otherwise in the domain.
    pub(super) fn bucket<T: FieldType>(
        &self,
        key: &KeySpec,
    ) -> Result<Option<DateRange<T>>, DecodeError> {
        let key = &KeySpec {
            field: self.request.on_server(key.field),
            ..*key
        };
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

    /// Counts the previous keys of the same field, whose bounds come first in the domain.
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

    /// Decodes the member `name`. Errors name `field`.
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
