//! The source of structs and enums.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use odoo_schema::{Field, Model, matches, reader_of};

use super::{Labels, names};

/// Generated source, with the fields that were omitted.
pub(super) struct Source {
    pub(super) text: String,
    pub(super) structs: usize,
    /// Omitted fields, with the reason for each.
    pub(super) left_out: Vec<String>,
}

/// Writes structs for models, with an enum for each selection.
pub(super) fn source(
    models: &[Model],
    fields: &[String],
    with_stubs: bool,
    labels: &BTreeMap<String, Labels>,
) -> Source {
    let mut writer = Writer {
        text: "use odoo_orm::prelude::*;\n".to_owned(),
        enums: String::new(),
        fields,
        with_stubs,
        structs: BTreeMap::new(),
        stubs: BTreeSet::new(),
        left_out: Vec::new(),
    };
    for model in models {
        let name = writer.unique(names::model(model.name()));
        writer.structs.insert(model.name().to_owned(), name);
    }
    for model in models {
        writer.model(model, labels.get(model.name()));
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
    with_stubs: bool,
    /// The structs of models.
    structs: BTreeMap<String, String>,
    /// Models whose struct has only the id.
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

    fn model(&mut self, model: &Model, labels: Option<&Labels>) {
        let name = self.structs.get(model.name()).cloned().unwrap_or_default();
        self.head(model.name(), &name);
        for (field_name, field) in model.fields() {
            let is_named = self.fields.iter().any(|pattern| pattern == field_name);
            let mut patterns = self.fields.iter();
            if !self.fields.is_empty() && !patterns.any(|pattern| matches(pattern, field_name)) {
                continue;
            }
            let place = format!("`{field_name}` of `{}`", model.name());
            let Some((ident, needs_name)) = names::field(field_name) else {
                let why = "the derive takes names in ASCII only";
                self.left_out.push(format!("{place}: {why}"));
                continue;
            };
            let ty = match self.ty(model.name(), &name, field_name, field, is_named) {
                Ok(ty) => ty,
                Err(why) => {
                    self.left_out.push(format!("{place}: {why}"));
                    continue;
                }
            };
            self.doc(field_name, labels);
            if needs_name {
                let _ = writeln!(self.text, "    #[odoo(field = \"{field_name}\")]");
            }
            if field.is_never_written() {
                self.text.push_str("    #[odoo(readonly)]\n");
            }
            let _ = writeln!(self.text, "    pub {ident}: {ty},");
        }
        self.text.push_str("}\n");
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
        name: &str,
        field: &Field,
        is_named: bool,
    ) -> Result<String, String> {
        if let Some(target) = &field.relation {
            let target = self.target(target)?;
            return Ok(match field.kind.as_str() {
                "many2one" if field.required => format!("Many2one<{target}>"),
                "many2one" => format!("Option<Many2one<{target}>>"),
                "one2many" => format!("One2many<{target}>"),
                _ => format!("Many2many<{target}>"),
            });
        }
        let is_optional = !field.required;
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
                Ok(optional(&self.selection(model, owner, name, &keys)))
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

    fn target(&mut self, model: &str) -> Result<String, String> {
        if let Some(name) = self.structs.get(model) {
            return Ok(name.clone());
        }
        if !self.with_stubs {
            return Err(format!(
                "no struct for `{model}`: name the model too, or use --stubs"
            ));
        }
        let name = self.unique(names::model(model));
        self.structs.insert(model.to_owned(), name.clone());
        self.stubs.insert(model.to_owned());
        Ok(name)
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

    fn selection(&mut self, model: &str, owner: &str, field: &str, keys: &[String]) -> String {
        let name = format!("{owner}{}", names::pascal(field));
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
