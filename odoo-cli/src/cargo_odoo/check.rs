//! `cargo odoo check`: checks the structs of the workspace against the snapshots.
//!
//! It needs neither a server nor a build.

use std::path::PathBuf;

use odoo_schema::{Field, Model, Seen, Snapshot, closest, judge, major, read_by, reader_of};

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
        let snapshots = folders.into_iter().map(Snapshot::open);
        let snapshots: Vec<Snapshot> = snapshots.collect::<Result<_, odoo_schema::Error>>()?;
        for item in &package.structs {
            findings.extend(against(&snapshots, item)?);
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

fn against(snapshots: &[Snapshot], item: &Struct) -> Result<Vec<Finding>> {
    let found = |line: usize, field: Option<&Declared>, sentence: String| Finding {
        file: item.file.clone(),
        line,
        model: item.model.clone(),
        field: field.map(|field| field.name.clone()),
        sentence,
    };
    let mut all = Vec::new();
    let mut models: Vec<(String, Option<u16>, Model)> = Vec::new();
    for snapshot in snapshots {
        let label = Snapshot::label(snapshot.folder());
        if let Some(model) = snapshot.model(&item.model)? {
            models.push((label, major(&snapshot.settings().version), model));
            continue;
        }
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
        all.push(found(item.line, None, sentence));
    }
    for field in item.fields.iter().filter(|field| field.name != "id") {
        let sentences = of_field(&models, item, field);
        let sentences = sentences.into_iter();
        all.extend(sentences.map(|sentence| found(field.line, Some(field), sentence)));
    }
    Ok(all)
}

/// What does not hold of a field in the snapshots that have its model.
fn of_field(
    models: &[(String, Option<u16>, Model)],
    item: &Struct,
    field: &Declared,
) -> Vec<String> {
    let seen = models.iter().map(|(label, major, model)| Seen {
        label,
        major: *major,
        fields: model,
    });
    let seen: Vec<Seen<'_, Model>> = seen.collect();
    let is_taken = |major: u16, name: &str| {
        let mut fields = item.fields.iter();
        fields.any(|other| other.name_on(major) == Some(name))
    };
    let mut all = judge(&item.model, &field.name, &field.versions, &seen, is_taken);
    for (label, major, model) in models {
        let name = major.map_or(Some(&*field.name), |major| field.name_on(major));
        let known = name.and_then(|name| Some((name, model.field(name)?)));
        if let Some((name, known)) = known {
            all.extend(of_known((model.name(), name), known, field, label));
        }
    }
    all
}

/// What does not hold of a field that a snapshot has.
fn of_known((of, name): (&str, &str), known: &Field, field: &Declared, label: &str) -> Vec<String> {
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
