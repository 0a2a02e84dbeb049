mod lines;
pub(crate) mod versions;

use std::{fmt, marker::PhantomData};

pub(crate) use lines::Lines;

use odoo_rpc::ConfigError;
use serde_json::{Map, Value};

use crate::{
    field::{Field, OwnField, Writable},
    model::{FieldMeta, Model, meta},
    value::{EncodeResult, FieldType, IntoValue, Nullable},
};

/// The fields that a `create` or `write` sets.
///
/// A field has one of three states: omitted (the server's default, or no change),
/// [`unset`](Self::unset) (cleared), or [`set`](Self::set).
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, name: String, email: Option<String> }
/// let values = Values::new().set(Partner::NAME, "Acme").unset(Partner::EMAIL);
/// assert_eq!(format!("{values:?}"), r#"res.partner{"email", "name"}"#);
/// ```
#[must_use = "values change nothing until `create` or `write` sends them"]
pub struct Values<M> {
    fields: Map<String, Value>,
    /// Lists whose records have external ids, which only `upsert` can write.
    lines: Vec<Lines>,
    /// The fields that cannot be sent, each with the reason.
    refused: Vec<(&'static str, ConfigError)>,
    /// Empty values of a copied record, in fields that some versions do not have.
    optional: Vec<&'static str>,
    model: PhantomData<fn() -> M>,
}

impl<M> Values<M> {
    /// Creates values without any field.
    pub fn new() -> Self {
        Values {
            fields: Map::new(),
            lines: Vec::new(),
            refused: Vec::new(),
            optional: Vec::new(),
            model: PhantomData,
        }
    }

