//! The structs of a source file that derive `OdooModel`.

use std::path::{Path, PathBuf};

use odoo_schema::Versions;
use syn::{
    Attribute, Field, GenericArgument, Ident, ItemStruct, LitInt, LitStr, Meta, PathArguments,
    Token, Type, ext::IdentExt as _, meta::ParseNestedMeta, parse::ParseStream,
    punctuated::Punctuated, spanned::Spanned as _, visit::Visit,
};

/// A struct, and its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Struct {
    pub(super) file: PathBuf,
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) model: String,
    pub(super) fields: Vec<Declared>,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) line: usize,
    /// The server's name.
    pub(super) name: String,
    /// The name of its type, without `Option`.
    pub(super) rust: String,
    pub(super) readonly: bool,
    /// Which versions of Odoo have it, and by which names.
    pub(super) versions: Versions,
}

impl Declared {
    /// Its name on a version of Odoo, if that has it.
    pub(super) fn name_on(&self, major: u16) -> Option<&str> {
        let is_here = self.versions.has(major);
        is_here.then(|| self.versions.name_on(major, &self.name))
    }
}

/// Reads a source file.
///
/// A file that cannot be parsed has no structs: the compiler reports the mistake.
pub(super) fn structs(file: &Path, text: &str) -> Vec<Struct> {
    // Most files have none, and need not be parsed.
    if !text.contains("OdooModel") {
        return Vec::new();
    }
    let Ok(tree) = syn::parse_file(text) else {
        return Vec::new();
    };
    let mut found = Found {
        file,
        structs: Vec::new(),
    };
    found.visit_file(&tree);
    found.structs
}

struct Found<'a> {
    file: &'a Path,
    structs: Vec<Struct>,
}

impl<'ast> Visit<'ast> for Found<'_> {
    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        if !item.attrs.iter().any(derives_model) {
            return;
        }
        let Some(model) = value(&item.attrs, "model") else {
            return;
        };
        self.structs.push(Struct {
            file: self.file.to_owned(),
            line: item.ident.span().start().line,
            name: item.ident.to_string(),
            model,
            fields: item.fields.iter().filter_map(declared).collect(),
        });
    }
}

fn derives_model(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let parser = Punctuated::<syn::Path, Token![,]>::parse_terminated;
    list.path.is_ident("derive")
        && list.parse_args_with(parser).is_ok_and(|derives| {
            let is_model = |path: &syn::Path| {
                let word = path.segments.last();
                word.is_some_and(|word| word.ident == "OdooModel")
            };
            derives.iter().any(is_model)
        })
}

fn declared(field: &Field) -> Option<Declared> {
    let ident = field.ident.as_ref()?;
    if flag(&field.attrs, "skip") {
        return None;
    }
    let name = value(&field.attrs, "field").unwrap_or_else(|| ident.unraw().to_string());
    let mut versions = Versions::default();
    see_keys(&field.attrs, |meta| {
        let version = |input: ParseStream<'_>| input.parse::<LitInt>()?.base10_parse();
        if meta.path.is_ident("since") {
            versions.since = Some(version(meta.value()?)?);
        } else if meta.path.is_ident("until") {
            versions.until = Some(version(meta.value()?)?);
        } else if meta.path.is_ident("renamed") {
            let renamed;
            syn::parenthesized!(renamed in meta.input);
            renamed.call(Ident::parse_any)?;
            renamed.parse::<Token![=]>()?;
            let until = version(&renamed)?;
            renamed.parse::<Token![,]>()?;
            let name = renamed.parse::<LitStr>()?.value();
            renamed.parse::<Option<Token![,]>>()?;
            versions.names.push((until, name));
        } else {
            return Ok(false);
        }
        Ok(true)
    });
    versions.names.sort();
    Some(Declared {
        versions,
        line: field.ty.span().start().line,
        rust: type_name(&field.ty),
        readonly: flag(&field.attrs, "readonly"),
        name,
    })
}

/// Calls a function for each key of `#[odoo(...)]`.
///
/// It gets the value of the key if that is a text.
fn keys(attributes: &[Attribute], mut see: impl FnMut(&syn::Path, Option<String>)) {
    see_keys(attributes, |meta| {
        let text = value_of(meta)?;
        see(&meta.path, text);
        Ok(true)
    });
}

/// Calls a function for each key of `#[odoo(...)]`.
///
/// The function tells whether it has read the value.
fn see_keys(
    attributes: &[Attribute],
    mut see: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<bool>,
) {
    for attribute in attributes
        .iter()
        .filter(|other| other.path().is_ident("odoo"))
    {
        // The compiler reports malformed attributes.
        let _ = attribute.parse_nested_meta(|meta| {
            if !see(&meta)? {
                value_of(&meta)?;
            }
            Ok(())
        });
    }
}

/// Reads the value of a key, and returns it if it is a text.
fn value_of(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    if meta.input.peek(Token![=]) {
        let value = meta.value()?;
        if value.peek(LitStr) {
            return Ok(Some(value.parse::<LitStr>()?.value()));
        }
        value.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.input.parse::<proc_macro2::Group>()?;
    }
    Ok(None)
}

fn value(attributes: &[Attribute], key: &str) -> Option<String> {
    let mut found = None;
    keys(attributes, |path, text| {
        if path.is_ident(key) {
            found.clone_from(&text);
        }
    });
    found
}

fn flag(attributes: &[Attribute], key: &str) -> bool {
    let mut found = false;
    keys(attributes, |path, _| found |= path.is_ident(key));
    found
}

fn type_name(ty: &Type) -> String {
    let Type::Path(path) = ty else {
        return String::new();
    };
    let Some(last) = path.path.segments.last() else {
        return String::new();
    };
    let name = last.ident.to_string();
    if matches!(name.as_str(), "Option" | "NotLoaded" | "Versioned")
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return type_name(inner);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs_are_found_with_their_lines_wherever_they_are() {
        let text = "\
mod inner {
    #[derive(Debug, odoo_orm::OdooModel)]
    #[odoo(model = \"res.partner\", crate = odoo)]
    pub struct Partner {
        id: Id<Self>,
        #[odoo(readonly)]
        r#type: Option<String>,
        #[odoo(field = \"x_2nd\", token = SECOND)]
        second: NotLoaded<Option<Many2one<Partner>>>,
        #[odoo(since = 15, renamed(until = 18, \"third_id\"), until = 19)]
        third: Versioned<bool>,
        #[odoo(skip)]
        own: u8,
    }
}
#[derive(Debug)]
struct OdooModel;
";
        let found = structs(Path::new("a.rs"), text);
        let [partner] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!((partner.line, partner.model.as_str()), (4, "res.partner"));
        let fields: Vec<_> = partner
            .fields
            .iter()
            .map(|field| {
                (
                    field.line,
                    field.name.as_str(),
                    field.rust.as_str(),
                    field.readonly,
                )
            })
            .collect();
        assert_eq!(
            fields,
            [
                (5, "id", "Id", false),
                (7, "type", "String", true),
                (9, "x_2nd", "Many2one", false),
                (11, "third", "bool", false)
            ]
        );
        let third = &partner.fields[3].versions;
        assert_eq!((third.since, third.until), (Some(15), Some(19)));
        assert_eq!(third.names, [(18, "third_id".to_owned())]);
        assert_eq!(structs(Path::new("a.rs"), "OdooModel {"), []);
    }
}
