//! The source of structs and enums.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use odoo_schema::{Field, Versions, matches, reader_of};

use super::{
    Labels,
    merge::{Merged, MergedField},
    names,
};

/// Generated source, with the fields that were omitted.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) structs: usize,
    /// Omitted fields, with the reason for each.
    pub(super) left_out: Vec<String>,
}

/// Writes structs for models, with an enum for each selection.
pub(super) fn source(
    models: &[Merged],
    fields: &[String],
    stubs_of: &BTreeSet<String>,
    labels: &BTreeMap<String, Labels>,
) -> Source {
    let mut writer = Writer {
        text: "use odoo_orm::prelude::*;\n".to_owned(),
        enums: String::new(),
        fields,
        stubs_of,
        structs: BTreeMap::new(),
        stubs: BTreeSet::new(),
        left_out: Vec::new(),
    };
    for model in models {
        let name = writer.unique(names::model(&model.name));
        writer.structs.insert(model.name.clone(), name);
    }
    for model in models {
        writer.model(model, labels.get(&model.name));
    }
    for model in std::mem::take(&mut writer.stubs) {
        let name = writer.structs.get(&model).cloned().unwrap_or_default();
        writer.head(&model, &name);
        writer.text.push_str("}\n");
    }
    Source {
        structs: writer.structs.len(),
        text: writer.text + &writer.enums,
        left_out: writer.left_out,
    }
}

struct Writer<'a> {
    text: String,
    enums: String,
    fields: &'a [String],
    /// The models that get a struct if a relation leads to them.
    stubs_of: &'a BTreeSet<String>,
    /// The structs of models.
    structs: BTreeMap<String, String>,
    /// Those that got one.
    stubs: BTreeSet<String>,
    left_out: Vec<String>,
}

