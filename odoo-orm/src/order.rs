use std::{fmt, marker::PhantomData};

use odoo_rpc::{ConfigError, ServerVersion};

use crate::{
    field::{Field, OwnField},
    model::ModelMeta,
};

/// A sort key, created by [`Field::asc`] or [`Field::desc`].
#[must_use = "an order sorts nothing until a query uses it"]
pub struct OrderBy<M> {
    field: &'static str,
    descending: bool,
    model: PhantomData<fn() -> M>,
}

impl<M, T, P> Field<M, T, P> {
    /// Sorts in ascending order; empty fields come last.
    ///
    /// Text is sorted by the database's collation, and a many2one field by the default order of its model.
    pub fn asc(self) -> OrderBy<M>
    where
        P: OwnField,
    {
        OrderBy::new(self.place.own(), false)
    }

    /// Sorts in descending order; empty fields come first.
    pub fn desc(self) -> OrderBy<M>
    where
        P: OwnField,
    {
        OrderBy::new(self.place.own(), true)
    }
}

impl<M> OrderBy<M> {
    pub(crate) fn new(field: &'static str, descending: bool) -> Self {
        OrderBy {
            field,
            descending,
            model: PhantomData,
        }
    }

    pub(crate) fn field(&self) -> &'static str {
        self.field
    }

    pub(crate) fn is_descending(&self) -> bool {
        self.descending
    }
}

/// Returns the keys in Odoo's format, if there are any.
///
/// `id` is appended, because the server returns equal records in any order.
pub(crate) fn text<M>(keys: &[OrderBy<M>]) -> Option<String> {
    if keys.is_empty() {
        return None;
    }
    let mut text: Vec<String> = keys.iter().map(ToString::to_string).collect();
    if keys.iter().all(|key| key.field != "id") {
        text.push("id".to_owned());
    }
    Some(text.join(", "))
}

/// Returns an order in Odoo's format with the names of a version.
///
/// # Errors
///
/// If the version does not have one of the fields.
pub(crate) fn on(
    order: &str,
    model: &ModelMeta,
    version: &ServerVersion,
) -> Result<String, ConfigError> {
    let keys = order.split(", ").map(|key| {
        let (name, direction) = key.split_at(key.find(' ').unwrap_or(key.len()));
        Ok(format!("{}{direction}", model.name_on(name, version)?))
    });
    Ok(keys.collect::<Result<Vec<_>, ConfigError>>()?.join(", "))
}

impl<M> Clone for OrderBy<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for OrderBy<M> {}

/// Shows the key as Odoo writes it: `name desc`.
impl<M> fmt::Display for OrderBy<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.field)?;
        f.write_str(if self.descending { " desc" } else { "" })
    }
}

impl<M> fmt::Debug for OrderBy<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
