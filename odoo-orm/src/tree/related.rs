use std::collections::HashMap;

use odoo_rpc::{Error, Response};

use super::links;
use crate::response;

/// The records that one relation of a row leads to, and where they stand.
#[derive(Debug)]
pub(crate) struct Related {
    /// The model of the records.
    pub(crate) model: &'static str,
    /// How many of one list are wanted.
    pub(crate) limit: usize,
    /// What they lead to themselves.
    pub(crate) relations: Vec<Related>,
    /// The answer that has them; without one, they stand in the field itself.
    pub(crate) apart: Option<Apart>,
}

/// Records in an answer of their own.
#[derive(Debug)]
pub(crate) struct Apart {
    answer: Response,
    /// Where each of them begins, by its id.
    positions: HashMap<i64, usize>,
    /// Whether they stand there in the order that is wanted in each list.
    is_sorted: bool,
}

impl Apart {
    pub(super) fn new(answer: Response, is_sorted: bool) -> Result<Self, Error> {
        let positions = answer.read(|json| {
            let mut positions = HashMap::new();
            response::each_row(json, |json| {
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

    /// Where the records of a list begin, as many as are there.
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
