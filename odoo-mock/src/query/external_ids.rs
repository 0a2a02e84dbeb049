//! External ids, which are stored in `ir.model.data`.

use super::View;
use crate::storage::Cell;

impl View<'_> {
    /// The model and the id of an external id.
    pub(crate) fn external_id(&self, text: &str) -> Option<(String, i64)> {
        let (module, name) = text.split_once('.')?;
        let data = self.db.schema.get("ir.model.data")?;
        let [module_field, name_field, model_field, id_field] =
            ["module", "name", "model", "res_id"].map(|name| data.find(name));
        let (module_field, name_field) = (module_field?, name_field?);
        let mut rows = self.db.table("ir.model.data").rows();
        let (_, row) = rows.find(|(_, row)| {
            row.get(name_field).as_text("") == Some(name)
                && row.get(module_field).as_text("") == Some(module)
        })?;
        let model = row.get(model_field?).as_text("")?.to_owned();
        Some((model, row.get(id_field?).id()?))
    }

    /// The external ids of a record, in order of creation.
    pub(crate) fn external_ids(&self, model: &str, id: i64) -> Vec<(String, bool)> {
        let found = (|| {
            let data = self.db.schema.get("ir.model.data")?;
            let field = |name: &str| data.find(name);
            let (module, name) = (field("module")?, field("name")?);
            let (model_field, id_field, noupdate) =
                (field("model")?, field("res_id")?, field("noupdate")?);
            let rows = self.db.table("ir.model.data").rows();
            let rows = rows.filter(|(_, row)| {
                row.get(id_field).id() == Some(id)
                    && row.get(model_field).as_text("") == Some(model)
            });
            let names = rows.filter_map(|(_, row)| {
                let name = format!(
                    "{}.{}",
                    row.get(module).as_text("")?,
                    row.get(name).as_text("")?
                );
                Some((name, row.get(noupdate) == &Cell::Bool(true)))
            });
            Some(names.collect())
        })();
        found.unwrap_or_default()
    }
}
