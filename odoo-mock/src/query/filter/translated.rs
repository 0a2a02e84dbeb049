//! Conditions on translated texts in Odoo 14.

use std::sync::Arc;

use serde_json::Value;

use super::{Compiler, predicate::Predicate};
use crate::{
    domain::Leaf,
    exception::{Exception, Result},
    python,
    schema::Field,
};

impl<'a> Compiler<'_, 'a> {
    /// A condition on a translated text, or `None` if the column is used.
    ///
    /// Odoo 14 looks up the text in a table of terms, where no operator matches an empty text.
    pub(super) fn term(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Option<Predicate<'a>>> {
        if self.view.version().has_translated_columns()
            || !field.translate
            || !python::is_true(&leaf.value)
        {
            return Ok(None);
        }
        // Operators that make the query of the table invalid, with the database's error.
        let wrong = match (leaf.operator.as_str(), leaf.value.as_array()) {
            ("=?", _) => Some("UndefinedFunction"),
            ("not in", _) | ("!=", Some(_)) => Some("SyntaxError"),
            ("in" | "=", Some(items)) => items
                .iter()
                .any(Value::is_boolean)
                .then_some("UndefinedFunction"),
            ("like" | "not like" | "ilike" | "not ilike", _) | (_, None) => None,
            (_, Some(_)) => Some("UndefinedFunction"),
        };
        if let Some(class) = wrong {
            let sentence = format!(
                "operator {} does not accept a translated text",
                leaf.operator
            );
            return Err(Exception::postgres(class, sentence));
        }
        let plain = Field {
            translate: false,
            ..Field::clone(field)
        };
        let test = self.ask(&plain, leaf, self.getter(Arc::clone(field)))?;
        let there = Predicate::cell(self.getter(Arc::clone(field)), |cell| {
            if cell.is_null() { None } else { Some(true) }
        });
        Ok(Some(Predicate::All(vec![there, test])))
    }
}
