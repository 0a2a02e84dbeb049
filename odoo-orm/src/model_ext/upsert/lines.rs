//! The lines of upserted records, before and after `load`.

use std::{collections::BTreeMap, mem};

use odoo_rpc::{Client, Error, Fault};

use super::{Named, Row, complete};
use crate::model_ext::external_id::{ExternalId, entries, find_numbers};

/// Checks that no external id of a line belongs to a record of another model.
///
/// `load` would take the external id away from that record (`base/models/ir_fields.py`, `O2MIdMapper`, 14 to 19).
pub(super) async fn check_models(client: &Client, records: &[Named]) -> Result<(), Error> {
    let mut models = BTreeMap::new();
    for lines in records.iter().flat_map(|record| &record.lines) {
        for (external_id, _) in &lines.records {
            models.insert(external_id.clone(), lines.model);
        }
    }
    let names = models.keys().map(|name| ExternalId::parse(name));
    let names: Vec<ExternalId<'_>> = names.collect::<Result<_, _>>()?;
    let entries = match entries(client, &names).await {
        Ok(entries) => entries,
        // Ordinary users may not read external ids from Odoo 19 on.
        Err(error) if error.fault().is_some_and(Fault::is_access) => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in &entries {
        let name = entry.external_id();
        if let Some(model) = models.get(&name) {
            ExternalId::parse(&name)?.check(&entry.model, model.name())?;
        }
    }
    Ok(())
}

/// Writes the keys of selections in lines that `load` misread.
pub(super) async fn complete_lines(client: &Client, rows: &mut [Row]) -> Result<(), Error> {
    let lines = rows.iter_mut().flat_map(|row| mem::take(&mut row.lists));
    let mut models: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for line in lines.flatten().filter(|line| !line.ambiguous.is_empty()) {
        models.entry(line.model.name()).or_default().push(line);
    }
    for (model, lines) in models {
        let names = lines.iter().filter_map(Row::external_id);
        let ids = find_numbers(client, model, names).await?;
        let known = lines.into_iter().filter_map(|line| {
            let id = ids.get(line.external_id()?)?;
            Some((*id, line))
        });
        complete(client, model, known.collect::<Vec<_>>()).await?;
    }
    Ok(())
}
