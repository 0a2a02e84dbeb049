//! Models from the metadata of `#[derive(OdooModel)]`.

use odoo_orm::{
    rpc::ServerVersion,
    schema::{FieldMeta, ModelMeta, RelationKind},
};

use super::{FieldDef, Kind, ModelDef, Schema, is_log, label};

impl Schema {
    /// Adds the model and, recursively, the models of its relations, as a version has them.
    ///
    /// Existing fields stay as they are.
    pub(crate) fn derive(&mut self, meta: &'static ModelMeta, version: &ServerVersion) {
        let mut left = vec![meta];
        let mut definitions: Vec<ModelDef> = Vec::new();
        let mut seen: Vec<*const ModelMeta> = Vec::new();
        while let Some(meta) = left.pop() {
            // Several structs may declare one model, each with its own fields.
            if seen.iter().any(|known| std::ptr::eq(*known, meta)) {
                continue;
            }
            seen.push(meta);
            let mut model = ModelDef::new(meta.name());
            for field in meta.fields() {
                left.extend(field.relation().map(odoo_orm::schema::RelationMeta::target));
                let Some(name) = field.name_on(version) else {
                    continue;
                };
                let known = || {
                    let own = definitions
                        .iter()
                        .filter(|other| &*other.name == meta.name());
                    self.declares(meta.name(), name)
                        || own
                            .flat_map(ModelDef::names_of_fields)
                            .any(|own| own == name)
                };
                if !matches!(name, "id" | "display_name") && !is_log(name) && !known() {
                    model = model.field(name, declared(field));
                }
            }
            definitions.push(model);
        }
        self.define(definitions);
    }
}

fn declared(meta: &FieldMeta) -> FieldDef {
    // A Rust type may read several types of fields; the first is the most common one.
    let kind = match meta.relation().map(odoo_orm::schema::RelationMeta::kind) {
        Some(RelationKind::Many2one) => Kind::Many2one,
        Some(RelationKind::One2many) => Kind::One2many,
        Some(RelationKind::Many2many) => Kind::Many2many,
        None => meta
            .types()
            .iter()
            .find_map(|name| Kind::named(name))
            .unwrap_or(Kind::Char),
    };
    let keys = meta.keys().unwrap_or_default();
    FieldDef {
        relation: meta
            .relation()
            .map(|relation| relation.target().name().into()),
        // A type that is not an `Option` needs a value; a number and a boolean always have one.
        required: !meta.is_nullable()
            && !meta.is_read_only()
            && !kind.is_list()
            && !kind.is_number()
            && kind != Kind::Boolean,
        readonly: meta.is_read_only(),
        selection: keys
            .iter()
            .map(|key| ((*key).to_owned(), label(key)))
            .collect(),
        open: meta.keys().is_none(),
        ..FieldDef::of(kind)
    }
}
