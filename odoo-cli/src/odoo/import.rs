//! `odoo import`: creates or updates records by their external ids.
//!
//! It is idempotent: a second import of the same file changes nothing.

mod journal;
mod load;
mod quotes;
mod refused;
mod rows;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use odoo_rpc::{Client, Context};

use self::{
    journal::{Done, Journal},
    load::load,
    refused::Refused,
    rows::{Read, Row, Rows},
};
use super::{
    arguments::Import,
    confirm::{Decision, confirm},
    file::is_stdout,
    progress::Progress,
    run::Run,
};
use crate::failure::{Exit, Failure, Result};

/// The default time zone of an import. `odoo export` uses the same.
const ZONE: &str = "UTC";

pub(super) async fn import(run: &mut Run<'_>, import: Import, has_zone: bool) -> Result<()> {
    if let Some(refused) = &import.refused {
        check_is_other(&import.file, refused)?;
    }
    let mut rows = Rows::open(&import.file, import.input)?;
    let columns = rows.columns()?.to_vec();
    check_columns(run, &import.model, &columns).await?;
    let what = format!("import {} into `{}`", import.file.display(), import.model);
    let details = [format!("columns: {}", columns.join(", "))];
    let decision = confirm(run, &import.confirm, &what, &details)?;
    let client = if has_zone {
        run.client.clone()
    } else {
        run.client.with_context(Context::new().tz(ZONE))
    };
    let connection = &run.session.connection;
    let place = [
        connection.url.as_str(),
        &connection.database,
        &import.model,
        &columns.join(","),
    ];
    let mut journal = Journal::of(&import.file, &place);
    let before = if import.resume {
        journal.read()?
    } else {
        Done::default()
    };
    let is_dry = decision == Decision::Show;
    // A dry run leaves the file as it is.
    let refused = import.refused.as_deref().filter(|_| !is_dry);
    let mut work = Work {
        client: &client,
        model: &import.model,
        is_dry,
        progress: Progress::new("rows", None),
        refused: Refused::open(refused, before.rows > 0, before.refused)?,
        seen: BTreeMap::new(),
        read: 0,
        done: 0,
    };
    let size = usize::try_from(import.batch).unwrap_or(usize::MAX).max(1);
    let result = work.all(&mut rows, &mut journal, size, before).await;
    let refusals = work.refused.count();
    let summary = [
        ("rows", work.read.into()),
        ("imported", work.done.into()),
        ("refused", refusals.into()),
        ("skipped", before.rows.into()),
    ];
    // Without a journal, no later run finds them again.
    if result.is_ok() || !journal.is_kept() {
        work.refused.settle()?;
    }
    if result.is_ok() && is_dry {
        let sentence = "only the file was checked: the server checks values and external ids when they are written";
        work.progress.line(sentence);
    }
    // The standard output has the refused rows alone.
    let has_own_output = import.refused.as_deref().is_some_and(is_stdout);
    if has_own_output && result.is_ok() {
        let counts = summary
            .each_ref()
            .map(|(name, count)| format!("{name} {count}"));
        work.progress.line(&counts.join(", "));
    }
    drop(work.progress);
    match result {
        Ok(()) => {
            journal.remove();
            if !has_own_output {
                run.output.pairs(&summary)?;
            }
            if refusals == 0 {
                return Ok(());
            }
            let verb = if refusals == 1 { "was" } else { "were" };
            let sentence = format!("{refusals} of {} rows {verb} refused", work.read);
            Err(Failure::new(Exit::Partly, sentence))
        }
        Err(mut failure) => {
            let done = journal.rows();
            let again = if journal.is_kept() {
                ". Run the same command with `--resume` for the rest"
            } else {
                ""
            };
            let sentence = format!(
                "{done} rows are done, and the next batch may be: importing a row again changes nothing{again}"
            );
            failure.below.push(sentence);
            Err(failure)
        }
    }
}

/// The file of refused rows would replace the rows that are imported.
fn check_is_other(file: &Path, refused: &Path) -> Result<()> {
    let same = match (file.canonicalize(), refused.canonicalize()) {
        (Ok(file), Ok(refused)) => file == refused && file.is_file(),
        _ => false,
    };
    if same {
        return Err(Failure::usage(format!(
            "--refused and the input are the same file, {}: name another one",
            file.display()
        )));
    }
    Ok(())
}

