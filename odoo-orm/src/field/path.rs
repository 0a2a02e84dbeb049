//! The left side of a condition: the path of a field.
//!
//! It knows the relations of the path, and the server features that the path needs.

use std::{borrow::Cow, fmt};

use odoo_rpc::{ConfigError, ServerVersion};

use crate::{
    model::ModelMeta,
    version::{self, Since},
};

/// A field name, or several joined by dots.
#[derive(Debug, Clone)]
#[expect(unnameable_types, reason = "in the signature of a sealed trait")]
pub struct Path {
    text: Cow<'static, str>,
    /// Whether the path goes through a list.
    ///
    /// Two conditions can then match different records.
    many: bool,
    needs: Option<Feature>,
    /// The models of later names, if their fields differ between versions.
    ///
    /// Each has its place in the text. In a box, because nearly every path has none, and conditions are moved often.
    #[expect(clippy::box_collection, reason = "a third of the size of a `Vec`")]
    models: Option<Box<Vec<(usize, &'static ModelMeta)>>>,
}

/// A domain feature that not every version has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// `any` and `not any`.
    Any,
    /// A path into a properties field.
    Property,
    /// A path such as `date_order.month_number`.
    DatePart,
}

impl Feature {
    /// Returns the first version that has the feature.
    pub(crate) fn since(self) -> Since {
        match self {
            Feature::Any => version::HAS_ANY,
            Feature::Property => version::HAS_PROPERTY_PATHS,
            Feature::DatePart => version::HAS_DATE_PARTS,
        }
    }

    /// Returns the feature that came later.
    pub(crate) fn later(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) if one.since() >= other.since() => Some(one),
            (one, None) => one,
            (_, other) => other,
        }
    }
}

impl Path {
    /// The field that refers to the record itself.
    const ITSELF: &'static str = "id";

    pub(crate) fn many(self, many: bool) -> Self {
        Path {
            many: self.many || many,
            ..self
        }
    }

    pub(crate) fn needing(self, feature: Feature) -> Self {
        Path {
            needs: Feature::later(Some(feature), self.needs),
            ..self
        }
    }

    /// Appends another path, which begins at `model`.
    ///
    /// A record's own `id` refers to the record itself, so it is dropped.
    pub(crate) fn join(self, next: &Path, model: &'static ModelMeta) -> Self {
        let Some(relation) = self.into_relation() else {
            return next.clone();
        };
        let start = relation.text.len() + 1;
        let mut joined = Path {
            text: format!("{}.{}", relation.text, next.text).into(),
            many: relation.many | next.many,
            needs: Feature::later(relation.needs, next.needs),
            models: relation.models,
        }
        .within(start, model);
        if let Some(later) = &next.models {
            let later = later.iter().map(|(at, model)| (start + at, *model));
            joined.models.get_or_insert_default().extend(later);
        }
        joined
    }

    /// Notes the model of the name that begins at a place in the text.
    pub(crate) fn within(mut self, start: usize, model: &'static ModelMeta) -> Self {
        if model.is_versioned() {
            self.models.get_or_insert_default().push((start, model));
        }
        self
    }

    /// Tells whether names after the first may differ between versions.
    pub(crate) fn is_versioned(&self) -> bool {
        self.models.is_some()
    }

    /// Returns the path from a model with the names of a version.
    ///
    /// # Errors
    ///
    /// If the version does not have one of the fields.
    pub(crate) fn on(
        &self,
        model: &ModelMeta,
        version: &ServerVersion,
    ) -> Result<Path, ConfigError> {
        let (mut text, mut start) = (String::new(), 0);
        for name in self.text.split('.') {
            let mut later = self.models.iter().flat_map(|models| models.iter());
            let model = match later.find(|(at, _)| *at == start) {
                _ if start == 0 => Some(model),
                found => found.map(|(_, model)| *model),
            };
            if start > 0 {
                text.push('.');
            }
            text.push_str(match model {
                Some(model) => model.name_on(name, version)?,
                None => name,
            });
            start += name.len() + 1;
        }
        Ok(Path {
            text: text.into(),
            many: self.many,
            needs: self.needs,
            models: None,
        })
    }

    /// Appends a name inside the value at the end of the path.
    pub(crate) fn then(self, name: &str) -> Self {
        Path {
            text: format!("{}.{name}", self.text).into(),
            ..self
        }
    }

    /// Returns the path without a final `id`, which is the record itself.
    ///
    /// Returns `None` for the id of the searched record.
    pub(crate) fn into_relation(self) -> Option<Self> {
        match self.text.strip_suffix(Self::ITSELF) {
            Some("") => None,
            Some(before) if before.ends_with('.') => {
                let text = before.trim_end_matches('.').to_owned().into();
                Some(Path { text, ..self })
            }
            _ => Some(self),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_many(&self) -> bool {
        self.many
    }

    pub(crate) fn needs(&self) -> Option<Feature> {
        self.needs
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Path {
    fn from(text: T) -> Self {
        Path {
            text: text.into(),
            many: false,
            needs: None,
            models: None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static MODEL: ModelMeta = ModelMeta::new("x.model", &[]);

    #[test]
    fn a_records_own_id_refers_to_itself() {
        let joined = |first: &'static str, next: &'static str| {
            Path::from(first)
                .join(&Path::from(next), &MODEL)
                .as_str()
                .to_owned()
        };
        assert_eq!(joined("country_id", "code"), "country_id.code");
        assert_eq!(joined("id", "name"), "name");
        assert_eq!(joined("parent_id.id", "name"), "parent_id.name");
        assert_eq!(joined("parent_id", "id"), "parent_id.id");
        assert_eq!(joined("paid", "name"), "paid.name");
    }
}
