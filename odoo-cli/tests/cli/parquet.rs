//! `odoo export -o parquet`.

use crate::program::{Home, mock};

const EXPORT: [&str; 5] = ["--mock", "-o", "parquet", "export", "res.partner"];

fn run(home: &Home, arguments: &[&str]) -> crate::program::Ran {
    home.odoo(&[&EXPORT[..], arguments].concat())
}

#[test]
fn other_commands_have_no_parquet() {
    let refused = mock(&["-o", "parquet", "search", "res.partner"]).failed(2);
    assert!(
        refused.contains("`-o parquet` is for `export`"),
        "{refused}"
    );
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_the_feature_says_how_to_get_it() {
    let home = Home::new();
    let refused = run(&home, &["name", "-f", "partners.parquet"]).failed(2);
    assert_eq!(
        refused,
        "odoo: this program was compiled without Parquet: install it again with `--features parquet`\n"
    );
    assert!(!home.path("partners.parquet").exists());
}

#[cfg(feature = "parquet")]
mod with_arrow {
    use std::fs;

    use super::*;

    /// The text of a file. Its metadata is not compressed.
    fn text(home: &Home, file: &str) -> String {
        let bytes = fs::read(home.path(file)).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn a_file_has_the_fields_and_says_what_it_is() {
        let home = Home::new();
        let arguments = [
            "[('is_company', '=', True)]",
            "name,.id",
            "country_id",
            "-n",
            "2",
            "-f",
            "partners.parquet",
        ];
        assert_eq!(run(&home, &arguments).ok(), "");
        let text = text(&home, "partners.parquet");
        for part in [
            "country_id",
            "odoo.model",
            "res.partner",
            "odoo.cursor",
            // Archived records are not exported, as in other formats.
            r#"[["active","=",true],["is_company","=",true]]"#,
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("email"));
        assert!(!home.path("partners.parquet.partial").exists());
    }

    #[test]
    fn archived_records_are_exported_if_they_are_asked_for() {
        let home = Home::new();
        let domain = "[('active', '=', False)]";
        run(&home, &[domain, "name", "-f", "some.parquet"]).ok();
        assert!(text(&home, "some.parquet").contains(r#"[["active","=",false]]"#));
        let named = ["[('id', '>', 0)]", "--archived", "-f", "all.parquet"];
        run(&home, &named).ok();
        let all = text(&home, "all.parquet");
        assert!(all.contains(r#"[["id",">",0]]"#) && all.contains("email"));
    }

    #[test]
    fn what_a_parquet_file_cannot_have_is_a_mistake() {
        let home = Home::new();
        for (arguments, found) in [
            (&["name"][..], "expected --file"),
            (&["name", "--order", "name", "-f", "x"], "remove --order"),
            (
                &["country_id/id", "-f", "x"],
                "`country_id/id` cannot be a column of a Parquet file: expected a field, such as country_id",
            ),
            (&["nmae", "-f", "x"], "did you mean `name`"),
            (&["name", "[('nmae', '=', 1)]", "-f", "x"], "did you mean"),
        ] {
            let refused = run(&home, arguments).failed(2);
            assert!(refused.contains(found), "{refused}");
        }
        fs::create_dir(home.path("folder")).unwrap();
        let refused = run(&home, &["name", "-f", "folder"]).failed(6);
        assert!(refused.contains("cannot create folder: "), "{refused}");
        assert_eq!(fs::read_dir(home.path("")).unwrap().count(), 1);
    }
}
