//! Models that a fresh Odoo does not have.

use std::{path::Path, sync::Arc};

use odoo_schema::Snapshot;
use serde_json::Value;

use super::World;
use crate::{
    base,
    misuse::refuse,
    query::Env,
    schema::{ModelDef, from_fields_get},
};

#[expect(
    clippy::return_self_not_must_use,
    reason = "returns the same handle for chaining; all handles share one state"
)]
impl World {
    /// Adds the model of a struct that derives `OdooModel`, and its related models.
    ///
    /// Existing fields of a model stay as they are; only
    /// new fields come from the struct.
    ///
    /// The model has the fields of the world's version: those with `since` and `until` only where these allow it, and those with `renamed` by the
    /// name of that version.
    ///
    /// A field that is not an `Option` is required. The inverse of a `One2many` field is the only many2one field of the lines that links
    /// to the model. If there are several, name it with [`inverse`](Self::inverse).
    ///
    /// ```
    /// use odoo_mock::World;
    /// use odoo_orm::prelude::*;
    ///
    /// #[derive(Debug, OdooModel)]
    /// #[odoo(model = "library.book")]
    /// struct Book {
    ///     id: Id<Book>,
    ///     title: String,
    ///     pages: i64,
    ///     parent_id: Option<Many2one<Book>>,
    ///     child_ids: One2many<Book>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// let odoo = World::new().model::<Book>().client();
    /// let id = Book::create(&odoo, Values::new().set(Book::TITLE, "Emma")).await?;
    /// let book = Book::read(&odoo, id).one().await?;
    /// assert_eq!((book.title.as_str(), book.pages), ("Emma", 0));
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "orm")]
    pub fn model<M: odoo_orm::Model>(&self) -> World {
        let meta = odoo_orm::schema::meta::<M>();
        let version = odoo_orm::rpc::ServerVersion::new(self.major(), 0);
        let mut state = self.state();
        Arc::make_mut(&mut state.db.schema).derive(meta, &version);
        let env = Env::superuser(state.now());
        base::note_model(&mut state.db, &env, meta.name());
        drop(state);
        self.clone()
    }

    /// Adds a model that is declared by hand, or extends an existing one.
    pub fn define(&self, model: ModelDef) -> World {
        let mut state = self.state();
        let name = Arc::clone(&model.name);
        Arc::make_mut(&mut state.db.schema).define([model]);
        let env = Env::superuser(state.now());
        base::note_model(&mut state.db, &env, &name);
        drop(state);
        self.clone()
    }

    /// Adds a model from the result of a server's `fields_get`.
    ///
    /// That result does not say how fields are computed. So a computed field is a
    /// column that fixtures write.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use serde_json::json;
    ///
    /// let world = World::new();
    /// // As saved from a server.
    /// let answer = json!({
    ///     "name": {"type": "char", "string": "Title", "required": true},
    ///     "author_id": {"type": "many2one", "relation": "res.partner"},
    /// });
    /// world.fields_get("library.book", &answer);
    /// world.create("library.book", json!({"name": "Emma"}));
    /// ```
    ///
    /// # Panics
    ///
    /// If the value is not a result of `fields_get`.
    #[track_caller]
    pub fn fields_get(&self, model: &str, answer: &Value) -> World {
        let fields = answer
            .as_object()
            .ok_or_else(|| "invalid result of `fields_get`: expected an object".to_owned());
        let schema = Arc::clone(&self.state().db.schema);
        match fields.and_then(|fields| from_fields_get(&schema, model, fields)) {
            Ok(model) => self.define(model),
            Err(why) => refuse(&why),
        }
    }

    /// Adds the models of a snapshot, such as `odoo-schema/19.0`.
    ///
    /// `cargo odoo pull` writes snapshots. Tests then run on the models of *your* server.
    ///
    /// A path is relative to the package's folder, where cargo runs tests. A snapshot does not say what a field computes or which default it has:
    ///
    /// - A computed field of a new model is a column that fixtures write.
    /// - Fields that are known already stay as they are; selections get the keys of the snapshot.
    /// - A new field of a known model is not required, because the server has a default for it.
    ///
    /// A model that relations lead to and that the snapshot lacks has a `name`.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use serde_json::json;
    ///
    /// let world = World::new();
    /// world.schema("../examples/odoo-schema/19.0");
    /// world.create("uom.uom", json!({"name": "Pallet"}));
    /// ```
    ///
    /// # Panics
    ///
    /// When the snapshot cannot be read: the message names the file and the line.
    #[track_caller]
    pub fn schema(&self, path: impl AsRef<Path>) -> World {
        let snapshot = Snapshot::open(path.as_ref()).and_then(|snapshot| snapshot.models());
        let models = snapshot.unwrap_or_else(|error| refuse(&error.to_string()));
        let mut state = self.state();
        let added = Arc::make_mut(&mut state.db.schema).add_snapshot(&models);
        let env = Env::superuser(state.now());
        match added {
            Ok(names) => base::note_models(&mut state.db, &env, &names),
            Err(why) => {
                drop(state);
                refuse(&format!("{}: {why}", path.as_ref().display()))
            }
        }
        drop(state);
        self.clone()
    }

    /// Sets the inverse many2one field of a one2many field, if there are several.
    ///
    /// # Panics
    ///
    /// If the one2many field does not exist.
    #[track_caller]
    pub fn inverse(&self, model: &str, field: &str, inverse: &str) -> World {
        let known = Arc::make_mut(&mut self.state().db.schema).set_inverse(model, field, inverse);
        if !known {
            refuse(&format!(
                "`{model}` has no one2many field `{field}`: declare the model first"
            ));
        }
        self.clone()
    }
}
