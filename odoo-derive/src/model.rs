//! `#[derive(OdooModel)]`.

mod expand;
mod same_name;

use std::collections::HashMap;

use odoo_schema::Lookup;
use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, DeriveInput, Error, LitStr, Path, Result, Type, Visibility, parse_quote};

use crate::{
    attr::{self, Errors, Once},
    fields, name,
    schema::{self, Rest},
    versions::Versions,
};

/// A parsed struct.
struct Model<'a> {
    ident: &'a Ident,
    krate: Path,
    name: LitStr,
    /// Whether the name replaces a missing one.
    is_unnamed: bool,
    fields: Vec<Field<'a>>,
    /// The attribute of generated code.
    quiet: TokenStream,
}

struct Field<'a> {
    ident: &'a Ident,
    visibility: &'a Visibility,
    ty: &'a Type,
    /// The attributes that its constant gets as well.
    attributes: Vec<Attribute>,
    /// The server's name, on the newest version.
    wire: LitStr,
    /// The name by which the program knows it.
    ///
    /// It is the server's, unless another field has that on other versions.
    key: LitStr,
    versions: Versions,
    /// The name of its constant; `None` if another field has the same.
    token: Option<Ident>,
    readonly: bool,
    /// Whether it is not a field of Odoo: `Default` fills it.
    is_skipped: bool,
    /// Whether its attributes are invalid: it gets only a constant.
    is_refused: bool,
}

/// Generates the code of the derive and checks the struct against snapshots.
pub(crate) fn checked(input: &DeriveInput, lookup: &Lookup) -> TokenStream {
    write(input, Some(lookup))
}

/// Generates the code of the derive without a check against snapshots.
#[cfg(test)]
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    write(input, None)
}

/// Generates the code of the derive. After errors, it still generates what it can.
///
/// So one mistake does not cause further errors at each use of the struct.
fn write(input: &DeriveInput, lookup: Option<&Lookup>) -> TokenStream {
    let mut errors = Errors::default();
    let mut output = match Model::parse(input, &mut errors) {
        Ok(model) => {
            let rest = lookup.map(|lookup| model.check(lookup, &mut errors));
            let rest = rest.unwrap_or_default();
            let mut output = model.expand(rest.check.as_ref());
            output.extend(rest.tracked);
            output
        }
        Err(error) => error.into_compile_error(),
    };
    output.extend(errors.into_error().map(Error::into_compile_error));
    output
}

impl<'a> Model<'a> {
    fn parse(input: &'a DeriveInput, errors: &mut Errors) -> Result<Self> {
        let fields = fields::named(input, "a model")?;
        let (mut model, mut krate) = (Once::<LitStr>::default(), Once::<Path>::default());
        let mut is_given = false;
        attr::read(
            &input.attrs,
            &["model", "crate"],
            errors,
            |key, meta| match key {
                "model" => {
                    is_given = true;
                    model.value(meta, key, "\"res.partner\"")
                }
                _ => krate.value(meta, key, "path"),
            },
        );
        let model = model.get();
        let is_unnamed = model.is_none();
        let name = model.unwrap_or_else(|| {
            // A name of another kind was reported already.
            if !is_given {
                let sentence =
                    "the name of the Odoo model is missing: add `#[odoo(model = \"...\")]`";
                errors.push(Error::new(input.ident.span(), sentence));
            }
            // A placeholder, so that there are no further errors.
            LitStr::new("unknown", input.ident.span())
        });
        if !name::is_model(&name.value()) {
            let sentence = format!(
                "invalid model name {:?}: expected a name such as `res.partner`",
                name.value()
            );
            errors.push(Error::new(name.span(), sentence));
        }
        let mut fields: Vec<Field<'a>> = fields
            .into_iter()
            .map(|(ident, field)| Field::parse(ident, field, errors))
            .collect();
        refuse_equal_tokens(&mut fields, errors);
        same_name::tell_apart(&mut fields, errors);
        Ok(Model {
            ident: &input.ident,
            krate: krate.get().unwrap_or_else(|| parse_quote!(::odoo_orm)),
            name,
            is_unnamed,
            fields,
            quiet: attr::quiet(attr::all_of(input)),
        })
    }
}

impl Model<'_> {
    /// The fields of Odoo, as they are in the metadata.
    fn of_odoo(&self) -> impl Iterator<Item = &Field<'_>> {
        let fields = self.fields.iter();
        fields.filter(|field| !field.is_skipped && !field.is_refused)
    }

    fn check(&self, lookup: &Lookup, errors: &mut Errors) -> Rest {
        if !name::is_model(&self.name.value()) || self.is_unnamed {
            return Rest::default();
        }
        let of = schema::Of {
            model: &self.name,
            ident: self.ident,
        };
        let fields = self.of_odoo().enumerate();
        let fields = fields.map(|(at, field)| schema::Declared {
            at,
            name: &field.wire,
            versions: &field.versions,
            ty: field.ty,
            readonly: field.readonly,
        });
        schema::check(&of, fields, lookup, errors)
    }
}

impl<'a> Field<'a> {
    fn parse(ident: &'a Ident, field: &'a syn::Field, errors: &mut Errors) -> Self {
        let (mut wire, mut token) = (Once::<LitStr>::default(), Once::<Ident>::default());
        let (mut readonly, mut skip) = (Once::<()>::default(), Once::<()>::default());
        let mut versions = Versions::default();
        let mut others = Vec::new();
        let before = errors.count();
        attr::read(
            &field.attrs,
            &[
                "field", "token", "readonly", "skip", "since", "until", "renamed",
            ],
            errors,
            |key, meta| {
                if key != "skip" {
                    others.extend(meta.path.get_ident().cloned());
                }
                match key {
                    "skip" => skip.flag(meta, key),
                    "field" => wire.value(meta, key, "\"country_id\""),
                    "token" => token.value(meta, key, "COUNTRY_ID"),
                    "since" | "until" | "renamed" => versions.read(key, meta),
                    _ => readonly.flag(meta, key),
                }
            },
        );
        let is_skipped = skip.get().is_some();
        attr::refuse_beside_skip(is_skipped, &others, errors);
        let wire = wire.get().unwrap_or_else(|| name::wire(ident));
        if !is_skipped && !name::is_field(&wire.value()) {
            let sentence = format!(
                "invalid field name {:?}: expected a name such as `country_id`",
                wire.value()
            );
            errors.push(Error::new(wire.span(), sentence));
        }
        if !is_skipped {
            versions.check(&wire, &field.ty, errors);
        }
        Field {
            ident,
            visibility: &field.vis,
            ty: &field.ty,
            attributes: attr::for_constant(&field.attrs),
            readonly: readonly.get().is_some() || name::is_written_by_the_server(&wire.value()),
            key: wire.clone(),
            wire,
            versions,
            token: (!is_skipped).then(|| token.get().unwrap_or_else(|| name::token(ident))),
            is_skipped,
            is_refused: errors.count() > before,
        }
    }
}

fn refuse_equal_tokens(fields: &mut [Field<'_>], errors: &mut Errors) {
    let mut seen: HashMap<Ident, &Ident> = HashMap::new();
    for field in fields {
        let Some(token) = field.token.clone() else {
            continue;
        };
        if let Some(other) = seen.get(&token) {
            let sentence = format!(
                "the fields `{other}` and `{}` have the same constant `{token}`: \
                 rename one with `#[odoo(token = ...)]`",
                field.ident
            );
            errors.push(Error::new(field.ident.span(), sentence));
            field.token = None;
        } else {
            seen.insert(token, field.ident);
        }
    }
}

#[cfg(test)]
mod tests;
