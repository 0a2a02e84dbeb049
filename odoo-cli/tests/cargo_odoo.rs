//! `cargo odoo` as a person uses it, on an Odoo in memory.
#![allow(
    clippy::unwrap_used,
    reason = "a test program: an error fails the test"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A package with structs, in a folder of its own.
struct Project(PathBuf);

const PARTNER: &str = "\
use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = \"res.partner\")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub country_id: Option<Many2one<Country>>,
}
";

impl Project {
    fn new(name: &str, source: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest =
            "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(
            folder.join("Cargo.lock"),
            "version = 4\n\n[[package]]\nname = \"shop\"\nversion = \"0.0.0\"\n",
        )
        .unwrap();
        let project = Project(folder);
        project.source(source);
        project
    }

    fn source(&self, text: &str) {
        fs::write(self.0.join("src/lib.rs"), text).unwrap();
    }

    fn run(&self, arguments: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_cargo-odoo"))
            .arg("odoo")
            .args(arguments.split(' '))
            .current_dir(&self.0)
            .env_remove("ODOO_SCHEMA")
            .env_remove("ODOO_URL")
            .env_remove("ODOO_PROFILE")
            .output()
            .unwrap()
    }

    /// What it prints, which must end with this exit code.
    fn prints(&self, arguments: &str, code: i32) -> String {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments}: {text}{errors}"
        );
        if code == 2 { errors } else { text }
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }
}

#[test]
fn pull_writes_the_models_of_the_workspace_and_a_second_one_changes_nothing() {
    let project = Project::new("pull", PARTNER);
    let text = project.prints("pull --mock=17", 0);
    assert!(text.contains(", 0 removed"), "{text}");
    let partner = project.read("odoo-schema/17.0/res.partner.odoo");
    assert!(
        partner.contains("\n  country_id many2one res.country\n"),
        "{partner}"
    );
    assert!(
        project
            .read("odoo-schema/17.0/res.country.odoo")
            .starts_with("model res.country\n")
    );
    let again = project.prints("pull --mock=17", 0);
    assert!(again.ends_with(", 0 changed, 0 removed\n"), "{again}");
    // A named model is added to the snapshot.
    project.prints("pull --mock=17 uom.uom", 0);
    let settings = project.read("odoo-schema/17.0/schema.toml");
    assert!(
        settings.contains("    \"res.partner\",\n    \"uom.uom\",\n"),
        "{settings}"
    );
}

#[test]
fn a_model_that_the_server_lacks_is_an_error_and_nothing_is_written() {
    let project = Project::new("unknown", PARTNER);
    let errors = project.prints("pull --mock=17 no.such.model", 2);
    assert!(
        errors.contains("the server does not describe `no.such.model`"),
        "{errors}"
    );
    assert!(!project.0.join("odoo-schema").exists());
    let errors = project.prints("pull --mock=17 --name ../x", 2);
    assert!(
        errors.contains("expected a name of a folder, such as 19.0, found `../x`"),
        "{errors}"
    );
    let errors = project.prints("pull --mock=17 --check", 2);
    assert!(errors.contains("`cargo odoo pull` writes it"), "{errors}");
}

#[test]
fn pull_with_check_names_the_field_that_breaks() {
    let project = Project::new("check", PARTNER);
    project.prints("pull --mock=17", 0);
    assert_eq!(
        project.prints("pull --mock=17 --check", 0),
        "no differences\n"
    );
    let file = project.0.join("odoo-schema/17.0/res.partner.odoo");
    let old = project.read("odoo-schema/17.0/res.partner.odoo");
    let other = old.replace("  name char", "  mobile_of_old char\n  name text");
    fs::write(&file, &other).unwrap();
    let text = project.prints("pull --mock=17 --check", 1);
    assert!(text.contains("~ name  text -> char"), "{text}");
    assert!(text.contains("src/lib.rs:7\n"), "{text}");
    assert!(text.contains("- mobile_of_old  gone"), "{text}");
    assert!(
        text.ends_with("2 differences, 1 places in the workspace break\n"),
        "{text}"
    );
    // Nothing was written.
    assert_eq!(fs::read_to_string(&file).unwrap(), other);
}