impl Writer<'_> {
    fn head(&mut self, model: &str, name: &str) {
        // Writing to a string cannot fail.
        let _ = write!(
            self.text,
            "\n/// The model `{model}`.\n#[derive(Debug, Clone, OdooModel)]\n#[odoo(model = \"{model}\")]\npub struct {name} {{\n    /// The record.\n    pub id: Id<{name}>,\n"
        );
    }

    fn model(&mut self, model: &Merged, labels: Option<&Labels>) {
        let owner = self.structs.get(&model.name).cloned().unwrap_or_default();
        self.head(&model.name, &owner);
        self.left_out.extend(model.left_out.iter().cloned());
        // A field whose type changes is two fields. The check refuses one half without the other.
        for halves in model.fields.chunk_by(|one, other| one.name == other.name) {
            let (text, enums) = (self.text.len(), self.enums.len());
            for merged in halves {
                if let Err(why) = self.field(model, &owner, merged, labels) {
                    self.text.truncate(text);
                    self.enums.truncate(enums);
                    let place = format!("`{}` of `{}`", merged.name, model.name);
                    self.left_out.push(format!("{place}: {why}"));
                    break;
                }
            }
        }
        self.text.push_str("}\n");
    }

    fn field(
        &mut self,
        model: &Merged,
        owner: &str,
        merged: &MergedField,
        labels: Option<&Labels>,
    ) -> Result<(), String> {
        let MergedField {
            name,
            field,
            versions,
            is_replaced,
        } = merged;
        let is_named = self.fields.iter().any(|pattern| pattern == name);
        let mut patterns = self.fields.iter();
        if !self.fields.is_empty() && !patterns.any(|pattern| matches(pattern, name)) {
            return Ok(());
        }
        // The older field of two.
        let own = match versions.until.filter(|_| *is_replaced) {
            Some(until) => format!("{name}_until_{until}"),
            None => name.clone(),
        };
        let Some((ident, needs_name)) = names::field(&own) else {
            return Err("the derive takes names in ASCII only".to_owned());
        };
        let ty = self.ty(&model.name, owner, (name, &own), field, is_named)?;
        self.doc(name, labels);
        let mut attributes = Vec::new();
        if needs_name || own != *name {
            attributes.push(format!("field = \"{name}\""));
        }
        attributes.extend(versions.since.map(|since| format!("since = {since}")));
        attributes.extend(versions.until.map(|until| format!("until = {until}")));
        if field.is_never_written() {
            attributes.push("readonly".to_owned());
        }
        if !attributes.is_empty() {
            let _ = writeln!(self.text, "    #[odoo({})]", attributes.join(", "));
        }
        let ty = absent(ty, versions);
        let _ = writeln!(self.text, "    pub {ident}: {ty},");
        Ok(())
    }

    /// Writes the label and the help, each on one line.
    ///
    /// A list in the help would need the layout of Markdown.
    fn doc(&mut self, field: &str, labels: Option<&Labels>) {
        let Some((label, help)) = labels.and_then(|labels| labels.get(field)) else {
            let _ = writeln!(self.text, "    /// The field `{field}`.");
            return;
        };
        let _ = writeln!(
            self.text,
            "    /// {}.",
            one_line(label).trim_end_matches('.')
        );
        if !help.trim().is_empty() {
            let _ = writeln!(self.text, "    ///\n    /// {}", one_line(help));
        }
    }

    fn ty(
        &mut self,
        model: &str,
        owner: &str,
        (name, own): (&str, &str),
        field: &Field,
        is_named: bool,
    ) -> Result<String, String> {
        // A required field without a column can be empty, such as a property of a company on 14.
        let is_optional = !field.required || !field.stored;
        if let Some(target) = &field.relation {
            let target = self.target(target);
            return Ok(match field.kind.as_str() {
                "many2one" if !is_optional => format!("Many2one<{target}>"),
                "many2one" => format!("Option<Many2one<{target}>>"),
                "one2many" => format!("One2many<{target}>"),
                _ => format!("Many2many<{target}>"),
            });
        }
        let optional = |ty: &str| {
            if is_optional {
                format!("Option<{ty}>")
            } else {
                ty.to_owned()
            }
        };
        match (field.kind.as_str(), reader_of(&field.kind)) {
            ("selection", _) if field.keys.as_ref().is_some_and(|keys| !keys.is_empty()) => {
                let keys = field.keys.clone().unwrap_or_default();
                Ok(optional(&self.selection(model, owner, (name, own), &keys)))
            }
            ("boolean" | "integer" | "float" | "monetary" | "many2one_reference", Some(ty)) => {
                Ok(ty.to_owned())
            }
            ("binary", _) if !is_named => {
                Err("bytes make every read large; name it with --fields".to_owned())
            }
            ("binary", _) => Ok(optional("odoo_orm::Binary")),
            ("reference", _) => Ok(optional("odoo_orm::Reference")),
            ("properties", _) => Ok("odoo_orm::Properties".to_owned()),
            (kind, None | Some("Json<_>")) => Err(format!(
                "write it by hand: what `{kind}` holds is not known"
            )),
            (_, Some(ty)) => Ok(optional(ty)),
        }
    }

    /// The type that stands for the model that a relation leads to.
    fn target(&mut self, model: &str) -> String {
        if let Some(name) = self.structs.get(model) {
            return name.clone();
        }
        // The compiler refuses a struct of a model that a snapshot lacks.
        if !self.stubs_of.contains(model) {
            return "odoo_orm::Any".to_owned();
        }
        let name = self.unique(names::model(model));
        self.structs.insert(model.to_owned(), name.clone());
        self.stubs.insert(model.to_owned());
        name
    }

    /// A name that neither another struct nor the prelude has.
    fn unique(&self, name: String) -> String {
        const TAKEN: [&str; 14] = [
            "Action",
            "Aggregate",
            "Client",
            "Command",
            "Context",
            "DateTime",
            "Domain",
            "Granularity",
            "Id",
            "Model",
            "Option",
            "Outcome",
            "String",
            "Values",
        ];
        let is_taken =
            TAKEN.contains(&name.as_str()) || self.structs.values().any(|other| *other == name);
        if is_taken {
            self.unique(name + "Record")
        } else {
            name
        }
    }

    fn selection(
        &mut self,
        model: &str,
        owner: &str,
        (field, own): (&str, &str),
        keys: &[String],
    ) -> String {
        let name = format!("{owner}{}", names::pascal(own));
        let variants = names::variants(keys);
        let _ = write!(
            self.enums,
            "\n/// The keys of `{field}` of `{model}`.\n#[derive(Debug, Clone, PartialEq, Eq, Selection)]\n"
        );
        if has_common_words(&variants, &name) {
            self.enums
                .push_str("#[allow(clippy::enum_variant_names)]\n");
        }
        let _ = writeln!(self.enums, "pub enum {name} {{");
        for (variant, key) in variants.iter().zip(keys) {
            let shown = key.replace(char::is_control, " ").replace('`', "'");
            let _ = writeln!(self.enums, "    /// The key `{shown}`.");
            if names::key_of(variant) != *key {
                let _ = writeln!(self.enums, "    #[odoo(key = {key:?})]");
            }
            let _ = writeln!(self.enums, "    {variant},");
        }
        self.enums.push_str("}\n");
        name
    }
}

