//! `odoo create`, `write` and `unlink`.

use std::collections::BTreeSet;

use odoo_rpc::{Call, Context};
use serde_json::{Map, Value, json};

use super::{
    arguments::{Create, Unlink, Write},
    confirm::{Decision, confirm},
    domain::Conditions,
    ids,
    read::read_records,
    run::Run,
    values,
};
use crate::failure::{Exit, Failure, Result};

/// The maximum number of records that a confirmation names.
const NAMED: usize = 10;

pub(super) async fn create(run: &mut Run<'_>, create: Create) -> Result<()> {
    let model = &create.model;
    let values = values::parse(&run.session.schema, &run.client, model, &create.values).await?;
    let what = format!("create a record of `{model}`");
    if confirm(run, &create.confirm, &what, &lines(&values))? == Decision::Show {
        return Ok(());
    }
    let call = Call::write(model, "create").arg("vals_list", json!([values]));
    let ids: Vec<i64> = run.client.call(call).await?.decode()?;
    run.output.value(&json!(ids.first()))
}

pub(super) async fn write(run: &mut Run<'_>, write: Write) -> Result<()> {
    let model = &write.model;
    let values = values::parse(&run.session.schema, &run.client, model, &write.values).await?;
    if values.is_empty() {
        return Err(Failure::usage(
            "there is nothing to write: expected FIELD=VALUE",
        ));
    }
    let records = Touched::find(run, model, &write.which).await?;
    let mut details = lines(&values);
    details.push("to:".to_owned());
    details.extend(records.names);
    let what = format!("write to {}", count(records.ids.len(), model));
    if records.ids.is_empty() || confirm(run, &write.confirm, &what, &details)? == Decision::Show {
        return run.output.pairs(&[("written", 0.into())]);
    }
    let written = records.ids.len();
    let call = Call::write(model, "write")
        .on(records.ids)
        .arg("vals", values);
    run.client.call(call).await?.decode::<Value>()?;
    run.output.pairs(&[("written", written.into())])
}

pub(super) async fn unlink(run: &mut Run<'_>, unlink: Unlink) -> Result<()> {
    let model = &unlink.model;
    let records = Touched::find(run, model, &unlink.which).await?;
    let what = format!("delete {}", count(records.ids.len(), model));
    if records.ids.is_empty()
        || confirm(run, &unlink.confirm, &what, &records.names)? == Decision::Show
    {
        return run.output.pairs(&[("deleted", 0.into())]);
    }
    let deleted = records.ids.len();
    run.client
        .call(Call::write(model, "unlink").on(records.ids))
        .await?
        .decode::<Value>()?;
    run.output.pairs(&[("deleted", deleted.into())])
}

pub(super) fn count(count: usize, model: &str) -> String {
    let noun = if count == 1 { "record" } else { "records" };
    format!("{count} {noun} of `{model}`")
}

/// The values as lines of a confirmation.
fn lines(values: &Map<String, Value>) -> Vec<String> {
    values
        .iter()
        .map(|(name, value)| format!("{name} = {value}"))
        .collect()
}

/// The records that a write changes.
pub(super) struct Touched {
    pub(super) ids: Vec<i64>,
    /// The names of the first records.
    pub(super) names: Vec<String>,
}

impl Touched {
    /// Finds the records of a domain, or of ids. All ids must exist.
    pub(super) async fn find(run: &Run<'_>, model: &str, which: &str) -> Result<Self> {
        let client = &run.client;
        let ids = if Conditions::is_domain(which) {
            let domain = Conditions::parse(which, model)?;
            // An older server ignores a condition on a field that it cannot search, and would change all records.
            domain.check(&run.session.schema, client, model).await?;
            let search = Call::read(model, "search")
                .arg("domain", domain.json())
                .kwarg("order", "id");
            client.call(search).await?.decode()?
        } else {
            let ids = ids::parse(client, model, which).await?;
            let search = Call::read(model, "search")
                .arg("domain", json!([["id", "in", ids]]))
                .with_context(&Context::new().active_test(false));
            let visible: BTreeSet<i64> = match client.call(search).await {
                Ok(answer) => answer.decode()?,
                Err(error) => return Err(run.session.schema.failure(client, model, error).await),
            };
            let missing: Vec<String> = ids
                .iter()
                .filter(|id| !visible.contains(id))
                .map(ToString::to_string)
                .collect();
            if !missing.is_empty() {
                let missing = missing.join(", ");
                let sentence = format!(
                    "nothing was written: `{model}` has no record {missing}, or the user may not see it"
                );
                return Err(Failure::new(Exit::Refused, sentence));
            }
            ids
        };
        let first = ids.get(..NAMED.min(ids.len())).unwrap_or_default();
        let wanted = BTreeSet::from(["id".to_owned(), "display_name".to_owned()]);
        let records = read_records(client, model, first, &wanted).await?;
        let name = |record: &Map<String, Value>| {
            let name = record
                .get("display_name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            format!("{} {name}", record.get("id").unwrap_or(&Value::Null))
        };
        let mut names: Vec<String> = records.iter().map(name).collect();
        if ids.len() > NAMED {
            names.push(format!("and {} more", ids.len() - NAMED));
        }
        Ok(Touched { ids, names })
    }
}
