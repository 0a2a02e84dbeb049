//! A recording and the Odoo in memory.

use std::{io, path::Path};

use super::{Report, event::Event, memory::Memory, recording};

/// Sends the calls of a recording to the Odoo in memory of the version that its name says. Returns the version with the report.
///
/// # Errors
///
/// When the file cannot be read, or is no recording.
pub async fn replay(file: &Path) -> io::Result<(u16, Report)> {
    let major = recording::version_of(file)?;
    let mut memory = Memory::new(major).await;
    let mut report = Report::default();
    // Calls on other records than those of the recording say nothing, until it begins again.
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
