//! The source of a generated crate: the same for the same parameters.

use std::fmt::{self, Display, Formatter};

use crate::{arguments::Arguments, field::Kind, variant::Variant};

/// The `lib.rs` of the crate.
pub(crate) struct Source<'a> {
    pub(crate) variant: Variant,
    pub(crate) arguments: &'a Arguments,
    /// The number of the run.
    ///
    /// A changed source makes Cargo compile the crate again.
    pub(crate) run: usize,
}

impl Display for Source<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "// Run {}.\n{}", self.run, self.imports())?;
        for model in 0..self.arguments.models {
            self.selection(model, f)?;
            self.model(model, f)?;
            self.reader(model, f)?;
        }
        Ok(())
    }
}

impl Source<'_> {
    fn imports(&self) -> &'static str {
        match self.variant {
            Variant::Ours | Variant::Checked => "use odoo_orm::prelude::*;",
            Variant::Serde => "use compile_cost_values::*;\nuse serde::{Deserialize, Serialize};",
            Variant::Plain => "use compile_cost_values::*;",
        }
    }

    fn selection(&self, model: usize, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.variant {
            Variant::Ours | Variant::Checked => "\n#[derive(Selection)]\n",
            Variant::Serde => {
                "\n#[derive(Serialize, Deserialize)]\n#[serde(rename_all = \"snake_case\")]\n"
            }
            Variant::Plain => "\n",
        })?;
        writeln!(
            f,
            "pub enum State{model} {{\n    Draft,\n    Sent,\n    Done,\n    Cancel,\n}}"
        )
    }

    fn model(&self, model: usize, f: &mut Formatter<'_>) -> fmt::Result {
        match self.variant {
            Variant::Ours | Variant::Checked => {
                writeln!(
                    f,
                    "\n#[derive(OdooModel)]\n#[odoo(model = \"x.model.{model}\")]"
                )
            }
            Variant::Serde => writeln!(f, "\n#[derive(Serialize, Deserialize)]"),
            Variant::Plain => writeln!(f),
        }?;
        writeln!(
            f,
            "pub struct Model{model} {{\n    pub id: Id<Model{model}>,"
        )?;
        let target = (model + 1) % self.arguments.models;
        for (kind, place) in Kind::row(self.arguments.fields - 1).zip(1..) {
            if kind.read_only && self.variant.is_ours() {
                writeln!(f, "    #[odoo(readonly)]")?;
            }
            writeln!(
                f,
                "    pub {}: {},",
                kind.name(place),
                kind.ty(model, target)
            )?;
        }
        writeln!(f, "}}")
    }

    /// The file of a model in the snapshot: its fields, and half as many more that the struct does not have.
    pub(crate) fn snapshot(&self, model: usize) -> String {
        let target = (model + 1) % self.arguments.models;
        let fields = self.arguments.fields - 1;
        let mut lines: Vec<String> = Kind::row(fields + fields / 2)
            .zip(1..)
            .map(|(kind, place)| format!("  {} {}\n", kind.name(place), kind.line(target)))
            .collect();
        lines.sort();
        format!("model x.model.{model}\n{}# end\n", lines.concat())
    }

    /// A function that decodes rows of the model, for the build: serde's code is generic, and compiled where it is used.
    fn reader(&self, model: usize, f: &mut Formatter<'_>) -> fmt::Result {
        match self.variant {
            Variant::Ours | Variant::Checked => writeln!(
                f,
                "\n#[cfg(feature = \"read\")]\n\
                 pub fn read_{model}(odoo: &Client) -> odoo_orm::rpc::BoxFuture<'static, Result<Vec<Model{model}>, odoo_orm::Error>> {{\n    \
                     Model{model}::search_read(odoo, Domain::all()).into_future()\n\
                 }}"
            ),
            Variant::Serde => writeln!(
                f,
                "\n#[cfg(feature = \"read\")]\n\
                 pub fn read_{model}(bytes: &[u8]) -> serde_json::Result<Vec<Model{model}>> {{\n    \
                     serde_json::from_slice(bytes)\n\
                 }}"
            ),
            Variant::Plain => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(variant: Variant) -> String {
        let arguments = Arguments {
            models: 2,
            fields: 13,
            runs: 1,
            schema_alone: false,
        };
        Source {
            variant,
            arguments: &arguments,
            run: 1,
        }
        .to_string()
    }

    /// Without derives, attributes, imports and functions.
    fn structs(variant: Variant) -> Vec<String> {
        let source = source(variant);
        let lines = source.lines().filter(|line| {
            line.starts_with("pub struct")
                || line.starts_with("pub enum")
                || line.starts_with("    pub ")
        });
        lines.map(str::to_owned).collect()
    }

    #[test]
    fn the_same_numbers_give_the_same_text() {
        for variant in Variant::ALL {
            assert_eq!(source(variant), source(variant));
        }
    }

    #[test]
    fn all_have_the_same_structs() {
        let ours = structs(Variant::Ours);
        assert_eq!(ours.len(), 2 * (1 + 1 + 13));
        assert_eq!(ours, structs(Variant::Checked));
        assert_eq!(ours, structs(Variant::Serde));
        assert_eq!(ours, structs(Variant::Plain));
    }

    #[test]
    fn a_snapshot_has_the_fields_of_the_struct_and_more() {
        let arguments = Arguments {
            models: 2,
            fields: 9,
            runs: 1,
            schema_alone: false,
        };
        let source = Source {
            variant: Variant::Checked,
            arguments: &arguments,
            run: 1,
        };
        let model = odoo_schema::Model::parse(&source.snapshot(1)).unwrap();
        assert_eq!(model.fields().count(), 12);
        let partner = model.field("partner_2").unwrap();
        assert_eq!(partner.relation.as_deref(), Some("x.model.0"));
        assert_eq!(
            model.field("state_8").unwrap().keys.as_ref().unwrap().len(),
            4
        );
    }

    #[test]
    fn what_they_derive_is_all_that_differs() {
        let count = |variant, text| source(variant).matches(text).count();
        assert_eq!(count(Variant::Ours, "#[derive(OdooModel)]"), 2);
        assert_eq!(count(Variant::Ours, "#[derive(Selection)]"), 2);
        assert_eq!(count(Variant::Ours, "#[odoo(readonly)]"), 2);
        assert_eq!(
            count(Variant::Serde, "#[derive(Serialize, Deserialize)]"),
            4
        );
        assert_eq!(count(Variant::Plain, "#["), 0);
    }

    #[test]
    fn the_last_model_leads_to_the_first() {
        let plain = source(Variant::Plain);
        assert!(plain.contains("pub partner_2: Option<Many2one<Model1>>,"));
        assert!(plain.contains("pub partner_2: Option<Many2one<Model0>>,"));
    }
}
