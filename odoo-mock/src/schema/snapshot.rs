//! Models from the result of `fields_get`, and from snapshots.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use super::{FieldDef, Kind, ModelDef, Name, OnDelete, Schema, is_log, label};

impl Schema {
    /// Adds the unknown models and fields of a snapshot.
    ///
    /// A known field keeps its definition, because a snapshot contains neither computations nor defaults. Only the keys
    /// of selections are replaced.
    pub(crate) fn add_snapshot(
        &mut self,
        snapshot: &[odoo_schema::Model],
    ) -> Result<Vec<Name>, String> {
        let mut definitions = BTreeMap::<Name, ModelDef>::new();
        for model in snapshot {
            let name = Name::from(model.name());
            let known = self.definitions.get(&name);
            for (field_name, field) in model.fields() {
                if is_magic(field_name) || self.inherits(&name, field_name) {
                    continue;
                }
                let mut new = declared(field)
                    .map_err(|why| format!("the field `{field_name}` of `{name}` {why}"))?;
                if let Some(known) = known {
                    let same = known.fields.iter().find(|(name, _)| **name == *field_name);
                    match same {
                        // Its keys come from the server.
                        Some((_, same)) if same.kind == new.kind && !new.selection.is_empty() => {
                            new = FieldDef {
                                selection: new.selection,
                                open: false,
                                ..same.clone()
                            };
                        }
                        Some(_) => continue,
                        // The server has a default for it. Otherwise, programs that do not know the field could not create a record.
                        None => new.required = false,
                    }
                }
                self.add_target(&mut definitions, &name, &new);
                let model = definitions.entry(Arc::clone(&name));
                let model = model.or_insert_with(|| ModelDef::new(&name));
                model.fields.retain(|(known, _)| **known != *field_name);
                model.fields.push((field_name.into(), new));
            }
            definitions
                .entry(Arc::clone(&name))
                .or_insert_with(|| ModelDef::new(&name));
        }
        let names = definitions.keys().cloned().collect();
        self.define(definitions.into_values());
        Ok(names)
    }

    /// Adds the target of a relation, which can be missing in the snapshot.
    ///
    /// An added target has a name, and the inverse field.
    fn add_target(
        &self,
        definitions: &mut BTreeMap<Name, ModelDef>,
        model: &Name,
        field: &FieldDef,
    ) {
        let Some(target) = &field.relation else {
            return;
        };
        let known = self.definitions.get(target);
        let definition = definitions.entry(Arc::clone(target)).or_insert_with(|| {
            let definition = ModelDef::new(target);
            match known {
                Some(_) => definition,
                None => definition.field("name", FieldDef::char()),
            }
        });
        let Some(inverse) = &field.inverse else {
            return;
        };
        let mut fields = definition.fields.iter();
        let mut known = known.into_iter().flat_map(|known| &known.fields);
        let is_there = |field: &(Name, FieldDef)| field.0 == *inverse;
        if !fields.any(is_there) && !known.any(is_there) {
            definition
                .fields
                .push((Arc::clone(inverse), FieldDef::many2one(model)));
        }
    }
}

/// The field that a snapshot describes.
pub(super) fn declared(field: &odoo_schema::Field) -> Result<FieldDef, String> {
    let kind = Kind::named(&field.kind)
        .ok_or_else(|| format!("has no type that is known: {}", field.kind))?;
    let name = |name: &Option<String>| name.as_deref().map(Into::into);
    let keys = field.keys.iter().flatten();
    let definition = field.definition.as_ref();
    Ok(FieldDef {
        store: !is_computed_list(kind, field.stored, field.inverse.as_deref()),
        required: field.required,
        readonly: field.readonly,
        translate: field.translate,
        archived: field.archived,
        size: field.size.and_then(|size| usize::try_from(size).ok()),
        digits: field.digits,
        currency: name(&field.currency),
        relation: name(&field.relation),
        inverse: name(&field.inverse),
        selection: keys.map(|key| (key.clone(), label(key))).collect(),
        open: field.keys.is_none(),
        model_field: name(&field.model_field),
        definition: definition
            .map(|(record, field)| (record.as_str().into(), field.as_str().into())),
        ..FieldDef::of(kind)
    })
}

/// Whether a list is computed without a field that links back.
///
/// An example is `available_partner_bank_ids` of `account.move`. Nothing says which records are in it, so it is empty.
fn is_computed_list(kind: Kind, is_stored: bool, inverse: Option<&str>) -> bool {
    kind == Kind::One2many && !is_stored && inverse.is_none()
}

/// Whether every model has it.
fn is_magic(name: &str) -> bool {
    matches!(name, "id" | "display_name" | "__last_update") || is_log(name)
}

/// A model from the result of `fields_get`.
///
/// It does not say how fields are computed, so a computed field is a writable column.
pub(crate) fn from_fields_get(
    schema: &Schema,
    name: &str,
    fields: &Map<String, Value>,
) -> Result<ModelDef, String> {
    let mut model = ModelDef::new(name);
    for (name, attributes) in fields {
        if is_magic(name) || schema.inherits(&model.name, name) {
            continue;
        }
        let kind = attributes.get("type").and_then(Value::as_str);
        let kind = kind.and_then(Kind::named).ok_or_else(|| {
            format!(
                "unknown type of field `{name}` of `{}`: {}",
                model.name,
                attributes.get("type").unwrap_or(&Value::Null)
            )
        })?;
        model = model.field(name, field(kind, attributes));
    }
    Ok(model)
}

fn field(kind: Kind, attributes: &Value) -> FieldDef {
    let flag = |name: &str| attributes.get(name) == Some(&Value::Bool(true));
    let text = |name: &str| attributes.get(name).and_then(Value::as_str);
    let number = |value: Option<&Value>| value.and_then(Value::as_u64);
    let pairs = attributes.get("selection").and_then(Value::as_array);
    let pairs = pairs.into_iter().flatten().filter_map(|pair| {
        let part = |at: usize| pair.get(at).and_then(Value::as_str).map(str::to_owned);
        part(0).zip(part(1))
    });
    let digits = attributes.get("digits");
    let digit = |at: usize| {
        number(digits.and_then(|digits| digits.get(at))).and_then(|value| u32::try_from(value).ok())
    };
    let is_stored = attributes.get("store") != Some(&Value::Bool(false));
    FieldDef {
        store: !is_computed_list(kind, is_stored, text("relation_field")),
        label: text("string").map(str::to_owned),
        required: flag("required"),
        readonly: flag("readonly"),
        translate: flag("translate"),
        archived: attributes.pointer("/context/active_test") == Some(&Value::Bool(false)),
        size: number(attributes.get("size")).and_then(|size| usize::try_from(size).ok()),
        digits: digit(0).zip(digit(1)),
        currency: text("currency_field").map(Into::into),
        relation: text("relation").map(Into::into),
        inverse: text("relation_field").map(Into::into),
        selection: pairs.collect(),
        groups: text("groups")
            .map(|groups| groups.split(',').map(str::to_owned).collect())
            .unwrap_or_default(),
        on_delete: flag("required").then_some(OnDelete::Restrict),
        model_field: text("model_field").map(Into::into),
        definition: text("definition_record")
            .zip(text("definition_record_field"))
            .map(|(record, field)| (record.into(), field.into())),
        ..FieldDef::of(kind)
    }
}
