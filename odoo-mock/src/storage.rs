//! The stored records.
//!
//! A clone is cheap and shares all data that neither side changes. A transaction is a clone that replaces the
//! original if it succeeds, and a snapshot is a clone that is kept.

mod cell;
mod links;
mod table;

pub(crate) use cell::{BASE_LANGUAGE, Cell, date_text, time_text};
pub(crate) use links::Links;
pub(crate) use table::{Row, Table};

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use crate::{
    exception::Result,
    schema::{Field, Model, Name, Schema},
    version::Version,
};

#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) version: Version,
    pub(crate) schema: Arc<Schema>,
    tables: BTreeMap<Name, Arc<Table>>,
    links: BTreeMap<Name, Arc<Links>>,
    /// The first id of each model after the base data.
    base: BTreeMap<Name, i64>,
}

static NO_ROWS: LazyLock<Table> = LazyLock::new(Table::default);
static NO_LINKS: LazyLock<Links> = LazyLock::new(Links::default);

impl Database {
    pub(crate) fn new(version: Version) -> Self {
        Database {
            version,
            schema: Arc::new(Schema::new(version)),
            tables: BTreeMap::new(),
            links: BTreeMap::new(),
            base: BTreeMap::new(),
        }
    }

    /// Stores the last ids of the base data.
    ///
    /// A snapshot shows only records with later ids.
    pub(crate) fn end_of_base(&mut self) {
        self.base = self
            .tables
            .iter()
            .map(|(model, table)| (Arc::clone(model), table.next_id()))
            .collect();
    }

    /// The first id of a model after the base data.
    pub(crate) fn first_own(&self, model: &str) -> i64 {
        self.base.get(model).copied().unwrap_or(1)
    }

    pub(crate) fn table(&self, model: &str) -> &Table {
        self.tables.get(model).map_or(&NO_ROWS, |table| table)
    }

    pub(crate) fn table_mut(&mut self, model: &str) -> &mut Table {
        if !self.tables.contains_key(model) {
            self.tables.insert(model.into(), Arc::default());
        }
        // The entry exists, so the default is never created.
        Arc::make_mut(self.tables.entry(model.into()).or_default())
    }

    pub(crate) fn row(&self, model: &Model, id: i64) -> Option<&Arc<Row>> {
        self.table(&model.name).get(id)
    }

    /// The links of a many2many field, seen from its own records.
    pub(crate) fn linked(&self, model: &Model, field: &Field, id: i64) -> Vec<i64> {
        let (table, turned) = model.links(field);
        self.links
            .get(&table)
            .map_or(&*NO_LINKS, |links| links)
            .of(id, turned)
    }

    /// All pairs of a many2many field, its own record first.
    pub(crate) fn pairs(&self, model: &Model, field: &Field) -> Vec<(i64, i64)> {
        let (table, turned) = model.links(field);
        let links = self.links.get(&table).map_or(&*NO_LINKS, |links| links);
        links.pairs(turned)
    }

    pub(crate) fn links_mut(&mut self, model: &Model, field: &Field) -> (&mut Links, bool) {
        let (table, turned) = model.links(field);
        (Arc::make_mut(self.links.entry(table).or_default()), turned)
    }

    pub(crate) fn all_links(&self) -> impl Iterator<Item = (&Name, &Arc<Links>)> {
        self.links.iter()
    }

    /// Runs a function as a transaction.
    ///
    /// As in Odoo, a rollback does not return the ids that were assigned.
    pub(crate) fn transaction<T>(
        &mut self,
        run: impl FnOnce(&mut Database) -> Result<T>,
    ) -> Result<T> {
        let mut transaction = self.clone();
        let result = run(&mut transaction);
        match result {
            Ok(_) => *self = transaction,
            Err(_) => self.keep_numbers(&transaction),
        }
        result
    }

    /// Advances the id sequences as far as another database's.
    ///
    /// A rollback does not return ids.
    pub(crate) fn keep_numbers(&mut self, other: &Database) {
        for (model, table) in &other.tables {
            if self.table(model).next_id() < table.next_id() {
                self.table_mut(model).set_next_id(table.next_id());
            }
        }
    }
}
