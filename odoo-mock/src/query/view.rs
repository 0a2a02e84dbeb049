//! The records as a user sees them.

use std::sync::Arc;

use serde_json::Value;

use super::{Env, Page};
use crate::{
    domain::Node,
    exception::Result,
    schema::{Compute, Field, Kind, Model, Name},
    storage::{Cell, Database, Row},
    version::Version,
};

/// The records, as a user sees them in a context.
#[derive(Clone)]
pub(crate) struct View<'a> {
    pub(crate) db: &'a Database,
    pub(crate) env: Env,
}

/// The maximum number of links of a computed value.
const FARTHEST: usize = 16;

impl<'a> View<'a> {
    pub(crate) fn new(db: &'a Database, env: &Env) -> Self {
        View {
            db,
            env: env.clone(),
        }
    }

    pub(crate) fn version(&self) -> Version {
        self.db.version
    }

    pub(crate) fn with_env(&self, env: Env) -> Self {
        View { db: self.db, env }
    }

    pub(crate) fn sudo(&self) -> Self {
        self.with_env(self.env.sudo())
    }

    /// The value of a field that is not a list, computed if necessary.
    pub(crate) fn cell(&self, model: &Arc<Model>, id: i64, row: &Row, field: &Field) -> Cell {
        self.computed(model, id, row, field, 0)
    }

    fn computed(
        &self,
        model: &Arc<Model>,
        id: i64,
        row: &Row,
        field: &Field,
        depth: usize,
    ) -> Cell {
        if depth > FARTHEST {
            return Cell::Null;
        }
        if field.kind == Kind::Id {
            return Cell::Int(id);
        }
        if field.secret {
            return Cell::text("");
        }
        let Some(compute) = &field.compute else {
            return row.get(field).clone();
        };
        let number = |name: &Name| {
            let field = model.find(name)?;
            self.computed(model, id, row, field, depth + 1).as_number()
        };
        match compute {
            Compute::Related(path) => {
                let cell = self.related(model, id, row, path, depth);
                // A stored number without a value is 0.
                match (
                    cell.is_null() && field.store && !field.inherited,
                    field.kind,
                ) {
                    (true, Kind::Integer) => Cell::Int(0),
                    (true, kind) if kind.is_float() => Cell::Float(0.0),
                    _ => cell,
                }
            }
            Compute::DisplayName => self.name(model, id).map_or(Cell::Null, Cell::text),
            Compute::Product(a, b) => float(number(a), number(b), |a, b| a * b),
            Compute::Add(a, b) => float(number(a), number(b), |a, b| a + b),
            Compute::Sum(list, name) => self.sum(model, id, list, name, depth),
            Compute::First(name) => self.first_back(id, field, name),
            Compute::Commercial => self.commercial(model, id),
        }
    }

    fn related(&self, model: &Arc<Model>, id: i64, row: &Row, path: &[Name], depth: usize) -> Cell {
        let Some((first, rest)) = path.split_first() else {
            return Cell::Null;
        };
        let Some(field) = model.find(first) else {
            return Cell::Null;
        };
        let cell = self.computed(model, id, row, field, depth + 1);
        if rest.is_empty() {
            return cell;
        }
        let target = self.db.schema.get(field.comodel());
        let found = target
            .zip(cell.id())
            .and_then(|(target, id)| Some((target, id, self.db.row(target, id)?)));
        found.map_or(Cell::Null, |(target, id, row)| {
            self.related(target, id, row, rest, depth + 1)
        })
    }

    fn sum(&self, model: &Arc<Model>, id: i64, list: &str, name: &str, depth: usize) -> Cell {
        let Some(list) = model.find(list) else {
            return Cell::Null;
        };
        let Some(lines) = self.db.schema.get(list.comodel()) else {
            return Cell::Null;
        };
        let ids = self.sudo().list(model, id, list).unwrap_or_default();
        let values = ids.into_iter().filter_map(|id| {
            let row = self.db.row(lines, id)?;
            self.computed(lines, id, row, lines.find(name)?, depth + 1)
                .as_number()
        });
        Cell::Float(crate::value::round(values.sum(), 2))
    }

    /// The first record of the field's model that links here.
    fn first_back(&self, id: i64, field: &Field, name: &str) -> Cell {
        let found = (|| {
            let target = self.db.schema.get(field.comodel())?;
            let back = target.find(name)?;
            let mut rows = self.db.table(&target.name).rows();
            rows.find(|(_, row)| row.get(back).id() == Some(id))
                .map(|(id, _)| id)
        })();
        found.map_or(Cell::Null, Cell::Int)
    }

    /// Walks up from a person to its company.
    fn commercial(&self, model: &Arc<Model>, id: i64) -> Cell {
        let mut at = id;
        for _ in 0..FARTHEST {
            let above = (|| {
                let row = self.db.row(model, at)?;
                let company = model.find("is_company")?;
                if row.get(company) == &Cell::Bool(true) {
                    return None;
                }
                row.get(model.find("parent_id")?).id()
            })();
            match above {
                Some(above) => at = above,
                None => break,
            }
        }
        Cell::Int(at)
    }

    /// The records of a list that the user can see, in their model's order.
    ///
    /// Archived records are excluded, unless the context or the field includes them.
    pub(crate) fn list(&self, model: &Arc<Model>, id: i64, field: &Field) -> Result<Vec<i64>> {
        if let Some(path) = field.path() {
            let Some((last, first)) = path.split_last() else {
                return Ok(Vec::new());
            };
            let Some(row) = self.db.row(model, id) else {
                return Ok(Vec::new());
            };
            let target = self.related(model, id, row, first, 0);
            let step = first.last().and_then(|name| model.find(name));
            let target_model = step.and_then(|step| self.db.schema.get(step.comodel()));
            return match (target_model, target.id()) {
                (Some(target), Some(id)) => self.list(target, id, target.field(last)?),
                _ => Ok(Vec::new()),
            };
        }
        if field.is_unlinked() {
            return Ok(Vec::new());
        }
        let comodel = Arc::clone(self.db.schema.model(field.comodel())?);
        let ids: Vec<i64> = if field.kind == Kind::Many2many {
            self.db.linked(model, field, id)
        } else {
            let inverse = self.db.schema.inverse(model, field)?;
            let rows = self.db.table(&comodel.name).rows();
            rows.filter(|(_, row)| row.get(&inverse).id() == Some(id))
                .map(|(id, _)| id)
                .collect()
        };
        if ids.is_empty() {
            return Ok(ids);
        }
        // One2many lines are read regardless of record rules. Many2many links to records hidden by a rule are omitted.
        let mut view = if field.kind == Kind::One2many {
            self.sudo()
        } else {
            self.clone()
        };
        if field.archived {
            view = view.with_env(view.env.with_archived());
        }
        let found = view.search(&comodel, &Node::leaf("id", "in", ids), &Page::default())?;
        Ok(found)
    }

    pub(crate) fn json(&self, field: &Field, cell: &Cell) -> Value {
        crate::value::to_json(field, cell, self.env.language())
    }
}

fn float(a: Option<f64>, b: Option<f64>, join: impl Fn(f64, f64) -> f64) -> Cell {
    Cell::Float(join(a.unwrap_or(0.0), b.unwrap_or(0.0)))
}
