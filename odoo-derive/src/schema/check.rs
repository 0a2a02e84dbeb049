//! What a macro can see.

use std::path::{Path, PathBuf};

use odoo_schema::{Field, Lookup, Seen, Snapshot, Text, closest, judge, major, reader_of};
use proc_macro2::{Ident, TokenStream};
use syn::{Error, LitStr, Type, spanned::Spanned as _};

use super::{known::Constant, list, rust};
use crate::{attr::Errors, versions::Versions};

/// The struct that is checked.
pub(crate) struct Of<'a> {
    pub(crate) model: &'a LitStr,
    pub(crate) ident: &'a Ident,
}

/// A field of the struct.
pub(crate) struct Declared<'a> {
    /// Its place in the metadata of the model.
    pub(crate) at: usize,
    pub(crate) name: &'a LitStr,
    pub(crate) versions: &'a Versions,
    pub(crate) ty: &'a Type,
    pub(crate) readonly: bool,
}

/// What `schema.toml` says is needed for fields that differ between versions.
const SETTINGS: &str = "schema.toml";

/// The file of the model in one snapshot.
struct File {
    path: PathBuf,
    label: String,
    bytes: Vec<u8>,
}

/// What is left for the compiler.
#[derive(Default)]
pub(crate) struct Rest {
    /// The files to track.
    pub(crate) tracked: TokenStream,
    /// The check of what a macro cannot see.
    pub(crate) check: Option<TokenStream>,
}

/// Checks a struct against each snapshot.
pub(crate) fn check<'a>(
    of: &Of<'a>,
    fields: impl Iterator<Item = Declared<'a>>,
    lookup: &Lookup,
    errors: &mut Errors,
) -> Rest {
    let at_model = |sentence: String| Error::new(of.model.span(), sentence);
    let before = errors.count();
    let snapshots = lookup.snapshots().unwrap_or_else(|error| {
        errors.push(at_model(error.to_string()));
        Vec::new()
    });
    let files = files(of, &snapshots, errors);
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let mut tracked = super::tracked(lookup, &paths);
    let mut texts = Vec::with_capacity(files.len());
    for file in &files {
        match Text::from_bytes(&file.bytes) {
            Ok(text) if text.model() == of.model.value() => texts.push((file, text)),
            Ok(text) => errors.push(at_model(format!(
                "{}/{}.odoo:1: expected the model `{0}`, as the file is named, found `{}`; `cargo odoo pull` writes it again",
                file.label,
                of.model.value(),
                text.model()
            ))),
            Err(error) => errors.push(at_model(error.in_file(named(&file.label, of)).to_string())),
        }
    }
    let all: Vec<Declared<'_>> = fields.filter(|field| field.name.value() != "id").collect();
    // The version is in another file, which most models do not need.
    let needs_version = all.iter().any(|field| {
        let name = field.name.value();
        let is_missing = |(_, text): &(_, Text<'_>)| text.line(&name).is_none();
        !field.versions.is_all() || texts.len() > 1 && texts.iter().any(is_missing)
    });
    let seen: Vec<Seen<'_, Text<'_>>> = texts
        .iter()
        .map(|(file, text)| Seen {
            label: &file.label,
            major: needs_version.then(|| version(&file.path)).flatten(),
            fields: text,
        })
        .collect();
    if needs_version {
        let settings = files.iter().map(|file| file.path.with_file_name(SETTINGS));
        let settings: Vec<PathBuf> = settings.filter(|path| path.exists()).collect();
        tracked.extend(super::tracked(lookup, &settings));
    }
    let mut constant = Constant::new(of);
    for field in &all {
        let found = find(of, field, &all, &seen, errors);
        one(of, field, &found, &mut constant, errors);
    }
    // A file of another format is the one mistake behind all others.
    if errors.count() > before {
        let mut opened = snapshots.into_iter().map(Snapshot::open);
        if let Some(error) = opened.find_map(Result::err) {
            errors.truncate(before);
            errors.push(at_model(error.to_string()));
            return Rest {
                tracked,
                check: None,
            };
        }
    }
    let check = constant.expand();
    Rest { tracked, check }
}

fn named(label: &str, of: &Of<'_>) -> String {
    format!("{label}/{}.odoo", of.model.value())
}

/// The version of the snapshot that a file is in, if it says one.
fn version(file: &Path) -> Option<u16> {
    let snapshot = Snapshot::open(file.parent()?).ok()?;
    major(&snapshot.settings().version)
}

/// Reads the model's file in each snapshot.
fn files(of: &Of<'_>, snapshots: &[PathBuf], errors: &mut Errors) -> Vec<File> {
    let name = of.model.value();
    let (mut files, mut without) = (Vec::new(), Vec::new());
    for folder in snapshots {
        let (path, label) = (Snapshot::file(folder, &name), Snapshot::label(folder));
        match Snapshot::read(&path) {
            Ok(bytes) => files.push(File { path, label, bytes }),
            Err(_) if !path.exists() => without.push((folder, label)),
            Err(error) => errors.push(Error::new(of.model.span(), error.to_string())),
        }
    }
    if let Some((folder, _)) = without.first() {
        let labels: Vec<&String> = without.iter().map(|(_, label)| label).collect();
        let names = Snapshot::names_in(folder).unwrap_or_default();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let labels = list(&labels);
        let sentence = match closest(&name, &names) {
            Some(close) => format!("no model `{name}` in {labels}; did you mean `{close}`?"),
            None => format!(
                "no model `{name}` in {labels}; `cargo odoo pull {name}` adds it, if the server has it"
            ),
        };
        errors.push(Error::new(of.model.span(), sentence));
    }
    files
}

/// A field as a snapshot has it.
type Found<'a> = (&'a str, Field);

