//! The models of a server.

#[cfg(feature = "orm")]
mod derived;
mod field;
mod label;
mod model;
mod snapshot;
mod text;

pub(crate) use field::{Compute, Kind, Name};
pub use field::{FieldDef, OnDelete};
pub(crate) use label::label;
pub use model::ModelDef;
pub(crate) use model::Unique;
pub(crate) use snapshot::from_fields_get;
pub(crate) use text::parse;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    exception::{Exception, Result, value_error},
    version::Version,
};

/// A field of a model of the server.
pub(crate) type Field = FieldDef;

/// All models of a server, by name.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    version: Version,
    definitions: BTreeMap<Name, ModelDef>,
    models: BTreeMap<Name, Arc<Model>>,
}

/// A model with its fields, including inherited ones.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) name: Name,
    pub(crate) label: String,
    pub(crate) order: String,
    pub(crate) rec_name: Option<Name>,
    pub(crate) names: Vec<Name>,
    pub(crate) display: Option<String>,
    /// The field that marks a record as active.
    pub(crate) active: Option<Name>,
    pub(crate) parent: Name,
    pub(crate) fields: Vec<Arc<Field>>,
    index: HashMap<Name, usize>,
    pub(crate) inherits: Vec<(Name, Name)>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) ruled: bool,
    pub(crate) rights: String,
}

impl Schema {
    pub(crate) fn new(version: Version) -> Self {
        Schema {
            version,
            definitions: BTreeMap::new(),
            models: BTreeMap::new(),
        }
    }

    /// Whether a model declares this field, or inherits it by delegation.
    fn declares(&self, model: &str, field: &str) -> bool {
        let Some(definition) = self.definitions.get(model) else {
            return false;
        };
        let mut own = definition.names_of_fields();
        own.any(|name| name == field) || self.inherits(model, field)
    }

    /// Whether a model inherits this field by delegation.
    ///
    /// A column of its own would hide it.
    fn inherits(&self, model: &str, field: &str) -> bool {
        let parents = self.definitions.get(model).map(|model| &model.inherits);
        let mut parents = parents.into_iter().flatten();
        parents.any(|(parent, _)| self.declares(parent, field))
    }

    /// Adds models.
    ///
    /// The declaration of an existing model adds to it: new fields, constraints, an order.
    pub(crate) fn define(&mut self, definitions: impl IntoIterator<Item = ModelDef>) {
        for definition in definitions {
            match self.definitions.get_mut(&definition.name) {
                Some(known) => merge(known, definition),
                None => {
                    self.definitions
                        .insert(Arc::clone(&definition.name), definition);
                }
            }
        }
        self.models = self
            .definitions
            .values()
            .map(|definition| (Arc::clone(&definition.name), self.compile(definition)))
            .collect();
    }

    /// Sets the inverse of a one2many field that is already declared.
    pub(crate) fn set_inverse(&mut self, model: &str, field: &str, inverse: &str) -> bool {
        let known = self.definitions.get_mut(model).and_then(|definition| {
            let mut fields = definition.fields.iter_mut();
            fields.find(|(name, def)| &**name == field && def.kind == Kind::One2many)
        });
        let Some((_, def)) = known else {
            return false;
        };
        def.inverse = Some(inverse.into());
        self.define([]);
        true
    }

    fn compile(&self, definition: &ModelDef) -> Arc<Model> {
        let mut fields: Vec<Arc<Field>> = Vec::new();
        for (column, (name, def)) in definition.fields.iter().enumerate() {
            if self.version.among(def.versions) {
                fields.push(Arc::new(Field {
                    name: Arc::clone(name),
                    column,
                    ..def.clone()
                }));
            }
        }
        fields.extend(self.magic().into_iter().map(Arc::new));
        for (parent, link) in &definition.inherits {
            let inherited = self.definitions.get(parent).map(|parent| &parent.fields);
            for (name, def) in inherited.into_iter().flatten() {
                let here = self.version.among(def.versions);
                if here && fields.iter().all(|field| field.name != *name) {
                    fields.push(Arc::new(Field {
                        name: Arc::clone(name),
                        compute: Some(Compute::Related(vec![Arc::clone(link), Arc::clone(name)])),
                        inherited: true,
                        copy: def.copy && def.compute.is_none(),
                        default: None,
                        ..def.clone()
                    }));
                }
            }
        }
        let index: HashMap<Name, usize> = fields
            .iter()
            .enumerate()
            .map(|(at, field)| (Arc::clone(&field.name), at))
            .collect();
        let first_known = |names: &[&str]| {
            let mut names = names.iter().filter(|name| index.contains_key(**name));
            names.next().map(|name| Name::from(*name))
        };
        Arc::new(Model {
            name: Arc::clone(&definition.name),
            label: definition
                .label
                .clone()
                .unwrap_or_else(|| label(&definition.name)),
            order: definition.order.clone().unwrap_or_else(|| "id".to_owned()),
            rec_name: definition
                .rec_name
                .clone()
                .or_else(|| first_known(&["name", "x_name"])),
            names: definition.names.clone(),
            display: definition.display.clone(),
            active: first_known(&["active", "x_active"]),
            parent: definition
                .parent
                .clone()
                .unwrap_or_else(|| "parent_id".into()),
            fields,
            index,
            inherits: definition.inherits.clone(),
            uniques: definition.uniques.clone(),
            ruled: definition.ruled,
            rights: definition.rights.clone(),
        })
    }

