use super::*;
use crate::Field;

/// A folder that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("odoo-schema-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn model(name: &str, fields: &[&str]) -> Model {
    let mut model = Model::new(name).unwrap();
    for field in fields {
        model.insert(*field, Field::new("char")).unwrap();
    }
    model
}

fn settings() -> Settings {
    Settings::new("19.0", "admin", ["b", "a"])
}

#[test]
fn a_second_write_changes_nothing_on_disk() {
    let folder = Folder::new("again");
    let models = [model("a", &["x"]), model("b", &["y"])];
    let (_, written) = Snapshot::write(&folder.0, settings(), &models).unwrap();
    assert_eq!(written.changed, ["a", "b"]);
    let modified = || {
        fs::metadata(folder.0.join("a.odoo"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = modified();
    let (snapshot, written) = Snapshot::write(&folder.0, settings(), &models).unwrap();
    assert_eq!(written, Written::default());
    assert_eq!(modified(), before);
    assert_eq!(snapshot, Snapshot::open(&folder.0).unwrap());
    assert_eq!(snapshot.models().unwrap(), models);
    assert_eq!(snapshot.settings().models, ["a", "b"]);
}

#[test]
fn a_write_removes_models_that_are_gone_and_leaves_no_other_file() {
    let folder = Folder::new("gone");
    let both = [model("a", &["x"]), model("b", &["y"])];
    Snapshot::write(&folder.0, settings(), &both).unwrap();
    fs::write(folder.0.join("NOTES.md"), "mine").unwrap();
    let (_, written) = Snapshot::write(&folder.0, settings(), &[model("a", &["z"])]).unwrap();
    assert_eq!(
        (written.changed, written.removed),
        (vec!["a".into()], vec!["b".into()])
    );
    let mut files: Vec<_> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["NOTES.md", "a.odoo", "schema.toml"]);
}

#[test]
fn a_write_that_fails_changes_no_file() {
    let folder = Folder::new("fails");
    Snapshot::write(&folder.0, settings(), &[model("a", &["x"])]).unwrap();
    // A folder in the place of the temporary file cannot be written.
    let blocked = folder.0.join("b.odoo.part");
    fs::create_dir(&blocked).unwrap();
    let models = [model("a", &["changed"]), model("b", &["y"])];
    let error = Snapshot::write(&folder.0, settings(), &models).unwrap_err();
    assert_eq!(error.path(), Some(&*folder.0.join("b.odoo")));
    let snapshot = Snapshot::open(&folder.0).unwrap();
    assert_eq!(snapshot.models().unwrap(), [model("a", &["x"])]);
    let temporary = fs::read_dir(&folder.0).unwrap().filter(|entry| {
        let entry = entry.as_ref().unwrap();
        entry.file_name().to_string_lossy().starts_with(".a")
    });
    assert_eq!(temporary.count(), 0);
}

#[test]
fn an_error_names_file_line_and_remedy() {
    let folder = Folder::new("errors");
    let error = Snapshot::open(&folder.0).unwrap_err().to_string();
    assert!(
        error.contains("schema.toml: cannot read this file"),
        "{error}"
    );
    let (snapshot, _) = Snapshot::write(&folder.0, settings(), &[model("a", &["x"])]).unwrap();
    let path = folder.0.join("a.odoo");
    fs::write(&path, "model b\n# end\n").unwrap();
    let error = snapshot.models().unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "{}:1: expected the model `a`, as the file is named, found `b`; `cargo odoo pull` writes it again",
            path.display()
        )
    );
    fs::write(&path, b"model a\n  x \xff\n# end\n").unwrap();
    assert_eq!(snapshot.model("a").unwrap_err().line(), Some(2));
    fs::File::create(&path)
        .unwrap()
        .set_len(MOST_BYTES + 1)
        .unwrap();
    let error = snapshot.model("a").unwrap_err().to_string();
    assert!(
        error.contains("expected at most 8388608 bytes, found 8388609"),
        "{error}"
    );
    assert_eq!(snapshot.model("../a"), Ok(None));
}
