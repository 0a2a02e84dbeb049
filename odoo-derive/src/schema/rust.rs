//! What the name of a Rust type says.

use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// A type without what may be around it.
pub(super) struct Known<'a> {
    /// Its name, such as `Many2one`.
    pub(super) name: String,
    /// The types of fields that it reads.
    pub(super) kinds: &'static [&'static str],
    /// The model that it leads to, if it is a relation.
    pub(super) target: Option<&'a Type>,
}

/// A type of the library or of the language.
///
/// The program's own types are not known by their names.
pub(super) fn known(ty: &Type) -> Option<Known<'_>> {
    let segment = segment(ty)?;
    let name = segment.ident.to_string();
    if matches!(name.as_str(), "Option" | "NotLoaded" | "Versioned") {
        return argument(segment).and_then(known);
    }
    let kinds = odoo_schema::read_by(&name)?;
    let is_generic = matches!(
        name.as_str(),
        "Many2one" | "One2many" | "Many2many" | "Id" | "DateTime"
    );
    let argument = argument(segment);
    (is_generic == argument.is_some()).then_some(Known {
        target: argument.filter(|_| name != "DateTime"),
        name,
        kinds,
    })
}

fn segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        // From a macro of the program's.
        Type::Group(group) => segment(&group.elem),
        Type::Paren(paren) => segment(&paren.elem),
        _ => None,
    }
}

fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// The last word of a path: `Self`, or the name of a struct.
pub(super) fn word(ty: &Type) -> String {
    segment(ty).map_or_else(String::new, |segment| segment.ident.to_string())
}
