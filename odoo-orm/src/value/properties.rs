//! `properties` fields (Odoo 16 and later).
//!
//! The definitions of the values are data, stored on the parent record.

mod entry;
mod key;

use std::fmt;

use entry::Entry;
pub use key::Property;
use odoo_rpc::{ConfigError, DecodeError, JsonReader};
use serde_json::{Map, Value};

use super::{CanBeAbsent, EncodeResult, FieldType, IntoValue};

/// The properties of one record, in the order of the parent's definition.
///
/// A write replaces all values at once: the server clears omitted ones. So properties are read, changed and written as a whole. No value
/// is lost, unless another client changes the same record in between.
///
/// ```
/// use odoo_orm::{Properties, Property, prelude::*};
///
/// #[derive(OdooModel)]
/// #[odoo(model = "product.template")]
/// struct Product {
///     id: Id<Product>,
///     product_properties: Properties,
/// }
///
/// const COLOR: Property<String> = Property::named("3b1c2d4e5f607182");
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let world = odoo_mock::World::new();
/// # let odoo = world.client();
/// # let definition = serde_json::json!([{"name": "3b1c2d4e5f607182", "type": "char", "string": "Color"}]);
/// # let of = serde_json::json!({"name": "Shirts", "product_properties_definition": definition});
/// # let category = world.create("product.category", of);
/// # let id = Id::new(world.create("product.template", serde_json::json!({"name": "Shirt", "categ_id": category})));
/// let mut properties = Product::read(&odoo, id).one().await?.product_properties;
/// if properties.get(&COLOR)?.is_none() {
///     properties.set(&COLOR, "red")?;
///     Product::write(&odoo, id, Values::new().set(Product::PRODUCT_PROPERTIES, properties)).await?;
/// }
/// let red = Product::search(&odoo, Product::PRODUCT_PROPERTIES.property(&COLOR).eq("red")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Properties(Vec<Entry>);

impl Properties {
    /// Returns the name and the label of each property.
    ///
    /// The server generates the names; users see the labels.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|entry| (entry.name(), entry.label()))
    }

    /// Tells whether the parent defines the property.
    pub fn contains<T>(&self, property: &Property<T>) -> bool {
        self.find(property).is_some()
    }

    /// Returns the value of a property.
    ///
    /// Returns `None` if it is unset, or not defined for this record.
    ///
    /// # Errors
    ///
    /// If the value is not of the property's type.
    pub fn get<T: FieldType>(&self, property: &Property<T>) -> Result<Option<T>, DecodeError> {
        let Some(entry) = self.find(property) else {
            return Ok(None);
        };
        let value = entry.read();
        if value.is_null() || (value == Value::Bool(false) && !T::FALSE_IS_A_VALUE) {
            return Ok(None);
        }
        let text = value.to_string();
        T::decode(&mut JsonReader::new(text.as_bytes())).map(Some)
    }

    /// Sets a property. It is sent when the properties are written.
    ///
    /// # Errors
    ///
    /// If the parent does not define the property, or defines it with another type, or Odoo cannot represent the value. The server itself would store a value that it cannot read
    /// again.
    pub fn set<T, V>(&mut self, property: &Property<T>, value: V) -> Result<(), ConfigError>
    where
        T: FieldType,
        V: IntoValue<T::Base>,
    {
        let value = value.into_value()?;
        let entry = self.find_mut(property)?;
        entry.check::<T>()?;
        entry.write(value)
    }

    /// Clears a property.
    ///
    /// # Errors
    ///
    /// If the parent does not define it.
    pub fn unset<T>(&mut self, property: &Property<T>) -> Result<(), ConfigError> {
        self.find_mut(property)?.write(Value::Bool(false))
    }

    /// Each definition with the record's value in it.
    #[cfg(feature = "serde")]
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &Map<String, Value>> {
        self.0.iter().map(Entry::definition)
    }

    fn find<T>(&self, property: &Property<T>) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.name() == property.name())
    }

    fn find_mut<T>(&mut self, property: &Property<T>) -> Result<&mut Entry, ConfigError> {
        let name = property.name();
        let known: Vec<String> = self
            .labels()
            .map(|(name, label)| format!("`{name}` ({label})"))
            .collect();
        self.0
            .iter_mut()
            .find(|entry| entry.name() == name)
            .ok_or_else(|| {
                ConfigError::invalid_value(format!(
                    "this record has no property `{name}`: its parent defines {}",
                    if known.is_empty() {
                        "none".to_owned()
                    } else {
                        known.join(", ")
                    }
                ))
            })
    }

    /// Writes every value, because the server clears omitted ones.
    fn written(&self) -> Value {
        let values: Map<String, Value> = self.0.iter().filter_map(Entry::written).collect();
        values.into()
    }
}

/// Shows the names of the properties. The values may be personal data.
impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Properties")?;
        f.debug_set()
            .entries(self.labels().map(|(name, _)| name))
            .finish()
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for Properties {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["properties"];

    /// A record without a parent has `false`: it has no properties.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_false() {
            json.skip()?;
            return Ok(Properties::default());
        }
        let mut entries = Vec::new();
        json.array(|_, json| {
            entries.push(Entry::decode(json)?);
            Ok(())
        })
        .map_err(|error| error.expecting("a list of properties"))?;
        Ok(Properties(entries))
    }

    fn to_write_value(&self) -> Option<EncodeResult> {
        Some(Ok(self.written()))
    }

    /// What a property may hold is known to its parent, and the server stores anything.
    fn accept(_: &str) -> EncodeResult {
        Err(ConfigError::invalid_value(
            "properties cannot be written by a request",
        ))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

#[diagnostic::do_not_recommend]
impl CanBeAbsent for Properties {}

#[diagnostic::do_not_recommend]
impl IntoValue<Properties> for Properties {
    fn into_value(self) -> EncodeResult {
        Ok(self.written())
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Properties> for &Properties {
    fn into_value(self) -> EncodeResult {
        Ok(self.written())
    }
}

#[cfg(test)]
mod tests;
