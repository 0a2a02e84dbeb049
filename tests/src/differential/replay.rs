//! Replays a recording on the in-memory Odoo.

use std::{io, path::Path};

use super::{Report, event::Event, memory::Memory, recording};

/// Replays a recording on the in-memory Odoo of the version in the file's name.
///
/// Returns the version with the report.
///
/// # Errors
///
/// Returns an error if the file cannot be read, or is not a recording.
pub async fn replay(file: &Path) -> io::Result<(u16, Report)> {
    let major = recording::version_of(file)?;
    let mut memory = Memory::new(major).await;
    let mut report = Report::default();
    // If the records differ from the recording, calls prove nothing until the next episode.
    let mut alike = false;
    let mut place = String::from("the beginning");
    for event in recording::read(file)? {
        match event? {
            Event::Begin => memory.begin().await,
            Event::Setup(setup) => memory.prepare(setup),
            Event::State { state } => {
                alike = memory.make(state).await;
                if !alike {
                    report.not_made(&format!("after {place}"));
                }
            }
            Event::Call(call) if alike => {
                place = format!("seed {}", call.seed);
                let compared = memory.compare(call).await;
                alike = compared.other_state.is_none();
                report.add(&compared);
            }
            Event::Call(_) => report.skip(),
        }
    }
    Ok((major, report))
}
