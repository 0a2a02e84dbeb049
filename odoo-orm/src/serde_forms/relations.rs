//! Links to records.

use std::{fmt, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    relation::{Id, Many2many, Many2one, One2many, Reference},
    value::{FieldType as _, written},
};

/// The number.
impl<M> Serialize for Id<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.get())
    }
}

/// Reads 1 to 2,147,483,647.
impl<'de, M> Deserialize<'de> for Id<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number<M>(PhantomData<M>);

        impl<M> de::Visitor<'_> for Number<M> {
            type Value = Id<M>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a record")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Id<M>, E> {
                Id::try_from(number).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Id<M>, E> {
                Id::of_unsigned(number).map_err(E::custom)
            }
        }

        // With the type, so that paths and query strings are read as numbers.
        deserializer.deserialize_i64(Number(PhantomData))
    }
}

#[derive(Serialize)]
#[serde(rename = "Many2one", bound = "")]
struct Link<'a, M> {
    id: Id<M>,
    name: &'a str,
}

#[derive(Deserialize)]
#[serde(rename = "Many2one", bound = "")]
struct OwnLink<M> {
    id: Id<M>,
    name: String,
}

/// `{"id": 7, "name": "Belgium"}`.
impl<M> Serialize for Many2one<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (id, name) = (self.id, &self.name);
        Link { id, name }.serialize(serializer)
    }
}

impl<'de, M> Deserialize<'de> for Many2one<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let OwnLink { id, name } = OwnLink::deserialize(deserializer)?;
        Ok(Many2one { id, name })
    }
}

/// The ids.
impl<M> Serialize for One2many<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, M> Deserialize<'de> for One2many<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

/// The ids.
impl<M> Serialize for Many2many<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, M> Deserialize<'de> for Many2many<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

/// `res.partner,3`.
impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads what names a record that there can be.
impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reference: Reference = String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)?;
        let written = written(|encoder| reference.encode(encoder));
        written.map(|_| reference).map_err(de::Error::custom)
    }
}
