use std::collections::HashMap;

use odoo_rpc::{Error, Response};

use super::{Names, links, rows::each_row};

/// The records that a relation of a row links to, and their location.
#[derive(Debug)]
pub(crate) struct Related {
    /// The model of the records.
    pub(crate) model: &'static str,
    /// The names of fields that differ on the server's version.
    pub(crate) names: Names,
    /// The maximum number of records per list.
    pub(crate) limit: usize,
    /// Their own relations.
    pub(crate) relations: Vec<Related>,
    /// The separate response with the records; `None` if they are nested in the field.
    pub(crate) apart: Option<Apart>,
}

/// Records in a separate response.
#[derive(Debug)]
pub(crate) struct Apart {
    answer: Response,
    /// The position of each record, by id.
    positions: HashMap<i64, usize>,
    /// Whether the records are in the order of each list.
    is_sorted: bool,
}

impl Apart {
    pub(crate) fn new(answer: Response, is_sorted: bool) -> Result<Self, Error> {
        let positions = answer.read(|json| {
            let mut positions = HashMap::new();
            each_row(json, |json| {
                let position = json.position();
                if let Some(id) = links::id_of_row(json)? {
                    positions.insert(id, position);
                }
                Ok(())
            })?;
            Ok(positions)
        })?;
        Ok(Apart {
            answer,
            positions,
            is_sorted,
        })
    }

    /// Returns the positions of a list's records, as far as they exist.
    pub(crate) fn positions(&self, ids: &[i64]) -> Vec<usize> {
        let found = ids.iter().filter_map(|id| self.positions.get(id).copied());
        let mut positions: Vec<usize> = found.collect();
        if self.is_sorted {
            positions.sort_unstable();
        }
        positions
    }

    pub(crate) fn answer(&self) -> &Response {
        &self.answer
    }
}
