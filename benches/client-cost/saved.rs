//! The figures and the picture in the repository.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{figures::Figures, picture};

/// Writes both. Sets that are not among these figures stay as they were.
///
/// # Errors
///
/// A sentence that names the file.
pub(crate) fn save(figures: Figures) -> Result<(), String> {
    let figures = figures.over(read()?);
    let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
    write(&file("json"), &(text + "\n"))?;
    write(&file("svg"), &picture::draw(&figures)?)
}

/// Draws the picture from what was saved.
///
/// # Errors
///
/// As [`save`].
pub(crate) fn draw() -> Result<(), String> {
    write(&file("svg"), &picture::draw(&read()?)?)
}

/// What was saved, or nothing.
fn read() -> Result<Figures, String> {
    let path = file("json");
    let failed =
        |error: &dyn std::fmt::Display| format!("cannot read `{}`: {error}", path.display());
    match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| failed(&error)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Figures::default()),
        Err(error) => Err(failed(&error)),
    }
}

fn file(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("figures/client-cost")
        .with_extension(kind)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, text));
    written.map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
    println!("written: {}", path.display());
    Ok(())
}