    /// The fields that every model has. The log fields have separate places in a row.
    fn magic(&self) -> Vec<Field> {
        let field = |name: &str, kind: Kind| Field {
            name: name.into(),
            readonly: true,
            copy: false,
            ..Field::of(kind)
        };
        let log = |at: usize, kind: Kind| Field {
            column: LOG + at,
            relation: (kind == Kind::Many2one).then(|| "res.users".into()),
            ..field(LOG_FIELDS.get(at).copied().unwrap_or_default(), kind)
        };
        let mut fields = vec![
            field("id", Kind::Id),
            Field {
                store: false,
                compute: Some(Compute::DisplayName),
                ..field("display_name", Kind::Char)
            },
            log(0, Kind::Many2one),
            log(1, Kind::Datetime),
            log(2, Kind::Many2one),
            log(3, Kind::Datetime),
        ];
        if self.version.has_last_update() {
            fields.push(Field {
                store: false,
                compute: Some(Compute::Related(vec!["write_date".into()])),
                ..field("__last_update", Kind::Datetime)
            });
        }
        fields
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Model>> {
        self.models.get(name)
    }

    /// The model of this name, or Python's `KeyError`, as in code of the server.
    pub(crate) fn model(&self, name: &str) -> Result<&Arc<Model>> {
        self.get(name)
            .ok_or_else(|| crate::exception::key_error(name))
    }

    pub(crate) fn models(&self) -> impl Iterator<Item = &Arc<Model>> {
        self.models.values()
    }

    /// The inverse of a one2many field: the named one, or the only candidate.
    pub(crate) fn inverse(&self, model: &Model, field: &Field) -> Result<Arc<Field>> {
        let lines = self.model(field.comodel())?;
        if let Some(inverse) = &field.inverse {
            return lines.field(inverse).cloned();
        }
        let back = lines.fields.iter().filter(|back| {
            back.kind == Kind::Many2one && back.comodel() == &*model.name && back.has_column()
        });
        let back: Vec<&Arc<Field>> = back.filter(|back| !is_log(&back.name)).collect();
        let (there, advice) = match back.as_slice() {
            [only] => return Ok(Arc::clone(only)),
            [] => ("no many2one field".to_owned(), "declare it"),
            several => {
                let names: Vec<&str> = several.iter().map(|field| &*field.name).collect();
                (
                    format!("several many2one fields (`{}`)", names.join("`, `")),
                    "name the inverse field",
                )
            }
        };
        Err(Exception::new(
            "odoo_mock.UnknownInverse",
            format!(
                "no unique inverse of one2many field `{}` of `{}`: model `{}` has {there} that link{} to it; {advice}, or set it with `World::inverse`",
                field.name,
                model.name,
                lines.name,
                if back.is_empty() { "s" } else { "" },
            ),
        ))
    }
}

/// The fields for who created and changed a record, and when.
const LOG_FIELDS: [&str; 4] = ["create_uid", "create_date", "write_uid", "write_date"];

/// The columns of the log fields, after all others.
pub(crate) const LOG: usize = usize::MAX - LOG_FIELDS.len();

pub(crate) fn is_log(name: &str) -> bool {
    LOG_FIELDS.contains(&name)
}

fn merge(known: &mut ModelDef, more: ModelDef) {
    for (name, field) in more.fields {
        match known.fields.iter_mut().find(|(other, _)| *other == name) {
            Some((_, same)) => *same = field,
            None => known.fields.push((name, field)),
        }
    }
    known.uniques.extend(more.uniques);
    known.inherits.extend(more.inherits);
    known.label = more.label.or(known.label.take());
    known.order = more.order.or(known.order.take());
    known.rec_name = more.rec_name.or(known.rec_name.take());
    known.display = more.display.or(known.display.take());
    known.ruled |= more.ruled;
}

impl Model {
    /// The table of a many2many field, and whether its columns are swapped.
    ///
    /// If they are, the field's own records are in the second column.
    pub(crate) fn links(&self, field: &Field) -> (Name, bool) {
        let (here, there) = (&*self.name, field.comodel());
        if let Some(table) = &field.table {
            // Two fields that share a table are each other's inverse. The model whose name sorts first has the first column.
            return (Arc::clone(table), here > there);
        }
        (format!("{here}.{}", field.name).into(), false)
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<Field>> {
        self.fields.get(*self.index.get(name)?)
    }

    /// A field named by the caller.
    pub(crate) fn field(&self, name: &str) -> Result<&Arc<Field>> {
        self.find(name)
            .ok_or_else(|| value_error(format!("Invalid field '{name}' on model '{}'", self.name)))
    }
}
