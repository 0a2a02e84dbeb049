//! `cargo odoo check`: checks the structs of the workspace against the snapshots.
//!
//! It needs neither a server nor a build.

use std::path::PathBuf;

use odoo_schema::{Model, Snapshot, closest, did_you_mean, read_by, reader_of};

use super::{
    Outcome, arguments,
    finding::{self, Finding},
    sources::{Declared, Struct},
    workspace::Workspace,
};
use crate::failure::Result;

pub(super) fn run(arguments: &arguments::Check, output: &mut String) -> Result<Outcome> {
    let workspace = Workspace::open()?;
    let (mut findings, mut notes) = (Vec::new(), Vec::new());
    for package in workspace
        .packages
        .iter()
        .filter(|package| !package.structs.is_empty())
    {
        let folders: Vec<PathBuf> = package.lookup(Some(&arguments.folder)).snapshots()?;
        if folders.is_empty() {
            notes.push(format!(
                "the package `{}` has {} models and no snapshot; `cargo odoo pull` writes one",
                package.name,
                package.structs.len()
            ));
        }
        for folder in folders {
            let snapshot = Snapshot::open(folder)?;
            for item in &package.structs {
                findings.extend(against(&snapshot, item)?);
            }
        }
    }
    findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    finding::write(output, arguments.format, &findings, &notes);
    Ok(if findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Breaks
    })
}

fn against(snapshot: &Snapshot, item: &Struct) -> Result<Vec<Finding>> {
    let label = Snapshot::label(snapshot.folder());
    let found = |line: usize, field: Option<&Declared>, sentence: String| Finding {
        file: item.file.clone(),
        line,
        model: item.model.clone(),
        field: field.map(|field| field.name.clone()),
        sentence,
    };
    let Some(model) = snapshot.model(&item.model)? else {
        let names = snapshot.names()?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let advice = match closest(&item.model, &names) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!(
                "`cargo odoo pull {}` adds it, if the server has it",
                item.model
            ),
        };
        let sentence = format!("no model `{}` in {label}; {advice}", item.model);
        return Ok(vec![found(item.line, None, sentence)]);
    };
    let fields = item.fields.iter().filter(|field| field.name != "id");
    let sentences = fields.flat_map(|field| {
        let sentences = of_field(&model, field, &label);
        sentences
            .into_iter()
            .map(|sentence| found(field.line, Some(field), sentence))
    });
    Ok(sentences.collect())
}

/// Lists the mistakes of a field.
///
/// The model can also be one that is not in a snapshot yet.
pub(super) fn of_field(model: &Model, field: &Declared, label: &str) -> Vec<String> {
    let (name, of) = (&field.name, model.name());
    let Some(known) = model.field(name) else {
        let names: Vec<&str> = model.fields().map(|(name, _)| name).collect();
        let close = did_you_mean(name, &names);
        return vec![format!("`{of}` has no field `{name}` in {label}{close}")];
    };
    let mut all = Vec::new();
    if known.is_never_written() && !field.readonly && !is_of_the_log(name) {
        all.push(format!(
            "`{name}` of `{of}` is computed and cannot be written ({label}): add `#[odoo(readonly)]`"
        ));
    }
    let kind = known.kind.as_str();
    if read_by(&field.rust).is_some_and(|kinds| !kinds.contains(&kind)) {
        let reader = reader_of(kind);
        let reader = reader.map_or_else(String::new, |reader| format!("; use `{reader}`"));
        all.push(format!(
            "`{name}` of `{of}` is of type `{kind}` in {label}, which `{}` does not read{reader}",
            field.rust
        ));
    }
    all
}

/// Whether the derive treats the field as read-only without an attribute.
fn is_of_the_log(name: &str) -> bool {
    matches!(
        name,
        "create_date" | "create_uid" | "write_date" | "write_uid"
    )
}
