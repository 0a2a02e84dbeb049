//! `cargo odoo diff`: what an upgrade changes for the structs of the workspace.

use std::{collections::BTreeSet, fmt::Write as _, path::Path};

use odoo_schema::{Change, Difference, Model, Seen, Snapshot, compare, judge, major};

use super::{
    Outcome, arguments,
    sources::{Declared, Struct},
    workspace::Workspace,
};
use crate::failure::Result;

pub(super) fn run(arguments: &arguments::Diff, output: &mut String) -> Result<Outcome> {
    let workspace = Workspace::open()?;
    let folder = workspace.folder(&arguments.folder);
    let open = |name: &str| Snapshot::open(folder.join(name));
    let (from, to) = (open(&arguments.from)?, open(&arguments.to)?);
    let structs: Vec<&Struct> = workspace.structs().collect();
    let versions = [&from, &to].map(|snapshot| major(&snapshot.settings().version));
    let mut report = Report::new(&structs, arguments.all, versions);
    let names: BTreeSet<String> = from.names()?.into_iter().chain(to.names()?).collect();
    for name in &names {
        report.model(name, from.model(name)?.as_ref(), to.model(name)?.as_ref());
    }
    Ok(report.finish(output))
}

/// Differences between old and new models, with the places in the workspace that break.
pub(super) struct Report<'a> {
    structs: &'a [&'a Struct],
    all: bool,
    /// The versions before and after.
    versions: [Option<u16>; 2],
    text: String,
    /// The number of places that break.
    breaks: usize,
    pub(super) changes: usize,
}

impl<'a> Report<'a> {
    /// A report on the fields of the structs, or on all fields.
    pub(super) fn new(structs: &'a [&'a Struct], all: bool, versions: [Option<u16>; 2]) -> Self {
        Report {
            structs,
            all,
            versions,
            text: String::new(),
            breaks: 0,
            changes: 0,
        }
    }

    pub(super) fn model(&mut self, name: &str, old: Option<&Model>, new: Option<&Model>) {
        let structs = self.structs.iter().filter(|item| item.model == name);
        let structs: Vec<&Struct> = structs.copied().collect();
        let (Some(old), Some(new)) = (old, new) else {
            if self.all || !structs.is_empty() {
                let (sign, word) = if new.is_none() {
                    ('-', "gone")
                } else {
                    ('+', "new")
                };
                let places = structs.iter().map(|item| place(&item.file, item.line));
                let places: Vec<String> = places.filter(|_| new.is_none()).collect();
                self.line(name, &format!("{sign} {word}"), &places);
            }
            return;
        };
        for difference in compare(old, new) {
            let Difference { field, change, .. } = &difference;
            let declared = structs.iter().flat_map(|item| {
                let fields = item.fields.iter();
                let fields = fields.filter(|declared| self.is_broken(declared, field));
                fields.map(|declared| (*item, declared))
            });
            let declared: Vec<(&Struct, &Declared)> = declared.collect();
            let places: Vec<String> = declared
                .iter()
                .map(|(item, declared)| place(&item.file, declared.line))
                .collect();
            if change.breaks() && !places.is_empty() {
                self.line(name, &difference.to_string(), &places);
                if *change == Change::Gone {
                    self.advise(old, new, &declared);
                }
            } else if self.all {
                self.line(name, &difference.to_string(), &[]);
            }
        }
    }

    /// Tells whether a change of a field concerns a declared one.
    ///
    /// By the struct, the versions before and after both have it by that name.
    fn is_broken(&self, declared: &Declared, field: &str) -> bool {
        let [old, new] = self.versions.map(|major| match major {
            Some(major) => declared.name_on(major),
            None => Some(declared.name.as_str()),
        });
        old == Some(field) && new == Some(field)
    }

    /// Writes the attributes with which a struct serves both versions.
    fn advise(&mut self, old: &Model, new: &Model, declared: &[(&Struct, &Declared)]) {
        let [before, after] = self.versions;
        if before == after {
            return;
        }
        let seen = |label, major, fields| Seen {
            label,
            major,
            fields,
        };
        let snapshots = [
            seen("the old version", before, old),
            seen("the new version", after, new),
        ];
        for (_, field) in declared {
            let name = &field.name;
            for sentence in judge(old.name(), name, &field.versions, &snapshots, |_, _| false) {
                let _ = writeln!(self.text, "{:24} {sentence}", "");
            }
        }
    }

    fn line(&mut self, model: &str, change: &str, places: &[String]) {
        self.changes += 1;
        self.breaks += places.len();
        let line = format!("{model:24} {change:40} {}", places.join(" "));
        let _ = writeln!(self.text, "{}", line.trim_end());
    }

    /// Writes the report and its summary, and returns whether something breaks.
    pub(super) fn finish(self, output: &mut String) -> Outcome {
        output.push_str(&self.text);
        let _ = match (self.changes, self.breaks) {
            (0, _) => writeln!(output, "no differences"),
            (changes, breaks) => writeln!(
                output,
                "{changes} differences, {breaks} places in the workspace break"
            ),
        };
        if self.breaks == 0 {
            Outcome::Done
        } else {
            Outcome::Breaks
        }
    }
}

fn place(file: &Path, line: usize) -> String {
    format!("{}:{line}", file.display())
}
