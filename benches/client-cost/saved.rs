//! The figures and the picture in the repository.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{figures::Figures, peers, picture};

/// Where they are.
#[derive(Debug)]
pub(crate) struct Place(PathBuf);

impl Place {
    /// Those of the repository.
    pub(crate) fn of_figures() -> Self {
        Place(Path::new(env!("CARGO_MANIFEST_DIR")).join("figures"))
    }

    /// Those of short runs, which nobody should take for figures.
    ///
    /// # Errors
    ///
    /// A sentence, if this program cannot be found.
    pub(crate) fn of_short_runs() -> Result<Self, String> {
        Ok(Place(peers::folder_of_builds()?.join("short")))
    }

    /// Writes both. Sets that are not among these figures stay as they were.
    ///
    /// # Errors
    ///
    /// A sentence that names the file.
    pub(crate) fn save(&self, figures: Figures) -> Result<(), String> {
        let figures = figures.over(self.read()?);
        let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
        write(&self.file("json"), &(text + "\n"))?;
        write(&self.file("svg"), &picture::draw(&figures)?)
    }

    /// Draws the picture from what was saved.
    ///
    /// # Errors
    ///
    /// As [`save`](Self::save).
    pub(crate) fn draw(&self) -> Result<(), String> {
        write(&self.file("svg"), &picture::draw(&self.read()?)?)
    }

    /// What was saved, or nothing.
    fn read(&self) -> Result<Figures, String> {
        let path = self.file("json");
        let failed =
            |error: &dyn std::fmt::Display| format!("cannot read `{}`: {error}", path.display());
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| failed(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Figures::default()),
            Err(error) => Err(failed(&error)),
        }
    }

    fn file(&self, kind: &str) -> PathBuf {
        self.0.join("client-cost").with_extension(kind)
    }
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
