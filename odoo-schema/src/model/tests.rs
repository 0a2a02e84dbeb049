use proptest::prelude::*;

use super::*;

fn names() -> impl Strategy<Value = String> {
    "[a-z_é][a-z0-9_é]{0,12}"
}

fn fields() -> impl Strategy<Value = Field> {
    let kinds = prop_oneof![
        Just("char"),
        Just("selection"),
        Just("many2one"),
        Just("one2many"),
        Just("monetary"),
        Just("a_type_of_tomorrow"),
    ];
    let keys = proptest::option::of(proptest::collection::vec(".{0,8}", 0..4));
    let optional = || proptest::option::of(names());
    let digits = proptest::option::of((any::<u32>(), any::<u32>()));
    let pair = proptest::option::of((names(), names()));
    let flags = proptest::collection::vec(any::<bool>(), 5);
    (
        kinds,
        keys,
        [optional().boxed(), optional().boxed(), optional().boxed()],
        digits,
        pair,
        proptest::option::of(any::<u32>()),
        flags,
    )
        .prop_map(
            |(kind, keys, [inverse, currency, model_field], digits, definition, size, flags)| {
                let field = Field::new(kind);
                let is_set = |at: usize| flags.get(at) == Some(&true);
                Field {
                    relation: field.is_relation().then(|| "res.partner".to_owned()),
                    inverse: inverse.filter(|_| kind == "one2many"),
                    keys,
                    currency,
                    model_field,
                    digits,
                    definition,
                    size,
                    required: is_set(0),
                    readonly: is_set(1),
                    stored: is_set(2),
                    translate: is_set(3),
                    archived: is_set(4),
                    ..field
                }
            },
        )
        // An inverse of the name of a flag would be read as the flag; `insert` refuses it.
        .prop_filter("an inverse is no flag", |field| {
            field.inverse.as_deref() != Some("open")
        })
}

proptest! {
    #[test]
    fn every_model_is_read_as_it_was_written(
        fields in proptest::collection::btree_map(names(), fields(), 0..20),
    ) {
        let mut model = Model::new("x.model").unwrap();
        for (name, field) in fields {
            model.insert(name, field).unwrap();
        }
        let text = model.to_string();
        prop_assert_eq!(Model::parse(&text).unwrap(), model.clone());
        // Git may have changed the ends of lines.
        prop_assert_eq!(Model::parse(&text.replace('\n', "\r\n")).unwrap(), model);
    }

    #[test]
    fn a_truncated_file_is_noticed(cut in 0_usize..60) {
        let text = "model res.partner\n  color integer\n  name char required\n# end\n";
        prop_assume!(cut < text.len() - 1);
        let error = Model::parse(text.get(..cut).unwrap()).unwrap_err();
        prop_assert!(error.line().is_some());
    }

    #[test]
    fn parsing_never_panics(text in "(model a\n)?(  [a-z=|% ]{0,20}\n|.{0,20}\n){0,6}(# end\n)?") {
        let _ = Model::parse(&text);
    }
}

fn wrong(text: &str) -> String {
    Model::parse(text).unwrap_err().to_string()
}

#[test]
fn a_mistake_names_its_line_and_what_to_do() {
    assert_eq!(
        wrong(""),
        "line 1: the file is truncated: expected `# end` as its last line; `cargo odoo pull` writes it again"
    );
    assert_eq!(
        wrong("  name char\n# end\n"),
        "line 1: expected `model NAME` as the first line, such as `model res.partner`, found \"  name char\"; `cargo odoo pull` writes it again"
    );
    assert_eq!(
        wrong("model a\nname char\n# end\n"),
        "line 2: expected a field, indented by two blanks, or the last line `# end`, found \"name char\"; `cargo odoo pull` writes it again"
    );
    assert_eq!(
        wrong("model a\n  b char\n  a char\n  b text\n# end\n"),
        "line 4: the field `b` is also on line 2; `cargo odoo pull` writes it again"
    );
    assert_eq!(
        wrong("model a\n  x-y char\n# end\n"),
        "line 2: expected the name of a field, such as `partner_id`, found `x-y`; `cargo odoo pull` writes it again"
    );
    assert!(wrong("<<<<<<< HEAD\nmodel a\n# end\n").starts_with("line 1: expected `model NAME`"));
}

#[test]
fn another_encoding_is_noticed_on_its_line() {
    let error = Text::from_bytes(b"model a\n  caf\xe9 char\n# end\n").unwrap_err();
    assert_eq!(error.line(), Some(2));
    assert!(error.sentence().starts_with("expected UTF-8"));
}

#[test]
fn names_that_would_leave_the_folder_are_refused() {
    for name in ["../x", "a/b", "", ".hidden", "Res", "a b"] {
        assert!(Model::new(name).is_err(), "{name}");
    }
    let mut model = Model::new("a").unwrap();
    assert!(model.insert("a b", Field::new("char")).is_err());
    assert!(model.insert("ok", Field::new("many2one")).is_err());
    let mut lines = Field::new("one2many");
    lines.relation = Some("b".into());
    lines.inverse = Some("open".into());
    assert!(model.insert("line_ids", lines).is_err());
}

#[test]
fn three_thousand_fields_are_read() {
    let mut model = Model::new("x.model").unwrap();
    for number in 0..3_000 {
        model
            .insert(format!("x_{number}"), Field::new("char"))
            .unwrap();
    }
    assert_eq!(
        Model::parse(&model.to_string()).unwrap().fields().count(),
        3_000
    );
}