/// The type of a field that some versions lack, with a value for them.
fn absent(ty: String, versions: &Versions) -> String {
    const WITH: [&str; 4] = ["Option<", "One2many<", "Many2many<", "odoo_orm::Properties"];
    if versions.is_everywhere() || WITH.iter().any(|start| ty.starts_with(start)) {
        return ty;
    }
    format!("odoo_orm::Versioned<{ty}>")
}

/// Whether Clippy would report the variants' names as repetitive.
///
/// It does so for a word at the beginning or the end of all names, and for the name of the enum.
fn has_common_words(variants: &[String], name: &str) -> bool {
    let words = |variant: &String| {
        let key = names::key_of(variant);
        key.split('_').map(str::to_owned).collect::<Vec<String>>()
    };
    let split: Vec<Vec<String>> = variants.iter().map(words).collect();
    let is_same = |pick: fn(&Vec<String>) -> Option<&String>| {
        let picked: BTreeSet<_> = split.iter().map(pick).collect();
        picked.len() == 1
    };
    let begins = |variant: &String| variant.starts_with(name) || name.ends_with(variant.as_str());
    variants.iter().any(begins)
        || is_same(|words| words.first())
        || is_same(|words| words.last())
        || variants.iter().all(|variant| variant.starts_with("Key"))
}

/// Converts a text to one line of a doc comment, without links and HTML.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            if matches!(letter, '[' | ']' | '<' | '>' | '\\' | '`' | '*' | '_') {
                line.push('\\');
            }
            line.push(letter);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use odoo_schema::Model;

    use super::*;

    fn generated(older: &str, newer: &str) -> Source {
        let model = |fields: &str| Model::parse(&format!("model x.item\n{fields}# end\n")).unwrap();
        let merged = Merged::of(vec![(Some(14), model(older)), (Some(19), model(newer))]);
        source(&[merged], &[], &BTreeSet::new(), &BTreeMap::new())
    }

    #[test]
    fn a_field_of_which_one_half_is_left_out_is_left_out_whole() {
        let written = generated(
            "  widget selection keys=a|b\n",
            "  widget binary\n  zip char\n",
        );
        assert!(!written.text.contains("widget"), "{}", written.text);
        assert!(!written.text.contains("enum"), "{}", written.text);
        assert!(written.text.contains("pub zip:"), "{}", written.text);
        let [why] = &written.left_out[..] else {
            panic!("{:?}", written.left_out)
        };
        assert!(why.starts_with("`widget` of `x.item`: bytes make"), "{why}");
    }

    #[test]
    fn a_required_field_without_a_column_can_be_empty() {
        let fields = concat!(
            "  account_id many2one x.account required unstored\n",
            "  code char required unstored\n",
            "  name char required\n",
        );
        let text = generated(fields, fields).text;
        assert!(text.contains("pub account_id: Option<Many2one<"), "{text}");
        assert!(text.contains("pub code: Option<String>,"), "{text}");
        assert!(text.contains("pub name: String,"), "{text}");
    }
}
