mod lines;
mod object;
pub(crate) mod versions;

use std::{fmt, marker::PhantomData};

pub(crate) use lines::Lines;
pub(crate) use object::Object;
use odoo_rpc::ConfigError;
use serde_json::Value;

use crate::{
    field::{Field, OwnField, Writable},
    model::{FieldMeta, Model, meta},
    value::{EncodeResult, Encoder, FieldType, IntoValue, Nullable},
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
    fields: Object,
    /// What few values have, in a box so that values are cheap to move.
    rare: Option<Box<Rare>>,
    model: PhantomData<fn() -> M>,
}

#[derive(Clone, Default)]
struct Rare {
    /// Lists whose records have external ids, which only `upsert` can write.
    lines: Vec<Lines>,
    /// The fields that cannot be sent, each with the reason.
    refused: Vec<(&'static str, ConfigError)>,
    /// Empty values of a copied record, in fields that some versions do not have.
    optional: Vec<&'static str>,
}

impl Rare {
    /// Forgets what is known of a field, which is set again.
    fn forget(&mut self, field: &str) {
        self.lines.retain(|lines| lines.field != field);
        self.refused.retain(|(name, _)| *name != field);
        self.optional.retain(|name| *name != field);
    }
}

impl<M> Values<M> {
    /// Creates values without any field.
    pub fn new() -> Self {
        Self::of_object(Object::default())
    }

    /// Copies a writable field of a record.
    #[doc(hidden)]
    pub fn __copy<T: FieldType>(&mut self, field: &'static str, value: &T)
    where
        M: Model,
    {
        self.put(field, |encoder| value.encode(encoder));
        let known = meta::<M>().is_versioned().then(|| meta::<M>().field(field));
        if known.flatten().is_some_and(FieldMeta::can_be_absent) && self.is_empty_copy::<T>(field) {
            self.rare().optional.push(field);
        }
    }

    /// Tells whether a field has the value of a server without the field.
    fn is_empty_copy<T: FieldType>(&self, field: &str) -> bool {
        let Some(value) = self.fields.get(field) else {
            return false;
        };
        let mut absent = Vec::new();
        let encoded = T::absent().map(|value| value.encode(&mut Encoder::to_json(&mut absent)));
        (T::NULLABLE && value == b"false") || (encoded == Some(Ok(())) && value == absent)
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
        self.with(field.place.key(), |encoder| value.into_value(encoder))
    }

    /// Clears a field.
    pub fn unset<T, P>(self, field: Field<M, T, P>) -> Self
    where
        M: Model,
        T: Nullable,
        P: Writable,
    {
        self.with(field.place.key(), |encoder| encoder.boolean(false))
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

    #[inline]
    fn with(
        mut self,
        field: &'static str,
        encode: impl FnOnce(&mut Encoder<'_>) -> EncodeResult,
    ) -> Self
    where
        M: Model,
    {
        self.put(field, encode);
        self
    }

    #[inline]
    fn put(&mut self, field: &'static str, encode: impl FnOnce(&mut Encoder<'_>) -> EncodeResult)
    where
        M: Model,
    {
        if let Some(rare) = &mut self.rare {
            rare.forget(field);
        }
        if let Err(error) = self.fields.put(field, encode) {
            self.refuse(field, &error);
        }
    }

    #[cold]
    fn refuse(&mut self, field: &'static str, error: &ConfigError)
    where
        M: Model,
    {
        let model = meta::<M>().name();
        let sentence = format!("field `{field}` of `{model}` cannot be set: {error}");
        let error = error.clone().reworded(sentence);
        self.rare().refused.push((field, error));
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Tells whether no field is set or unset.
    pub fn is_empty(&self) -> bool {
        let holds = |rare: &Rare| !rare.lines.is_empty() || !rare.refused.is_empty();
        self.fields.is_empty() && !self.rare.as_deref().is_some_and(holds)
    }

    /// Returns the value as it will be sent, or `None` if it is omitted.
    pub fn get<T, P: OwnField>(&self, field: Field<M, T, P>) -> Option<Value> {
        let json = self.fields.get(field.place.own())?;
        serde_json::from_slice(json).ok()
    }

    /// Creates values from an object in the server's format for writes.
    pub(crate) fn of_object(fields: Object) -> Self {
        Values {
            fields,
            rare: None,
            model: PhantomData,
        }
    }

    /// Returns the values by the fields' own names.
    ///
    /// Where versions differ, [`versions`] converts them to the server's names.
    pub(crate) fn into_object(self) -> Result<Object, ConfigError> {
        match self.into_parts()? {
            (fields, lines) if lines.is_empty() => Ok(fields),
            (_, lines) => Err(lines::only_in_upserts(&lines)),
        }
    }

    /// Returns the fields, and the lists whose records have external ids.
    pub(crate) fn into_parts(self) -> Result<(Object, Vec<Lines>), ConfigError> {
        let Some(rare) = self.rare else {
            return Ok((self.fields, Vec::new()));
        };
        if let Some((_, error)) = rare.refused.into_iter().next() {
            return Err(error);
        }
        let fields = match &rare.optional[..] {
            [] => self.fields,
            optional => self.fields.renamed(|name| {
                if optional.contains(&name) {
                    versions::optional(name)
                } else {
                    name.to_owned()
                }
            })?,
        };
        Ok((fields, rare.lines))
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
            rare: self.rare.clone(),
            model: PhantomData,
        }
    }
}

/// Shows only the names of the fields: a value may be personal data.
impl<M: Model> fmt::Debug for Values<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(meta::<M>().name())?;
        let lines = self.rare.iter().flat_map(|rare| &rare.lines);
        let mut names: Vec<&str> = self
            .fields
            .names()
            .chain(lines.map(|lines| lines.field))
            .collect();
        names.sort_unstable();
        f.debug_set().entries(names).finish()
    }
}
