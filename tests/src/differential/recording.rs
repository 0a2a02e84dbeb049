//! Files of calls with the responses of a real server.
//!
//! A recording is named `odoo-NN.jsonl.xz` after the version of the server. It has one JSON object per line, in chronological order:
//!
//! | `what` | members |
//! |---|---|
//! | `begin` | an episode starts, or starts again with other records: the three models of the differential test have no records |
//! | `setup` | a call that creates records: `kind`, `model`, `method`, `args`, `kwargs`, `answer` |
//! | `state` | `state`: all records of the three models, archived ones included, as `read` returns them for all fields |
//! | `call` | a generated call: the same members as `setup`, `seed`, `changes`, and `state` after it if it may have changed records |
//!
//! `answer` is the result, or `{"raised": "class of the exception"}`. Floats are rounded to nine digits. Times of the log and `moreinfo` are omitted, and texts
//! of `message`, which are Odoo's, are blank.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

use lzma_rust2::{XzOptions, XzReader, XzWriter};
use serde_json::Value;

use super::{
    event::{Event, Follow},
    real::Real,
};
use crate::server::Server;

/// Runs the episodes of these seeds on a real server, and writes the events to a file. Returns the server's version.
///
/// # Errors
///
/// Returns an error if the file cannot be written, or is named for another version.
pub async fn record(server: &Server, seeds: std::ops::Range<u64>, file: &Path) -> io::Result<u16> {
    let named = version_of(file)?;
    let real = Real::new(server).await;
    if real.major != named {
        return Err(invalid(format!(
            "{}: named for Odoo {named}, and the server is Odoo {}",
            file.display(),
            real.major
        )));
    }
    let writer = XzWriter::new(
        BufWriter::new(File::create(file)?),
        XzOptions::with_preset(6),
    )?;
    let mut tape = Tape {
        writer,
        written: Ok(()),
    };
    for seed in seeds {
        real.episode(seed, &mut tape).await;
    }
    tape.written?;
    tape.writer.finish()?.flush()?;
    Ok(named)
}

struct Tape {
    writer: XzWriter<BufWriter<File>>,
    written: io::Result<()>,
}

impl Follow for Tape {
    async fn follow(&mut self, mut event: Event) -> bool {
        if let Event::Call(call) = &mut event {
            blank(&mut call.answer);
        }
        if self.written.is_ok() {
            let line = serde_json::to_string(&event).unwrap();
            self.written = writeln!(self.writer, "{line}");
        }
        true
    }
}

fn blank(answer: &mut Value) {
    let messages = answer.get_mut("messages").and_then(Value::as_array_mut);
    for message in messages.into_iter().flatten() {
        if message["message"].is_string() {
            message["message"] = "".into();
        }
    }
}

/// Returns the events of a recording.
pub(super) fn read(file: &Path) -> io::Result<impl Iterator<Item = io::Result<Event>>> {
    let opened = File::open(file)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    let lines = BufReader::new(XzReader::new(BufReader::new(opened), true)).lines();
    let name = file.display().to_string();
    Ok(lines.zip(1..).map(move |(line, number)| {
        let line = line.map_err(|error| invalid(format!("{name}: {error}")))?;
        serde_json::from_str(&line)
            .map_err(|error| invalid(format!("{name}, line {number}: {error}")))
    }))
}

/// Returns the version in the name of a recording.
pub(super) fn version_of(file: &Path) -> io::Result<u16> {
    let name = file.file_name().and_then(std::ffi::OsStr::to_str);
    let major = name
        .and_then(|name| name.strip_prefix("odoo-")?.strip_suffix(".jsonl.xz"))
        .and_then(|major| major.parse().ok());
    major.ok_or_else(|| {
        invalid(format!(
            "invalid name of a recording: expected `odoo-NN.jsonl.xz` with the version of the server, found {}",
            file.display()
        ))
    })
}

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}
