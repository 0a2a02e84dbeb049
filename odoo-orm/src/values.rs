use std::{fmt, marker::PhantomData};

use odoo_rpc::ConfigError;
use serde_json::{Map, Value};

use crate::{
    field::{Field, Writable},
    model::{Model, meta},
    value::{FieldType, IntoValue, Nullable, Operand},
};

/// The fields that a `create` or a `write` names, and nothing else.
///
/// Three things are told apart: a field that is left out (the server's default, or no change), one that is
/// [`unset`](Self::unset) (emptied), and one that is [`set`](Self::set).
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
    /// Which of them cannot be sent, and why.
    refused: Vec<(&'static str, ConfigError)>,
    model: PhantomData<fn() -> M>,
}

impl<M> Values<M> {
    /// Names no field yet.
    pub fn new() -> Self {
        Values {
            fields: Map::new(),
            refused: Vec::new(),
            model: PhantomData,
        }
    }

    /// Gives a field a value. The last one counts if there are several.
    ///
    /// A value that Odoo does not have (a float that is not a number, an integer beyond 32 bits) makes the call fail
    /// before it is sent.
    pub fn set<T, P, V>(self, field: Field<M, T, P>, value: V) -> Self
    where
        M: Model,
        T: FieldType,
        P: Writable,
        V: IntoValue<T::Base>,
    {
        self.put(field.place.key(), value.into_value())
    }

    /// Empties a field.
    pub fn unset<T, P>(self, field: Field<M, T, P>) -> Self
    where
        M: Model,
        T: Nullable,
        P: Writable,
    {
        self.put(field.place.key(), Ok(false.into()))
    }

    /// Gives a field a value, or empties it if there is none.
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

    fn put(mut self, field: &'static str, value: Operand) -> Self
    where
        M: Model,
    {
        self.refused.retain(|(name, _)| *name != field);
        match value {
            Ok(value) => {
                self.fields.insert(field.to_owned(), value);
            }
            Err(error) => {
                let model = meta::<M>().name();
                let sentence = format!("field `{field}` of `{model}` cannot be set: {error}");
                self.refused.push((field, ConfigError::new(sentence)));
            }
        }
        self
    }

    /// Whether no field is named.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.refused.is_empty()
    }

    pub(crate) fn into_json(self) -> Operand {
        match self.refused.into_iter().next() {
            None => Ok(Value::Object(self.fields)),
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
            refused: self.refused.clone(),
            model: PhantomData,
        }
    }
}

/// The names of the fields alone: a value may be anyone's data.
impl<M: Model> fmt::Debug for Values<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(meta::<M>().name())?;
        f.debug_set().entries(self.fields.keys()).finish()
    }
}
