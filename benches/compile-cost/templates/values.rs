//! The types that a program with serde would write for itself, once and outside of its models.

use std::marker::PhantomData;

pub use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a record.
pub struct Id<M> {
    pub id: i64,
    model: PhantomData<fn() -> M>,
}

impl<'de, M> Deserialize<'de> for Id<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = i64::deserialize(deserializer)?;
        Ok(Id { id, model: PhantomData })
    }
}

impl<M> Serialize for Id<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

/// A link to one record: `[3, "name"]`.
pub struct Many2one<M> {
    pub id: Id<M>,
    pub name: String,
}

impl<'de, M> Deserialize<'de> for Many2one<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (id, name) = <(Id<M>, String)>::deserialize(deserializer)?;
        Ok(Many2one { id, name })
    }
}

impl<M> Serialize for Many2one<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

/// Links to many records, which link back.
pub struct One2many<M> {
    pub ids: Vec<Id<M>>,
}

impl<'de, M> Deserialize<'de> for One2many<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = Vec::deserialize(deserializer)?;
        Ok(One2many { ids })
    }
}

impl<M> Serialize for One2many<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.ids.serialize(serializer)
    }
}

/// Links to many records.
pub struct Many2many<M> {
    pub ids: Vec<Id<M>>,
}

impl<'de, M> Deserialize<'de> for Many2many<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids = Vec::deserialize(deserializer)?;
        Ok(Many2many { ids })
    }
}

impl<M> Serialize for Many2many<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.ids.serialize(serializer)
    }
}