/// Checks that there is an external id, and that the fields exist.
async fn check_columns(run: &Run<'_>, model: &str, columns: &[String]) -> Result<()> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = columns.iter().find(|column| !seen.insert(*column)) {
        return Err(Failure::usage(format!(
            "the column `{twice}` is there twice"
        )));
    }
    if !columns.iter().any(|column| column == "id") {
        return Err(Failure::usage(format!(
            "missing column `id` with the external ids: found {}",
            columns.join(", ")
        )));
    }
    if columns.iter().any(|column| column == ".id") {
        return Err(Failure::usage(
            "the column `.id` has no effect: a record is found by its external id in the column `id`",
        ));
    }
    let names = columns.iter().filter(|column| *column != "id");
    let names: BTreeSet<String> = names
        .map(|column| column.split('/').next().unwrap_or(column).to_owned())
        .collect();
    run.session
        .schema
        .fields(&run.client, model, &names)
        .await?;
    Ok(())
}

/// A running import.
struct Work<'a> {
    client: &'a Client,
    model: &'a str,
    is_dry: bool,
    progress: Progress,
    refused: Refused,
    /// The external ids of the file, and their rows.
    seen: BTreeMap<String, u64>,
    read: u64,
    done: u64,
}

impl Work<'_> {
    /// Records that these rows are done, and writes those of them that were refused.
    fn settle(&mut self, journal: &mut Journal, (rows, digest): (u64, u64)) -> Result<()> {
        self.refused.settle()?;
        let refused = self.refused.count();
        journal.write(Done {
            rows,
            refused,
            digest,
        })
    }

    async fn all(
        &mut self,
        rows: &mut Rows,
        journal: &mut Journal,
        size: usize,
        before: Done,
    ) -> Result<()> {
        let skip = before.rows;
        let mut digest = 0;
        let mut batch: Vec<Row> = Vec::new();
        while let Some(read) = rows.next()? {
            let previous = (self.read, digest);
            (self.read, digest) = (self.read + 1, rows.digest());
            // Many rows may be refused without a call.
            if batch.is_empty() && !self.is_dry && self.refused.pending() >= size {
                self.settle(journal, previous)?;
            }
            if self.read == skip && digest != before.digest {
                return Err(changed(before));
            }
            let row = match read {
                Read::Row(row) => row,
                Read::Broken(number, why) => {
                    if number > skip {
                        self.refused.row(&mut self.progress, number, None, &why)?;
                    }
                    continue;
                }
            };
            if let Err(why) = self.check(&row) {
                if row.number > skip {
                    self.refused
                        .row(&mut self.progress, row.number, Some(&row), &why)?;
                }
                continue;
            }
            if row.number <= skip {
                continue;
            }
            // An empty cell clears its field, so a batch contains only rows with the same columns.
            let is_other = batch
                .first()
                .is_some_and(|first| first.columns != row.columns);
            if batch.len() >= size || is_other {
                self.send(std::mem::take(&mut batch), journal, previous)
                    .await?;
            }
            batch.push(row);
        }
        if self.read < skip {
            return Err(changed(before));
        }
        self.send(batch, journal, (self.read, digest)).await
    }

    /// Checks a row without a request.
    fn check(&mut self, row: &Row) -> Result<(), String> {
        let id = row.external_id();
        if id.is_empty() {
            return Err("it has no external id in the column `id`".to_owned());
        }
        match self.seen.insert(id.to_owned(), row.number) {
            Some(first) => Err(format!("row {first} has the same external id")),
            None => Ok(()),
        }
    }

    /// Loads a batch, with which all rows up to a place are done.
    ///
    /// Rows that the server refuses are removed, and the others are sent again.
    async fn send(
        &mut self,
        mut batch: Vec<Row>,
        journal: &mut Journal,
        done: (u64, u64),
    ) -> Result<()> {
        let is_sent = !batch.is_empty() && !self.is_dry;
        while !batch.is_empty() && !self.is_dry {
            let loaded = load(self.client, self.model, &batch).await?;
            for (at, warning) in loaded.warnings {
                let row = batch
                    .get(at)
                    .map(|row| format!("row {}: ", row.number))
                    .unwrap_or_default();
                self.progress.line(&format!("{row}warning: {warning}"));
            }
            if loaded.errors.is_empty() {
                break;
            }
            for (at, why) in &loaded.errors {
                if let Some(row) = batch.get(*at) {
                    self.refused
                        .row(&mut self.progress, row.number, Some(row), why)?;
                }
            }
            let mut at = 0;
            batch.retain(|_| {
                at += 1;
                !loaded.errors.contains_key(&(at - 1))
            });
        }
        if is_sent {
            self.done += batch.len() as u64;
            self.settle(journal, done)?;
        }
        self.progress.at(self.read);
        Ok(())
    }
}

fn changed(before: Done) -> Failure {
    Failure::usage(format!(
        "the first {} rows have changed since the interrupted import: import the file without --resume",
        before.rows
    ))
}

/// The name of a file for messages.
fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "the standard input".to_owned()
    } else {
        path.display().to_string()
    }
}
