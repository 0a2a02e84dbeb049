//! `cargo odoo generate`: structs for models of a snapshot.

mod merge;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use merge::Merged;
use odoo_rpc::Call;
use odoo_schema::{Snapshot, closest, did_you_mean, major, matches};
use serde_json::Value;

use super::{Outcome, arguments, names, pull, workspace::Workspace};
use crate::failure::{Exit, Failure, Result};

pub(super) fn run(arguments: &arguments::Generate, output: &mut String) -> Result<Outcome> {
    let workspace = Workspace::open()?;
    let snapshots = snapshots(
        &workspace.folder(&arguments.folder),
        arguments.from.as_deref(),
    )?;
    let mut models = Vec::new();
    for name in &arguments.models {
        models.push(model(&snapshots, name)?);
    }
    refuse_unknown_fields(&models, &arguments.fields)?;
    let mut labels = BTreeMap::new();
    if arguments.labels {
        for model in &models {
            labels.insert(model.name.clone(), ask_labels(arguments, &model.name)?);
        }
    }
    let mut stubs_of = BTreeSet::new();
    if arguments.stubs {
        stubs_of = in_all(&snapshots)?;
    }
    let written = write::source(&models, &arguments.fields, &stubs_of, &labels);
    match &arguments.output {
        None => output.push_str(&written.text),
        Some(path) => {
            new_file(path, &written.text)?;
            let _ = writeln!(output, "{}: {} structs", path.display(), written.structs);
        }
    }
    for sentence in &written.left_out {
        // Standard output may be a source file.
        let _ = writeln!(io::stderr(), "note: left out {sentence}");
    }
    Ok(Outcome::Done)
}

/// The named snapshot, or all: at least one.
fn snapshots(folder: &Path, name: Option<&str>) -> Result<Vec<Snapshot>> {
    if let Some(name) = name {
        return Ok(vec![Snapshot::open(folder.join(name))?]);
    }
    let found = odoo_schema::lookup(folder, Some(folder.as_os_str())).snapshots();
    let found = found.unwrap_or_default();
    if found.is_empty() {
        let sentence = format!(
            "no snapshot in {}; `cargo odoo pull` writes one",
            folder.display()
        );
        return Err(Failure::new(Exit::File, sentence));
    }
    let opened = found.into_iter().map(Snapshot::open);
    Ok(opened.collect::<Result<_, odoo_schema::Error>>()?)
}

/// A model as all snapshots have it, because the compiler checks a struct against each.
fn model(snapshots: &[Snapshot], name: &str) -> Result<Merged> {
    let mut models = Vec::new();
    for snapshot in snapshots {
        let Some(model) = snapshot.model(name)? else {
            return Err(no_model(snapshots, snapshot, name)?);
        };
        models.push((major(&snapshot.settings().version), model));
    }
    Ok(Merged::of(models))
}

/// The models that all snapshots have.
fn in_all(snapshots: &[Snapshot]) -> Result<BTreeSet<String>> {
    let mut names: Option<BTreeSet<String>> = None;
    for snapshot in snapshots {
        let here = BTreeSet::from_iter(snapshot.names()?);
        names = Some(match names {
            Some(names) => &names & &here,
            None => here,
        });
    }
    Ok(names.unwrap_or_default())
}

fn no_model(snapshots: &[Snapshot], lacks: &Snapshot, name: &str) -> Result<Failure> {
    let names = lacks.names()?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut advice = match closest(name, &names) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("`cargo odoo pull {name}` adds it, if the server has it"),
    };
    for other in snapshots {
        if other.model(name)?.is_some() {
            let _ = write!(
                advice,
                "; `--from {}` reads that snapshot alone",
                other.name()
            );
            break;
        }
    }
    let folder = lacks.folder().display();
    Ok(Failure::usage(format!(
        "no model `{name}` in {folder}; {advice}"
    )))
}

/// Returns an error for a name that no model has. A pattern can match nothing.
fn refuse_unknown_fields(models: &[Merged], fields: &[String]) -> Result<()> {
    let all = models.iter().flat_map(|model| &model.fields);
    let mut all: Vec<&str> = all.map(|field| field.name.as_str()).collect();
    all.push("id");
    for field in fields {
        if !all.iter().any(|name| matches(field, name)) {
            let close = did_you_mean(field, &all);
            return Err(Failure::usage(format!(
                "no model here has a field `{field}`{close}"
            )));
        }
    }
    Ok(())
}

/// The label and the help of each field.
type Labels = BTreeMap<String, (String, String)>;

fn ask_labels(arguments: &arguments::Generate, model: &str) -> Result<Labels> {
    let connection = pull::open(&arguments.server)?;
    let call = Call::read(model, "fields_get").kwarg("attributes", vec!["string", "help"]);
    let fields: BTreeMap<String, Value> = pull::runtime()?
        .block_on(connection.client.call(call))?
        .decode()?;
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let labels = fields.into_iter();
    Ok(labels
        .map(|(name, value)| (name, (text(&value, "string"), text(&value, "help"))))
        .collect())
}

/// Writes a new file, and never overwrites a file, which may have been edited.
fn new_file(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| {
        let written = file.write_all(text.as_bytes());
        if written.is_err() {
            let _ = fs::remove_file(path);
        }
        written
    });
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::new(
            Exit::File,
            format!(
                "{} exists, and files are never overwritten; write to another file, or to standard output",
                path.display()
            ),
        )),
        Err(error) => Err(Failure::file("write", path, &error)),
    }
}
