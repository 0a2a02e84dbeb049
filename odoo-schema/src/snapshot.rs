//! A folder with the models of one server.

use std::{
    borrow::Borrow,
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{
    error::Error,
    model::Model,
    saved::Saved,
    settings::Settings,
    text::{Text, utf8},
};

/// The maximum size of a file, hundreds of times Odoo's largest model.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

const SETTINGS: &str = "schema.toml";
const EXTENSION: &str = "odoo";

/// A snapshot on disk: the folder, and what `schema.toml` says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    folder: PathBuf,
    settings: Settings,
}

/// What a write changed on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Written {
    /// Models whose file is new or has another content.
    pub changed: Vec<String>,
    /// Models whose file was removed.
    pub removed: Vec<String>,
}

impl Snapshot {
    /// Opens a snapshot by its folder, such as `odoo-schema/19.0`.
    ///
    /// # Errors
    ///
    /// If `schema.toml` is missing, malformed, or of another format.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder = folder.into();
        let path = folder.join(SETTINGS);
        let bytes = read(&path)?;
        let settings = utf8(&bytes).and_then(Settings::parse);
        let settings = settings.map_err(|error| error.in_file(path))?;
        Ok(Snapshot { folder, settings })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name of the folder.
    pub fn name(&self) -> String {
        let name = self.folder.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// What `schema.toml` says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The names of all models, sorted.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        names(&self.folder)
    }

    /// The names of all models in the folder of a snapshot, sorted.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn names_in(folder: &Path) -> Result<Vec<String>, Error> {
        names(folder)
    }

    /// Reads a model, if the snapshot has it.
    ///
    /// # Errors
    ///
    /// If its file cannot be read.
    pub fn model(&self, name: &str) -> Result<Option<Model>, Error> {
        // A name that is none of a model's could be a path.
        if Model::new(name).is_err() {
            return Ok(None);
        }
        let path = Snapshot::file(&self.folder, name);
        if !path.exists() {
            return Ok(None);
        }
        let bytes = read(&path)?;
        let model = Text::from_bytes(&bytes).and_then(|text| {
            if text.model() != name {
                let sentence = format!(
                    "expected the model `{name}`, as the file is named, found `{}`; `cargo odoo pull` writes it again",
                    text.model()
                );
                return Err(Error::new(sentence).at_line(1));
            }
            Model::of(&text)
        });
        model.map(Some).map_err(|error| error.in_file(path))
    }

    /// Reads all models, sorted by name.
    ///
    /// # Errors
    ///
    /// If a file cannot be read.
    pub fn models(&self) -> Result<Vec<Model>, Error> {
        let mut models = Vec::new();
        for name in self.names()? {
            models.extend(self.model(&name)?);
        }
        Ok(models)
    }

    /// The folder of a snapshot in messages, such as `odoo-schema/19.0`, on every machine.
    pub fn label(folder: &Path) -> String {
        let names: Vec<_> = folder.iter().rev().take(2).collect();
        let names = names.iter().rev().map(|name| name.to_string_lossy());
        names.collect::<Vec<_>>().join("/")
    }

    /// The file of a model in the folder of a snapshot.
    pub fn file(folder: &Path, model: &str) -> PathBuf {
        folder.join(format!("{model}.{EXTENSION}"))
    }

    /// Reads the bytes of a file of a snapshot, up to 8 MiB.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is larger.
    pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
        read(path)
    }

    /// Writes a snapshot: the models that are given, and none else.
    ///
    /// A file whose content is the same is not touched, so that cargo rebuilds only the crates that use a model which changed. All files are
    /// written under another name first and then renamed, so that none is half-written.
    ///
    /// # Errors
    ///
    /// If a file cannot be written. Then no file has changed, unless renaming itself failed.
    pub fn write(
        folder: impl Into<PathBuf>,
        settings: Settings,
        models: impl IntoIterator<Item = impl Borrow<Model>>,
    ) -> Result<(Self, Written), Error> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, "write", &error))?;
        let models: Vec<_> = models.into_iter().collect();
        let models = models.iter().map(Borrow::borrow);
        let models: BTreeMap<&str, &Model> = models.map(|model| (model.name(), model)).collect();
        let mut written = Written::default();
        let mut pending = Pending::default();
        for (name, model) in &models {
            let path = Snapshot::file(&folder, name);
            if pending.add(&path, &model.to_string())? {
                written.changed.push((*name).to_owned());
            }
        }
        pending.add(&folder.join(SETTINGS), &settings.to_string())?;
        pending.rename()?;
        for name in names(&folder)? {
            if !models.contains_key(name.as_str()) {
                let path = Snapshot::file(&folder, &name);
                fs::remove_file(&path).map_err(|error| Error::io(&path, "remove", &error))?;
                written.removed.push(name);
            }
        }
        Ok((Snapshot { folder, settings }, written))
    }
}

/// Files that are written and not renamed yet. Those that are not renamed are removed.
#[derive(Default)]
struct Pending(Vec<(Saved, PathBuf)>);

impl Pending {
    /// Returns whether the content differs from what is on disk.
    fn add(&mut self, path: &Path, content: &str) -> Result<bool, Error> {
        if fs::read(path).is_ok_and(|old| old == content.as_bytes()) {
            return Ok(false);
        }
        let saved = Saved::create(path).and_then(|mut saved| {
            saved.write_all(content.as_bytes())?;
            Ok(saved)
        });
        let saved = saved.map_err(|error| Error::io(path, "write", &error))?;
        self.0.push((saved, path.to_owned()));
        Ok(true)
    }

    fn rename(&mut self) -> Result<(), Error> {
        while let Some((saved, path)) = self.0.pop() {
            let renamed = saved.finish();
            renamed.map_err(|error| Error::io(&path, "write", &error))?;
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: &std::io::Error| Error::io(path, "read", error);
    let length = fs::metadata(path).map_err(|error| failed(&error))?.len();
    if length > MOST_BYTES {
        return Err(Error::new(format!(
            "expected at most {MOST_BYTES} bytes, found {length}; `cargo odoo pull` writes the file again"
        ))
        .in_file(path));
    }
    fs::read(path).map_err(|error| failed(&error))
}

fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let failed = |error: &std::io::Error| Error::io(folder, "read", error);
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let name = entry.map_err(|error| failed(&error))?.file_name();
        let name = name.to_string_lossy();
        if let Some(model) = name.strip_suffix(".odoo")
            && Model::new(model).is_ok()
        {
            all.push(model.to_owned());
        }
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests;