/// Finds a field in each snapshot that should have it.
///
/// It is an error if a snapshot lacks the field, or contradicts an attribute.
fn find<'t>(
    of: &Of<'_>,
    field: &Declared<'_>,
    all: &[Declared<'_>],
    snapshots: &'t [Seen<'_, Text<'_>>],
    errors: &mut Errors,
) -> Vec<Found<'t>> {
    let (name, versions) = (field.name.value(), field.versions.declared());
    let mut found = Vec::with_capacity(snapshots.len());
    let mut is_missing = !versions.is_all();
    for seen in snapshots {
        let major = seen.major;
        if major.is_some_and(|major| !versions.has(major)) {
            continue;
        }
        let name = major.map_or(name.as_str(), |major| versions.name_on(major, &name));
        match seen.fields.line(name).map(odoo_schema::Line::field) {
            None => is_missing = true,
            Some(Ok(known)) => found.push((seen.label, known)),
            Some(Err(error)) => {
                let error = error.in_file(named(seen.label, of));
                errors.push(Error::new(field.name.span(), error.to_string()));
            }
        }
    }
    if is_missing {
        let is_taken = |major: u16, name: &str| {
            all.iter().any(|other| {
                let (its, versions) = (other.name.value(), other.versions.declared());
                versions.has(major) && versions.name_on(major, &its) == name
            })
        };
        let sentences = judge(&of.model.value(), &name, versions, snapshots, is_taken);
        let span = field.versions.span().unwrap_or_else(|| field.name.span());
        for sentence in sentences {
            errors.push(Error::new(span, sentence));
        }
    }
    found
}

/// Checks one field against what the snapshots have.
fn one(
    of: &Of<'_>,
    field: &Declared<'_>,
    found: &[Found<'_>],
    constant: &mut Constant<'_>,
    errors: &mut Errors,
) {
    let place = || format!("`{}` of `{}`", field.name.value(), of.model.value());
    let labels_of = |is: &dyn Fn(&Field) -> bool| {
        let labels = found.iter().filter(|(_, known)| is(known));
        labels.map(|(label, _)| *label).collect::<Vec<_>>()
    };
    if !field.readonly {
        let labels = labels_of(&Field::is_never_written);
        if !labels.is_empty() {
            let sentence = format!(
                "{} is computed and cannot be written ({}): add `#[odoo(readonly)]`",
                place(),
                list(&labels)
            );
            errors.push(Error::new(field.name.span(), sentence));
        }
    }
    let Some(rust) = rust::known(field.ty) else {
        constant.own_type(field, found);
        return;
    };
    let mut refused: Vec<&str> = Vec::new();
    for (_, known) in found {
        let kind = known.kind.as_str();
        if rust.kinds.contains(&kind) || refused.contains(&kind) {
            continue;
        }
        refused.push(kind);
        let labels = labels_of(&|known| known.kind == kind);
        let advice = reader_of(kind).map_or_else(String::new, |reader| format!("; use `{reader}`"));
        let sentence = format!(
            "{} is of type `{kind}` in {}, which `{}` does not read{advice}",
            place(),
            list(&labels),
            rust.name
        );
        errors.push(Error::new(field.ty.span(), sentence));
    }
    if let Some(target) = rust.target
        && refused.is_empty()
    {
        let model = of.model.value();
        let word = rust::word(target);
        let is_own = word == "Self" || of.ident == word.as_str();
        let leads_elsewhere = |(_, known): &Found<'_>| match known.relation.as_deref() {
            Some(relation) => !is_own || relation != model,
            None => false,
        };
        if found.iter().any(leads_elsewhere) {
            constant.relation(field, found);
        }
    }
}
