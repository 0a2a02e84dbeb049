//! Values that are not links.

use std::{fmt, marker::PhantomData};

use odoo_rpc::JsonReader;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeStruct as _};
use serde_json::Value;

use crate::query::{KeysetPage, Page, PageKey};
use crate::value::{Binary, BinarySize, FieldType, Json, NotLoaded, Properties, Versioned};

/// Bytes in base64.
impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Binary::from_base64(&text).ok_or_else(|| de::Error::custom("expected bytes in base64"))
    }
}

/// As the server says it.
impl Serialize for BinarySize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for BinarySize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(BinarySize::new)
    }
}

impl<T: Serialize> Serialize for Json<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Json<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Json)
    }
}

/// The definitions with their values, as the server reads them.
impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.definitions())
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Value::deserialize(deserializer)?.to_string();
        Properties::decode(&mut JsonReader::new(text.as_bytes())).map_err(de::Error::custom)
    }
}

/// `null`.
impl<T> Serialize for NotLoaded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

/// Reads anything, and what is absent.
impl<'de, T> Deserialize<'de> for NotLoaded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ignored<T>(PhantomData<T>);

        impl<'de, T> de::Visitor<'de> for Ignored<T> {
            type Value = NotLoaded<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_none<E: de::Error>(self) -> Result<NotLoaded<T>, E> {
                Ok(NotLoaded::new())
            }

            fn visit_unit<E: de::Error>(self) -> Result<NotLoaded<T>, E> {
                Ok(NotLoaded::new())
            }

            fn visit_some<D: Deserializer<'de>>(self, some: D) -> Result<NotLoaded<T>, D::Error> {
                de::IgnoredAny::deserialize(some).map(|_| NotLoaded::new())
            }
        }

        // For an absent field, a derived `Deserialize` supports only `deserialize_option`.
        deserializer.deserialize_option(Ignored(PhantomData))
    }
}

/// The value, or `null` for a field that the server does not have.
impl<T: Serialize> Serialize for Versioned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().present().serialize(serializer)
    }
}

/// Reads `null`, and what is absent, as a field that the server does not have.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Versioned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Versioned::Absent, Versioned::Present))
    }
}

/// Its text.
impl Serialize for PageKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PageKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// The items, the total, the number and the size.
impl<H: Serialize> Serialize for Page<H> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 4)?;
        page.serialize_field("items", &self.items)?;
        page.serialize_field("total", &self.total)?;
        page.serialize_field("number", &self.number)?;
        page.serialize_field("size", &self.size)?;
        page.end()
    }
}

/// The items, and the key of the next page or `null`.
impl<H: Serialize> Serialize for KeysetPage<H> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("KeysetPage", 2)?;
        page.serialize_field("items", &self.items)?;
        page.serialize_field("next", &self.next)?;
        page.end()
    }
}
