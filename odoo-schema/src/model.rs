use std::{collections::BTreeMap, fmt};

use crate::{
    error::Error,
    field::Field,
    line::{is_field_name, is_model_name},
    text::{END, Text},
};

/// A model of a snapshot: its name and its fields.
///
/// `Display` writes the file, in a form that depends on the content only.
///
/// ```
/// use odoo_schema::{Field, Model};
///
/// let mut country = Model::new("res.country")?;
/// country.insert("name", Field::new("char"))?;
/// country.insert("code", Field::new("char"))?;
/// assert_eq!(country.to_string(), "model res.country\n  code char\n  name char\n# end\n");
/// # Ok::<(), odoo_schema::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    name: String,
    fields: BTreeMap<String, Field>,
}

impl Model {
    /// A model without fields.
    ///
    /// # Errors
    ///
    /// If Odoo allows no model of this name. A name becomes the name of a file, and may come from a server.
    pub fn new(name: impl Into<String>) -> Result<Self, Error> {
        let name = name.into();
        if !is_model_name(&name) {
            return Err(Error::new(format!(
                "invalid model {name:?}: expected a name such as `res.partner`"
            )));
        }
        Ok(Model {
            name,
            fields: BTreeMap::new(),
        })
    }

    /// Adds a field, or replaces it. `id` is left out: every model has it.
    ///
    /// # Errors
    ///
    /// If Python allows no attribute of this name, or if the field cannot be written to a file.
    pub fn insert(&mut self, name: impl Into<String>, field: Field) -> Result<(), Error> {
        let name = name.into();
        if !is_field_name(&name) {
            return Err(Error::new(format!(
                "invalid field {name:?} of `{}`: expected a name such as `partner_id`",
                self.name
            )));
        }
        // What the file would have is what the model has.
        let read = Field::from_words(&crate::words(&field.to_string()));
        if read.as_ref() != Ok(&field) {
            return Err(Error::new(format!(
                "the field `{name}` of `{}` cannot be written to a snapshot as {:?}",
                self.name,
                field.to_string()
            )));
        }
        if name != "id" {
            self.fields.insert(name, field);
        }
        Ok(())
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// With the line, if it is malformed.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Model::of(&Text::read(text)?)
    }

    pub(crate) fn of(text: &Text<'_>) -> Result<Self, Error> {
        let fields = text.lines().iter();
        let fields = fields.map(|line| Ok((line.name().to_owned(), line.field()?)));
        Ok(Model {
            name: text.model().to_owned(),
            fields: fields.collect::<Result<_, Error>>()?,
        })
    }

    /// The model's name, such as `res.partner`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// All fields but `id`, sorted by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.fields
            .iter()
            .map(|(name, field)| (name.as_str(), field))
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "model {}", self.name)?;
        for (name, field) in &self.fields {
            writeln!(f, "  {name} {field}")?;
        }
        writeln!(f, "{END}")
    }
}

#[cfg(test)]
mod tests;
