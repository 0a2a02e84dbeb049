//! The generated crates on disk: a separate Cargo workspace with the versions of this one.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use odoo_benches::lock::{self, Package};

use crate::{arguments::Arguments, source::Source, variant::Variant};

const VALUES: &str = include_str!("templates/values.rs");

/// The folder of the generated crates.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Writes the workspace into this program's target folder.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file.
    pub(crate) fn write(arguments: &Arguments) -> Result<Self, String> {
        let program =
            env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
        let target = program
            .ancestors()
            .nth(2)
            .ok_or("this program is not in the target folder: start it with `cargo run`")?;
        let workspace = Workspace {
            root: target.join("compile-cost"),
        };
        workspace.file("Cargo.toml", ROOT)?;
        workspace.file(
            "values/Cargo.toml",
            &manifest("compile-cost-values", VALUES_NEED),
        )?;
        workspace.file("values/src/lib.rs", VALUES)?;
        for variant in Variant::ALL {
            let package = variant.package();
            let manifest = manifest(&package, &needs(variant));
            workspace.file(&format!("{package}/Cargo.toml"), &manifest)?;
            if variant == Variant::Checked {
                workspace.snapshot(arguments)?;
            }
            // Cargo rejects the workspace if a member has no source.
            workspace.source(variant, arguments, 0)?;
        }
        workspace.file("Cargo.lock", &lock_of(repository())?)?;
        Ok(workspace)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes the snapshot against which the models of one crate are held.
    fn snapshot(&self, arguments: &Arguments) -> Result<(), String> {
        let source = Source {
            variant: Variant::Checked,
            arguments,
            run: 0,
        };
        let folder = format!("{}/odoo-schema/19.0", Variant::Checked.package());
        for model in 0..arguments.models {
            self.file(
                &format!("{folder}/x.model.{model}.odoo"),
                &source.snapshot(model),
            )?;
        }
        let settings = odoo_schema::Settings::new("19.0", "admin", ["x.*"]);
        self.file(&format!("{folder}/schema.toml"), &settings.to_string())
    }

    /// Writes the source of one crate for one run.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file.
    pub(crate) fn source(
        &self,
        variant: Variant,
        arguments: &Arguments,
        run: usize,
    ) -> Result<(), String> {
        let source = Source {
            variant,
            arguments,
            run,
        };
        self.file(
            &format!("{}/src/lib.rs", variant.package()),
            &source.to_string(),
        )
    }

    /// Checks the versions that the generated crates are compiled with.
    ///
    /// # Errors
    ///
    /// Returns an error for a version that differs from this repository's, because the result would not represent the released library.
    pub(crate) fn versions(&self) -> Result<Vec<Package>, String> {
        let used = lock::packages(&lock_of(&self.root)?);
        let ours = lock::packages(&lock_of(repository())?);
        let generated = |package: &&Package| package.name.starts_with("compile-cost-");
        match used
            .iter()
            .find(|package| !generated(package) && !ours.contains(package))
        {
            Some(other) => Err(format!(
                "the generated crates use {other}, which is not in the repository's `Cargo.lock`"
            )),
            None => Ok(used),
        }
    }

    fn file(&self, path: &str, text: &str) -> Result<(), String> {
        let path = self.root.join(path);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()))
    }
}

/// The repository of this program.
fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

fn lock_of(folder: &Path) -> Result<String, String> {
    let path = folder.join("Cargo.lock");
    fs::read_to_string(&path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}

/// A workspace of its own, so that Cargo does not treat the crates as members of the outer one.
const ROOT: &str = r#"[workspace]
resolver = "3"
members = ["values", "compile-cost-ours", "compile-cost-checked", "compile-cost-serde", "compile-cost-plain"]
"#;

const VALUES_NEED: &str = r#"chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }
serde = "1"
"#;

fn needs(variant: Variant) -> String {
    match variant {
        Variant::Ours | Variant::Checked => format!(
            "odoo-orm = {{ path = {:?}, default-features = false, features = [\"derive\"] }}\n",
            repository().join("odoo-orm").to_string_lossy()
        ),
        Variant::Serde => "compile-cost-values = { path = \"../values\" }\n\
             serde = { version = \"1\", features = [\"derive\"] }\n\
             serde_json = \"1\"\n"
            .to_owned(),
        Variant::Plain => "compile-cost-values = { path = \"../values\" }\n".to_owned(),
    }
}

fn manifest(package: &str, needs: &str) -> String {
    format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [features]\nread = []\n\n[dependencies]\n{needs}"
    )
}
