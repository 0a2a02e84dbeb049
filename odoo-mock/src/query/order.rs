//! Sorting of records.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use super::View;
use crate::{
    exception::{Result, access_error, user_error, value_error},
    schema::{Field, Kind, Model},
    storage::Cell,
};

/// A term of an order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) field: String,
    pub(crate) descending: bool,
    /// Where NULL sorts, if the order says so.
    pub(crate) nulls_first: Option<bool>,
}

/// A sort key. NULL is larger than all others, as in PostgreSQL.
#[derive(Debug, Clone)]
enum Key {
    Cell(Cell),
    /// The position of the record in the order of the linked model.
    Place(usize),
    Null,
}

impl View<'_> {
    /// Sorts ids, which must be sorted by id before; the sort is stable.
    pub(crate) fn sort(
        &self,
        model: &Arc<Model>,
        ids: &mut Vec<i64>,
        order: Option<&str>,
    ) -> Result<()> {
        let order = order.filter(|order| !order.is_empty());
        let terms = self.terms(model, order.unwrap_or(&model.order))?;
        self.sort_by(model, ids, &terms, 0)
    }

    /// The terms of an order, as the version parses them.
    pub(crate) fn terms(&self, model: &Model, order: &str) -> Result<Vec<Term>> {
        let terms = order.split(',').map(|part| self.term(model, part));
        Ok(terms
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn term(&self, model: &Model, part: &str) -> Result<Option<Term>> {
        let version = self.version();
        let wrong = || {
            user_error(format!(
                "Invalid \"order\" specified ({part}). A valid \"order\" specification is a comma-separated list of valid field names \
                 (optionally followed by asc/desc for the direction)"
            ))
        };
        let lower = part.to_lowercase();
        let words: Vec<&str> = part.split_ascii_whitespace().collect();
        let rest: Vec<&str> = lower.split_ascii_whitespace().skip(1).collect();
        let name = *words.first().ok_or_else(wrong)?;
        let (descending, nulls) = match rest.as_slice() {
            [] => (false, &[][..]),
            ["desc", nulls @ ..] => (true, nulls),
            ["asc", nulls @ ..] | nulls => (false, nulls),
        };
        let nulls_first = match nulls {
            [] => None,
            ["nulls", "first"] if version.has_nulls_order() => Some(true),
            ["nulls", "last"] if version.has_nulls_order() => Some(false),
            _ => return Err(wrong()),
        };
        let has_properties = version.orders_by_properties();
        let is_name = |text: &str| {
            text.bytes().all(|byte| {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'_' | b':' | b'"')
                    || (byte == b'.' && has_properties)
            })
        };
        if !is_name(name) || name.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Err(wrong());
        }
        let name = name.trim_matches('"');
        // A granularity after a colon has no effect on an order.
        let field = match name.split_once(':') {
            Some((field, _)) if has_properties => field,
            _ => name,
        };
        let Some(known) = model.find(field) else {
            let (first, _) = field.split_once('.').unwrap_or((field, ""));
            if has_properties
                && model
                    .find(first)
                    .is_some_and(|field| field.kind == Kind::Properties)
            {
                return Ok(None);
            }
            return Err(value_error(format!(
                "Invalid field '{field}' on model '{}'",
                model.name
            )));
        };
        if version.hides_restricted_fields() && !self.may_see(known) {
            return Err(access_error(format!(
                "You do not have enough rights to access the field \"{field}\""
            )));
        }
        let virtual_column = known.compute.is_some() && (known.store || known.inherited);
        if !(known.has_column() || virtual_column || known.kind == Kind::Id) {
            let related = known.path().is_some() && version.checks_order() && !known.kind.is_list();
            if !related {
                if version.checks_order() {
                    return Err(value_error(format!(
                        "Cannot convert {}.{field} to SQL because it is not stored",
                        model.name
                    )));
                }
                // The term is ignored.
                return Ok(None);
            }
        }
        Ok(Some(Term {
            field: field.to_owned(),
            descending,
            nulls_first,
        }))
    }

    fn sort_by(
        &self,
        model: &Arc<Model>,
        ids: &mut Vec<i64>,
        terms: &[Term],
        depth: usize,
    ) -> Result<()> {
        // The ids are already sorted by id.
        if let [
            Term {
                field, descending, ..
            },
        ] = terms
            && field == "id"
        {
            if *descending {
                ids.reverse();
            }
            return Ok(());
        }
        let mut keyed: Vec<(i64, Vec<Key>)> = ids
            .iter()
            .map(|id| (*id, Vec::with_capacity(terms.len())))
            .collect();
        let mut places: HashMap<Arc<str>, HashMap<i64, usize>> = HashMap::new();
        for term in terms {
            let field = model.field(&term.field)?;
            if field.kind == Kind::Many2one && depth < 4 && !places.contains_key(&*term.field) {
                let places_of = self.places(field, depth)?;
                places.insert(Arc::clone(&field.name), places_of);
            }
            for (id, keys) in &mut keyed {
                let Some(row) = self.db.row(model, *id) else {
                    continue;
                };
                let cell = self.cell(model, *id, row, field);
                keys.push(self.key(field, cell, &places));
            }
        }
        keyed.sort_by(|(_, a), (_, b)| compare(a, b, terms));
        *ids = keyed.into_iter().map(|(id, _)| id).collect();
        Ok(())
    }

    fn key(
        &self,
        field: &Field,
        cell: Cell,
        places: &HashMap<Arc<str>, HashMap<i64, usize>>,
    ) -> Key {
        match cell {
            // `COALESCE(field, false)`.
            Cell::Null if field.kind == Kind::Boolean => Key::Cell(Cell::Bool(false)),
            Cell::Null => Key::Null,
            Cell::Int(id) if field.kind == Kind::Many2one => match places.get(&field.name) {
                Some(places) => places
                    .get(&id)
                    .map_or(Key::Null, |place| Key::Place(*place)),
                None => Key::Cell(Cell::Int(id)),
            },
            other => Key::Cell(other.in_language(self.env.language())),
        }
    }

    /// The positions of all records of the linked model, in that model's order.
    ///
    /// Equal records share a position.
    fn places(&self, field: &Field, depth: usize) -> Result<HashMap<i64, usize>> {
        let comodel = self.db.schema.model(field.comodel())?;
        let mut ids: Vec<i64> = self.db.table(&comodel.name).ids().collect();
        let terms = self.terms(comodel, &comodel.order)?;
        self.sort_by(comodel, &mut ids, &terms, depth + 1)?;
        Ok(ids
            .into_iter()
            .enumerate()
            .map(|(place, id)| (id, place))
            .collect())
    }
}

fn compare(a: &[Key], b: &[Key], terms: &[Term]) -> Ordering {
    for ((a, b), term) in a.iter().zip(b).zip(terms) {
        let order = match (a, b) {
            (Key::Null, Key::Null) => Ordering::Equal,
            (Key::Null, _) | (_, Key::Null) => {
                let null_first = term.nulls_first.unwrap_or(term.descending);
                let a_is_first = matches!(a, Key::Null) == null_first;
                if a_is_first {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
            (a, b) => {
                let order = match (a, b) {
                    (Key::Place(a), Key::Place(b)) => a.cmp(b),
                    (Key::Cell(a), Key::Cell(b)) => a.compare(b).unwrap_or(Ordering::Equal),
                    _ => Ordering::Equal,
                };
                if term.descending {
                    order.reverse()
                } else {
                    order
                }
            }
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}
