//! The options of a run, which a later run must match.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Compression, Error, Table, partition::Partition};

/// The version of the state's format.
const FORMAT: u32 = 1;

/// The options of a run. An interrupted run is resumed only with the same options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    format: u32,
    /// For the metadata. A server can be updated between two runs.
    pub(crate) version: String,
    pub(crate) model: String,
    pub(crate) domain: Vec<Value>,
    /// The names of the columns, with their types.
    pub(crate) columns: Vec<(String, String)>,
    compression: Compression,
    /// The largest number of records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partition: Option<Partition>,
}

impl Plan {
    pub(crate) async fn new(
        table: &Table,
        compression: Compression,
        partition: Option<&Partition>,
    ) -> Result<Self, Error> {
        let version = table.client().server_version().await?;
        let schema = table.schema();
        let columns = schema.fields().iter();
        let columns = columns.map(|field| (field.name().clone(), field.data_type().to_string()));
        Ok(Plan {
            format: FORMAT,
            version: version.to_string(),
            model: table.model().to_owned(),
            domain: table.domain().to_vec(),
            columns: columns.collect(),
            compression,
            limit: Some(table.options().limit).filter(|limit| *limit != usize::MAX),
            partition: partition.cloned(),
        })
    }

    /// The first difference from another plan, with both values.
    fn difference(&self, other: &Plan) -> Option<(&'static str, String, String)> {
        let json = |domain: &[Value]| Value::from(domain.to_vec()).to_string();
        let column = |column: Option<&(String, String)>| match column {
            Some((name, kind)) => format!("{name}: {kind}"),
            None => "none".to_owned(),
        };
        let count = self.columns.len().max(other.columns.len());
        let columns = (0..count).map(|at| {
            let (one, two) = (self.columns.get(at), other.columns.get(at));
            ("column", column(one), column(two))
        });
        let compression = |plan: &Plan| format!("{:?}", plan.compression);
        let limit = |plan: &Plan| match plan.limit {
            Some(limit) => limit.to_string(),
            None => "none".to_owned(),
        };
        let partition = |plan: &Plan| match &plan.partition {
            Some(partition) => format!("{partition:?}"),
            None => "none".to_owned(),
        };
        [
            ("format", self.format.to_string(), other.format.to_string()),
            ("model", self.model.clone(), other.model.clone()),
            ("domain", json(&self.domain), json(&other.domain)),
            ("compression", compression(self), compression(other)),
            ("limit", limit(self), limit(other)),
            ("partition", partition(self), partition(other)),
        ]
        .into_iter()
        .chain(columns)
        .find(|(_, one, two)| one != two)
    }

    /// Checks that the files of an earlier run have this plan.
    pub(crate) fn check(&self, found: &Plan, folder: &Path) -> Result<(), Error> {
        match self.difference(found) {
            None => Ok(()),
            Some((what, ours, theirs)) => Err(Error::Mismatch(format!(
                "the files of `{}` in {} belong to another run: expected {what} `{ours}`, found `{theirs}`; {}",
                found.model,
                folder.display(),
                advice(folder)
            ))),
        }
    }
}

/// Parses the state of an earlier run.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    folder: &Path,
) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| {
        Error::Mismatch(format!(
            "invalid `state.json` in {}: {error}; {}",
            folder.display(),
            advice(folder)
        ))
    })
}

fn advice(folder: &Path) -> String {
    format!(
        "delete the folder {} to begin anew, or choose another path",
        folder.display()
    )
}