#[test]
fn diff_and_check_need_no_server() {
    let project = Project::new("diff", PARTNER);
    project.prints("pull --mock=14", 0);
    project.prints("pull --mock=19", 0);
    assert_eq!(project.prints("check", 0), "");
    project.source(&PARTNER.replace("name: String", "name: i64,\n    pub mobile: String"));
    let text = project.prints("check --format github", 1);
    assert!(
        text.contains("::error file=src/lib.rs,line=7::`name` of `res.partner` is of type `char` in odoo-schema/14.0"),
        "{text}"
    );
    let text = project.prints("diff 14.0 19.0", 1);
    assert!(text.contains("- mobile  gone"), "{text}");
    assert!(text.contains("src/lib.rs:8"), "{text}");
    let errors = project.prints("diff 14.0 15.0", 2);
    assert!(
        errors.contains("15.0/schema.toml: cannot read this file"),
        "{errors}"
    );
}

#[test]
fn one_struct_serves_both_versions() {
    let project = Project::new("versions", PARTNER);
    project.prints("pull --mock=14", 0);
    project.prints("pull --mock=19", 0);
    let mobile = |attribute: &str| {
        let field = format!("name: String,\n    {attribute}\n    pub mobile: Option<String>");
        project.source(&PARTNER.replace("name: String", &field));
    };
    mobile("");
    let gone = "`mobile` of `res.partner` is gone in odoo-schema/19.0: say `#[odoo(until = 18)]`";
    let text = project.prints("check", 1);
    assert_eq!(text, format!("src/lib.rs:9: {gone}\n"));
    let text = project.prints("diff 14.0 19.0", 1);
    assert!(
        text.contains("is gone in the new version: say `#[odoo(until = 18)]`"),
        "{text}"
    );
    mobile("#[odoo(until = 18)]");
    assert_eq!(project.prints("check", 0), "");
    assert_eq!(project.prints("diff 14.0 19.0", 0), "no differences\n");
    mobile("#[odoo(until = 18, renamed(until = 16, \"phone\"))]");
    assert_eq!(project.prints("check", 0), "");
    mobile("#[odoo(until = 13)]");
    let text = project.prints("check", 1);
    let wrong = "`res.partner` has the field `mobile` in odoo-schema/14.0, although the struct says `until = 13`: change it, or remove it";
    assert_eq!(text, format!("src/lib.rs:9: {wrong}\n"));
}

#[test]
fn generate_never_overwrites() {
    let project = Project::new("generate", PARTNER);
    project.prints("pull --mock=19", 0);
    let text = project.prints(
        "generate res.partner --fields name,country_id -o src/partner.rs",
        0,
    );
    assert_eq!(text, "src/partner.rs: 1 structs\n");
    let source = project.read("src/partner.rs");
    assert!(
        source.contains("    pub name: Option<String>,\n"),
        "{source}"
    );
    let link = "    pub country_id: Option<Many2one<odoo_orm::Any>>,\n";
    assert!(source.contains(link), "{source}");
    let errors = project.prints("generate res.partner -o src/partner.rs", 2);
    assert!(
        errors.contains("src/partner.rs exists, and files are never overwritten"),
        "{errors}"
    );
    assert_eq!(project.read("src/partner.rs"), source);
    let errors = project.prints("generate res.partner --fields emial", 2);
    assert!(
        errors.contains("no model here has a field `emial`; did you mean `email`?"),
        "{errors}"
    );
    let errors = project.prints("generate res.partnr", 2);
    assert!(errors.contains("did you mean `res.partner`?"), "{errors}");
    let labels = project.prints("generate res.partner --fields name --labels --mock=19", 0);
    assert!(labels.contains("    /// Name.\n"), "{labels}");
}

/// A compile test compiles the file without warnings.
#[test]
fn what_is_generated_of_real_servers_is_what_the_compile_tests_compile() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let project = Project::new("real", PARTNER);
    let models = "res.partner res.country sale.order sale.order.line res.lang";
    let folder = root.join("examples/odoo-schema");
    let command = format!("generate {models} --stubs --dir {}", folder.display());
    let expected = fs::read_to_string(root.join("tests/compile/generated/models.rs")).unwrap();
    assert_eq!(project.prints(&command, 0), expected);
}
