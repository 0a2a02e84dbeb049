use std::{
    fmt,
    hash::{Hash, Hasher},
    ops::Deref,
    vec,
};

use odoo_rpc::{DecodeError, JsonReader};

use super::Id;
use crate::{
    command::Command,
    model::{Model, RelationKind, RelationMeta},
    value::{
        CanBeUnset, EncodeResult, FieldType, IntoOperand, IntoValue, Relation, accept, integer,
    },
};

/// What both kinds of lists have of the standard library's traits.
macro_rules! x2many {
    ($(#[$doc:meta])* $List:ident) => {
        $(#[$doc])*
        pub struct $List<M>(Vec<Id<M>>);

        impl<M> $List<M> {
            /// The ids, as a list of their own.
            pub fn into_vec(self) -> Vec<Id<M>> {
                self.0
            }
        }

        impl<M> From<Vec<Id<M>>> for $List<M> {
            fn from(ids: Vec<Id<M>>) -> Self {
                $List(ids)
            }
        }

        impl<M> Deref for $List<M> {
            type Target = [Id<M>];

            fn deref(&self) -> &[Id<M>] {
                &self.0
            }
        }

        impl<M> IntoIterator for $List<M> {
            type Item = Id<M>;
            type IntoIter = vec::IntoIter<Id<M>>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a, M> IntoIterator for &'a $List<M> {
            type Item = &'a Id<M>;
            type IntoIter = std::slice::Iter<'a, Id<M>>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl<M> Clone for $List<M> {
            fn clone(&self) -> Self {
                $List(self.0.clone())
            }
        }

        impl<M> Default for $List<M> {
            fn default() -> Self {
                $List(Vec::new())
            }
        }

        impl<M> PartialEq for $List<M> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl<M> Eq for $List<M> {}

        impl<M> Hash for $List<M> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }

        impl<M: Model> fmt::Debug for $List<M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

x2many! {
    /// The records that link here by a many2one field of theirs, in the order of their model. Archived ones are left out
    /// unless the context says `active_test: false`. A slice of ids.
    One2many
}

x2many! {
    /// Records linked through a table in between, in the order of their model. Archived ones are left out unless the
    /// context says `active_test: false`. A slice of ids.
    Many2many
}

// Written out rather than stamped by the macro, which the compiler would name in its messages.
#[diagnostic::do_not_recommend]
impl<M: Model> FieldType for One2many<M> {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["one2many"];
    const RELATION: Option<RelationMeta> = Some(RelationMeta::to::<M>(RelationKind::One2many));

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        ids(json).map(One2many)
    }

    /// Lines belong to one record.
    fn copied(&self) -> Option<EncodeResult> {
        None
    }

    fn accept(json: &str) -> EncodeResult {
        accept::links(json)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> Relation for One2many<M> {
    type Target = M;
}

#[diagnostic::do_not_recommend]
impl<M: Model> CanBeUnset for One2many<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<One2many<M>> for Id<M> {
    fn into_operand(self) -> EncodeResult {
        integer(self.get())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoValue<One2many<M>> for Vec<Command<M>> {
    fn into_value(self) -> EncodeResult {
        self.into_iter().map(Command::into_json).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, const N: usize> IntoValue<One2many<M>> for [Command<M>; N] {
    fn into_value(self) -> EncodeResult {
        self.into_iter().map(Command::into_json).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> FieldType for Many2many<M> {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["many2many"];
    const RELATION: Option<RelationMeta> = Some(RelationMeta::to::<M>(RelationKind::Many2many));

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        ids(json).map(Many2many)
    }

    fn copied(&self) -> Option<EncodeResult> {
        Some(
            [Command::Set(self.0.clone())]
                .map(Command::into_json)
                .into_iter()
                .collect(),
        )
    }

    fn accept(json: &str) -> EncodeResult {
        accept::links(json)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> Relation for Many2many<M> {
    type Target = M;
}

#[diagnostic::do_not_recommend]
impl<M: Model> CanBeUnset for Many2many<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<Many2many<M>> for Id<M> {
    fn into_operand(self) -> EncodeResult {
        integer(self.get())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoValue<Many2many<M>> for Vec<Command<M>> {
    fn into_value(self) -> EncodeResult {
        self.into_iter().map(Command::into_json).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, const N: usize> IntoValue<Many2many<M>> for [Command<M>; N] {
    fn into_value(self) -> EncodeResult {
        self.into_iter().map(Command::into_json).collect()
    }
}

/// A list of ids, as a field holds it, and as `search` and `create` answer.
pub(crate) fn ids<M>(json: &mut JsonReader<'_>) -> Result<Vec<Id<M>>, DecodeError> {
    list(json, Id::new)
}

/// The same, without the model.
pub(crate) fn id_numbers(json: &mut JsonReader<'_>) -> Result<Vec<i64>, DecodeError> {
    list(json, |id| id)
}

fn list<T>(json: &mut JsonReader<'_>, make: fn(i64) -> T) -> Result<Vec<T>, DecodeError> {
    if !json.is_array() {
        return Err(json.mismatch("a list of ids"));
    }
    let mut ids = Vec::new();
    json.array(|_, json| {
        let id = json.integer().map_err(|error| error.expecting("an id"))?;
        ids.push(make(id));
        Ok(())
    })?;
    Ok(ids)
}
