use std::{fs, path::PathBuf};

use odoo_schema::{Lookup, Model, Settings, Snapshot};
use quote::quote;

/// A folder of snapshots that ends with the test.
struct Folder(PathBuf);

impl Folder {
    /// One snapshot for each text, named `0`, `1` and so on.
    fn new(name: &str, texts: &[&str]) -> Self {
        let root = std::env::temp_dir().join(format!("odoo-derive-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let folder = Folder(root.join("odoo-schema"));
        for (at, text) in texts.iter().enumerate() {
            let model = Model::parse(text).unwrap();
            let settings = Settings::new("19.0", "admin", ["res.partner"]);
            Snapshot::write(folder.0.join(at.to_string()), settings, [model]).unwrap();
        }
        folder
    }

    fn file(&self, content: &[u8]) {
        fs::write(self.0.join("0/res.partner.odoo"), content).unwrap();
    }

    /// What the derive writes for a partner with two fields.
    fn derive(&self) -> String {
        let input = quote! {
            #[odoo(model = "res.partner")]
            struct Partner { name: String, country_id: Option<Many2one<Country>> }
        };
        let lookup = Lookup::Named(self.0.clone());
        crate::model::checked(&syn::parse2(input).unwrap(), &lookup).to_string()
    }

    /// The sentences of its errors.
    fn errors(&self) -> Vec<String> {
        let output = self.derive();
        let sentences = output.split("compile_error ! { ").skip(1);
        let sentences = sentences.map(|rest| rest.split(" }").next().unwrap());
        let literals = sentences.map(|text| syn::parse_str::<syn::LitStr>(text).unwrap().value());
        literals.collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().unwrap());
    }
}

const PARTNER: &str = "model res.partner\n  country_id many2one res.country\n  name char\n# end\n";

#[test]
fn each_file_is_tracked_and_what_a_macro_cannot_see_is_left_to_the_compiler() {
    let folder = Folder::new("tracked", &[PARTNER, PARTNER]);
    assert_eq!(folder.errors(), <[String; 0]>::default());
    let output = folder.derive();
    assert_eq!(output.matches("include_bytes").count(), 2, "{output}");
    assert!(
        output.contains("option_env ! (\"ODOO_SCHEMA\")"),
        "{output}"
    );
    // `String` says by itself what it reads.
    let expected = "schema : \"odoo-schema/0 and odoo-schema/1\" , types : & [] , relations : & [(1usize , \"res.country\")] , keys : & []";
    assert!(output.contains(expected), "{output}");
    assert_eq!(
        output.matches("1usize => CHECK . fail ()").count(),
        1,
        "{output}"
    );
}

#[test]
fn the_same_path_is_tracked_on_every_machine() {
    let lookup = Lookup::Above {
        folder: "/project/odoo-schema".into(),
        levels: 2,
    };
    let file = PathBuf::from("/project/odoo-schema/19.0/res.partner.odoo");
    let output = super::tracked(&lookup, &[file]).to_string();
    let path = "env ! (\"CARGO_MANIFEST_DIR\") , \"/../../odoo-schema/19.0/res.partner.odoo\"";
    assert!(output.contains(path), "{output}");
    assert!(!output.contains("home"), "{output}");
}

#[test]
fn a_file_that_cannot_be_read_is_one_error_with_its_line() {
    let folder = Folder::new("malformed", &[PARTNER]);
    folder.file(b"model res.partner\n  country_id many2one res.country\n  na");
    assert_eq!(
        folder.errors(),
        [
            "odoo-schema/0/res.partner.odoo:3: the file is truncated: expected `# end` as its last line; `cargo odoo pull` writes it again"
        ]
    );
    folder.file(b"model res.partner\n  name \xff\n# end\n");
    assert!(folder.errors()[0].starts_with("odoo-schema/0/res.partner.odoo:2: expected UTF-8"));
    folder.file(b"model res.users\n# end\n");
    assert!(folder.errors()[0].starts_with("odoo-schema/0/res.partner.odoo:1: expected the model"));
    folder.file(
        b"model res.partner\n  country_id many2one res.country\n  name char requird\n# end\n",
    );
    assert!(folder.errors()[0].starts_with("odoo-schema/0/res.partner.odoo:3: unknown option"));
}

#[test]
fn a_snapshot_of_another_format_is_one_error() {
    let folder = Folder::new("format", &[PARTNER]);
    folder.file(b"model: res.partner\n");
    fs::write(folder.0.join("0/schema.toml"), "format = 2\n").unwrap();
    let errors = folder.errors();
    let [error] = &errors[..] else {
        panic!("{errors:?}")
    };
    assert!(
        error.contains("schema.toml:1: expected a snapshot of format 1, found format 2"),
        "{error}"
    );
}

#[test]
fn two_snapshots_that_contradict_leave_no_type() {
    let other = PARTNER.replace("name char", "name integer");
    let folder = Folder::new("contradict", &[PARTNER, &other]);
    assert_eq!(
        folder.errors(),
        [
            "`name` of `res.partner` is of type `integer` in odoo-schema/1, which `String` does not read; use `i64`"
        ]
    );
}

#[test]
fn a_schema_that_is_required_must_be_there() {
    let folder = Folder::new("required", &[PARTNER]);
    let required = |lookup: &Lookup| super::require(lookup).to_string();
    assert!(required(&Lookup::Off).contains("found `ODOO_SCHEMA=off`; unset the variable"));
    let nothing = required(&Lookup::Nothing("/work".into()));
    assert!(
        nothing.contains("up to /work; `cargo odoo pull` writes it"),
        "{nothing}"
    );
    let found = required(&Lookup::Named(folder.0.clone()));
    assert!(!found.contains("compile_error"), "{found}");
    fs::remove_dir_all(folder.0.join("0")).unwrap();
    let empty = required(&Lookup::Named(folder.0.clone()));
    assert!(empty.contains("found none"), "{empty}");
}
