//! The saved figures and picture in the repository.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{figures::Figures, peers, picture};

/// The folder of the files.
#[derive(Debug)]
pub(crate) struct Place(PathBuf);

impl Place {
    /// The folder in the repository.
    pub(crate) fn of_figures() -> Self {
        Place(Path::new(env!("CARGO_MANIFEST_DIR")).join("figures"))
    }

    /// The folder for short runs, whose figures are not reliable.
    ///
    /// # Errors
    ///
    /// Returns an error if the path of this program is unknown.
    pub(crate) fn of_short_runs() -> Result<Self, String> {
        Ok(Place(peers::folder_of_builds()?.join("short")))
    }

    /// Writes both files. Results of other servers stay as they are.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file.
    pub(crate) fn save(&self, figures: Figures) -> Result<(), String> {
        let figures = figures.over(self.read()?);
        let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
        write(&self.file("json"), &(text + "\n"))?;
        write(&self.file("svg"), &picture::draw(&figures)?)
    }

    /// Draws the picture from the saved figures.
    ///
    /// # Errors
    ///
    /// See [`save`](Self::save).
    pub(crate) fn draw(&self) -> Result<(), String> {
        write(&self.file("svg"), &picture::draw(&self.read()?)?)
    }

    /// The saved figures, or none.
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
