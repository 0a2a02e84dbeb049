//! `cargo odoo pull`: writes a server's models to a snapshot, or compares them with it.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs::File,
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    time::SystemTime,
};

use odoo_orm::schema::{Pull, Pulled};
use odoo_schema::{Model, Snapshot, major};

use super::{Outcome, arguments, diff::Report, sources::Struct, workspace::Workspace};
use crate::{
    connect::{Choice, Connection},
    failure::{Exit, Failure, Result},
};

pub(super) fn run(arguments: &arguments::Pull, output: &mut String) -> Result<Outcome> {
    let connection = open(&arguments.server)?;
    let workspace = Workspace::open()?;
    let parent = workspace.folder(&arguments.folder);
    let runtime = runtime()?;
    let structs = workspace.structs_below(&parent);
    let version = runtime.block_on(connection.client.server_version())?;
    let name = arguments.name.clone();
    let name = name.unwrap_or_else(|| format!("{}.{}", version.major(), version.minor()));
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Failure::usage(format!(
            "expected a name of a folder, such as 19.0, found `{name}`"
        )));
    }
    let folder = parent.join(name);
    let old = folder
        .exists()
        .then(|| Snapshot::open(&folder))
        .transpose()?;
    let known = old.as_ref().map(|old| old.settings().models.clone());
    let patterns = patterns(arguments, known.as_deref(), &structs);
    if patterns.is_empty() {
        return Err(Failure::usage(
            "the workspace has no structs that derive `OdooModel`; name models, such as `cargo odoo pull res.partner`, or use --all",
        ));
    }
    let pulled = runtime.block_on(read(arguments, &connection, &patterns))?;
    refuse_unknown(arguments, &pulled)?;
    tell(&pulled, output);
    if arguments.check {
        let Some(old) = old else {
            let sentence = format!(
                "no snapshot {}: `cargo odoo pull` writes it",
                folder.display()
            );
            return Err(Failure::new(Exit::File, sentence));
        };
        return compare(&old, &pulled.models, &structs, output);
    }
    let settings = pulled.settings(&connection.login, &patterns);
    let (_, written) = Snapshot::write(&folder, settings, &pulled.models)?;
    if old.is_none() {
        touch(&workspace.root, &structs)?;
    }
    let _ = writeln!(
        output,
        "{}: {} models, {} changed, {} removed",
        folder.display(),
        pulled.models.len(),
        written.changed.len(),
        written.removed.len()
    );
    Ok(Outcome::Done)
}

pub(super) fn open(server: &arguments::Server) -> Result<Connection> {
    Connection::open(&Choice {
        profile: server.profile.clone(),
        mock: server.mock,
    })
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    Ok(runtime?)
}

/// The names and patterns of the requested models.
///
/// They come from the command and the existing snapshot. Without names in the command, the models of the
/// workspace are added.
fn patterns(
    arguments: &arguments::Pull,
    known: Option<&[String]>,
    structs: &[&Struct],
) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = known.unwrap_or_default().iter().cloned().collect();
    all.extend(arguments.models.iter().cloned());
    if arguments.all {
        all.insert("*".to_owned());
    }
    if arguments.models.is_empty() && !arguments.all {
        all.extend(structs.iter().map(|item| item.model.clone()));
    }
    all
}

async fn read(
    arguments: &arguments::Pull,
    connection: &Connection,
    patterns: &BTreeSet<String>,
) -> Result<Pulled> {
    let mut pull = Pull::new(patterns.iter().cloned());
    if arguments.no_targets {
        pull = pull.without_targets();
    }
    let mut terminal = io::stderr().is_terminal().then(io::stderr);
    let pulled = pull.run_with(&connection.client, |done, of| {
        if let Some(terminal) = &mut terminal {
            // An error of the progress display is ignored.
            let _ = write!(terminal, "\r{done} of {of} models");
        }
    });
    let pulled = pulled.await;
    if let Some(terminal) = &mut terminal {
        let _ = write!(terminal, "\r\x1b[K");
    }
    Ok(pulled?)
}

/// Returns an error if the server lacks a model of the command line.
fn refuse_unknown(arguments: &arguments::Pull, pulled: &Pulled) -> Result<()> {
    let mut refused = pulled.refused.iter();
    let named = refused.find(|refused| arguments.models.contains(&refused.model));
    match named {
        None => Ok(()),
        Some(refused) => Err(Failure::new(
            Exit::Refused,
            format!(
                "the server does not describe `{}` to this user ({}); nothing was written",
                refused.model, refused.sentence
            ),
        )),
    }
}

/// Writes notes about models that the user cannot see.
fn tell(pulled: &Pulled, output: &mut String) {
    for refused in pulled.refused.iter().filter(|refused| refused.is_named) {
        let _ = writeln!(output, "note: no `{}`: {}", refused.model, refused.sentence);
    }
    let targets = pulled.refused.iter().filter(|refused| !refused.is_named);
    let targets: Vec<&str> = targets.map(|refused| refused.model.as_str()).collect();
    if !targets.is_empty() {
        let _ = writeln!(
            output,
            "note: relations lead to models that the server does not describe to this user: {}",
            targets.join(", ")
        );
    }
    for sentence in &pulled.left_out {
        let _ = writeln!(output, "note: left out: {sentence}");
    }
}

fn compare(
    old: &Snapshot,
    new: &[Model],
    structs: &[&Struct],
    output: &mut String,
) -> Result<Outcome> {
    let version = major(&old.settings().version);
    let mut report = Report::new(structs, true, [version, version]);
    let mut names: BTreeSet<String> = old.names()?.into_iter().collect();
    names.extend(new.iter().map(|model| model.name().to_owned()));
    for name in &names {
        let new = new.iter().find(|model| model.name() == name);
        report.model(name, old.model(name)?.as_ref(), new);
    }
    Ok(report.finish(output))
}

/// Updates the modification time of the files with structs.
///
/// Cargo does not notice a new folder, so the files must look changed once.
fn touch(root: &Path, structs: &[&Struct]) -> Result<()> {
    let files: BTreeSet<_> = structs.iter().map(|item| root.join(&item.file)).collect();
    for file in files {
        let touched = File::options().append(true).open(&file);
        touched
            .and_then(|file| file.set_modified(SystemTime::now()))
            .map_err(|error| Failure::file("touch", &file, &error))?;
    }
    Ok(())
}
