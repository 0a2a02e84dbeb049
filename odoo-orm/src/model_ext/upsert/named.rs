//! Records with external ids, checked before anything is sent.

use std::collections::HashSet;

use odoo_rpc::ConfigError;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Known, Row};
use crate::{
    model_ext::external_id::ExternalId,
    values::{Lines, Values},
};

/// The external id and the values of a record.
#[derive(Clone, Serialize)]
pub(in crate::model_ext) struct Named {
    external_id: String,
    pub(super) values: Map<String, Value>,
    /// Lists whose records have external ids.
    pub(super) lines: Vec<Lines>,
}

impl Named {
    pub(super) fn external_id(&self) -> &str {
        &self.external_id
    }
}

/// Encodes the records, and checks that no external id is used twice.
pub(in crate::model_ext) fn named<M>(
    records: impl IntoIterator<Item = (impl Into<String>, Values<M>)>,
) -> Result<Vec<Named>, ConfigError> {
    let mut seen = HashSet::new();
    let mut is_new = |external_id: &str| {
        ExternalId::parse(external_id)?;
        if seen.insert(external_id.to_owned()) {
            return Ok(());
        }
        let sentence = format!("duplicate external id `{external_id}`: list each record once");
        Err(ConfigError::new(sentence))
    };
    let records = records.into_iter().map(|(external_id, values)| {
        let external_id = external_id.into();
        is_new(&external_id)?;
        let (values, lines) = values.into_parts().map_err(|error| {
            let sentence = format!("record `{external_id}`: {error}");
            error.reworded(sentence)
        })?;
        for lines in &lines {
            for (line, _) in &lines.records {
                is_new(line)?;
            }
            check(lines)?;
        }
        Ok(Named {
            external_id,
            values,
            lines,
        })
    });
    records.collect()
}

/// Checks that cells can hold the lines, which share their columns: an empty cell would clear a field.
fn check(lines: &Lines) -> Result<(), ConfigError> {
    let mut columns: Option<Vec<String>> = None;
    for (external_id, values) in &lines.records {
        let row = Row::of_line(lines.model, external_id, values.clone(), Known::default());
        let (field, model) = (lines.field, lines.model.name());
        if let Some(rest) = row.rest.keys().next() {
            return Err(ConfigError::invalid_value(format!(
                "line `{external_id}` of `{field}`: `{rest}` of `{model}` cannot be written together with its parent, because \
                 `load` has no text for its value: write it afterwards"
            )));
        }
        if columns.get_or_insert_with(|| row.columns.clone()) != &row.columns {
            return Err(ConfigError::new(format!(
                "line `{external_id}` of `{field}` sets other fields than the lines before it: set the same fields of `{model}` \
                 in each line, or `unset` them"
            )));
        }
    }
    Ok(())
}