    /// Copies a writable field of a record.
    #[doc(hidden)]
    pub fn __copy<T: FieldType>(&mut self, field: &'static str, value: &T)
    where
        M: Model,
    {
        let Some(written) = value.to_write_value() else {
            return;
        };
        if meta::<M>().is_versioned() {
            let known = meta::<M>().field(field);
            let can_be_absent = known.is_some_and(FieldMeta::can_be_absent);
            let is_unset = T::NULLABLE && written == Ok(false.into());
            let absent = T::absent().and_then(|absent| absent.to_write_value());
            let is_empty = is_unset || absent.as_ref() == Some(&written);
            self.put(field, written);
            self.optional
                .extend((can_be_absent && is_empty).then_some(field));
        } else {
            self.put(field, written);
        }
    }

    /// Copies a field of a projection, if its constant says that it is writable.
    #[doc(hidden)]
    pub fn __copy_field<V: FieldType, T, P: OwnField>(&mut self, field: Field<M, T, P>, value: &V)
    where
        M: Model,
    {
        if P::WRITABLE {
            self.__copy(field.place.own(), value);
        }
    }

    /// Sets a field. The last call for a field wins.
    ///
    /// A value that Odoo cannot represent (a float that is not finite, an integer beyond 32 bits) makes the call fail
    /// before it is sent.
    pub fn set<T, P, V>(self, field: Field<M, T, P>, value: V) -> Self
    where
        M: Model,
        T: FieldType,
        P: Writable,
        V: IntoValue<T::Base>,
    {
        self.with(field.place.key(), value.into_value())
    }

    /// Clears a field.
    pub fn unset<T, P>(self, field: Field<M, T, P>) -> Self
    where
        M: Model,
        T: Nullable,
        P: Writable,
    {
        self.with(field.place.key(), Ok(false.into()))
    }

    /// Sets a field if there is a value, and omits it otherwise.
    pub fn set_if_some<T, P, V>(self, field: Field<M, T, P>, value: Option<V>) -> Self
    where
        M: Model,
        T: FieldType,
        P: Writable,
        V: IntoValue<T::Base>,
    {
        match value {
            Some(value) => self.set(field, value),
            None => self,
        }
    }

    /// Sets a field if there is a value, and clears it otherwise.
    pub fn set_or_unset<T, P, V>(self, field: Field<M, T, P>, value: Option<V>) -> Self
    where
        M: Model,
        T: Nullable,
        P: Writable,
        V: IntoValue<T::Base>,
    {
        match value {
            Some(value) => self.set(field, value),
            None => self.unset(field),
        }
    }

    /// Leaves a field out (`None`), empties it (`Some(None)`) or sets it.
    ///
    /// serde reads an absent key, `null` and a value apart with `#[serde(default, deserialize_with = "...")]`; [`Patch`](crate::Patch) needs no such
    /// struct.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.partner")]
    /// # struct Partner { id: Id<Partner>, name: String, email: Option<String>, phone: Option<String> }
    /// let (email, phone): (Option<Option<&str>>, Option<Option<&str>>) = (Some(None), None);
    /// let values = Values::new().patch(Partner::EMAIL, email).patch(Partner::PHONE, phone);
    /// assert_eq!(format!("{values:?}"), r#"res.partner{"email"}"#);
    /// ```
    pub fn patch<T, P, V>(self, field: Field<M, T, P>, value: Option<Option<V>>) -> Self
    where
        M: Model,
        T: Nullable,
        P: Writable,
        V: IntoValue<T::Base>,
    {
        match value {
            Some(value) => self.set_or_unset(field, value),
            None => self,
        }
    }

    fn with(mut self, field: &'static str, value: EncodeResult) -> Self
    where
        M: Model,
    {
        self.put(field, value);
        self
    }

    fn put(&mut self, field: &'static str, value: EncodeResult)
    where
        M: Model,
    {
        self.refused.retain(|(name, _)| *name != field);
        if !self.lines.is_empty() {
            self.lines.retain(|lines| lines.field != field);
        }
        if !self.optional.is_empty() {
            self.optional.retain(|name| *name != field);
        }
        match value {
            Ok(value) => {
                self.fields.insert(field.to_owned(), value);
            }
            Err(error) => {
                let model = meta::<M>().name();
                let sentence = format!("field `{field}` of `{model}` cannot be set: {error}");
                self.refused.push((field, error.reworded(sentence)));
            }
        }
    }

    /// Tells whether no field is set or unset.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.lines.is_empty() && self.refused.is_empty()
    }

    /// Returns the value as it will be sent, or `None` if it is omitted.
    pub fn get<T, P: OwnField>(&self, field: Field<M, T, P>) -> Option<&Value> {
        self.fields.get(field.place.own())
    }

    /// Creates values from a map in the server's format for writes.
    pub(crate) fn from_map(fields: Map<String, Value>) -> Self {
        Values {
            fields,
            lines: Vec::new(),
            refused: Vec::new(),
            optional: Vec::new(),
            model: PhantomData,
        }
    }

    pub(crate) fn into_json(self) -> EncodeResult {
        self.into_map().map(Value::Object)
    }

    /// Returns the values by the fields' own names.
    ///
    /// Where versions differ, [`versions`] converts them to the server's names.
    pub(crate) fn into_map(self) -> Result<Map<String, Value>, ConfigError> {
        match self.into_parts()? {
            (fields, lines) if lines.is_empty() => Ok(fields),
            (_, lines) => Err(lines::only_in_upserts(&lines)),
        }
    }

    /// Returns the fields, and the lists whose records have external ids.
    pub(crate) fn into_parts(mut self) -> Result<(Map<String, Value>, Vec<Lines>), ConfigError> {
        for name in self.optional {
            if let Some(value) = self.fields.remove(name) {
                self.fields.insert(versions::optional(name), value);
            }
        }
        match self.refused.into_iter().next() {
            None => Ok((self.fields, self.lines)),
            Some((_, error)) => Err(error),
        }
    }
}

impl<M> Default for Values<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Clone for Values<M> {
    fn clone(&self) -> Self {
        Values {
            fields: self.fields.clone(),
            lines: self.lines.clone(),
            refused: self.refused.clone(),
            optional: self.optional.clone(),
            model: PhantomData,
        }
    }
}

/// Shows only the names of the fields: a value may be personal data.
impl<M: Model> fmt::Debug for Values<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(meta::<M>().name())?;
        let lines = self.lines.iter().map(|lines| lines.field);
        let fields = self.fields.keys().map(String::as_str);
        f.debug_set().entries(fields.chain(lines)).finish()
    }
}
