//! The names of a field: in Rust, on the server, and of its constant.

use proc_macro2::Ident;
use syn::{LitStr, ext::IdentExt as _};

/// Returns the default name of a field on the server: `type` for `r#type`.
pub(crate) fn wire(ident: &Ident) -> LitStr {
    LitStr::new(&ident.unraw().to_string(), ident.span())
}

/// Returns the default name of a field's constant: `TYPE` for `r#type`.
///
/// No Rust keyword is upper case.
pub(crate) fn token(ident: &Ident) -> Ident {
    Ident::new(&ident.unraw().to_string().to_uppercase(), ident.span())
}

/// Tells whether Odoo accepts a model name (`odoo/models.py`, `regex_object_name`).
pub(crate) fn is_model(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_'))
}

/// Tells whether a name is a Python name, in ASCII as all of Odoo's are.
pub(crate) fn is_field(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Tells whether every version ignores writes to the field (`odoo/models.py`, `MAGIC_COLUMNS`).
pub(crate) fn is_written_by_the_server(name: &str) -> bool {
    matches!(
        name,
        "id" | "create_date" | "create_uid" | "write_date" | "write_uid"
    )
}

/// Returns the default key of a variant: `in_payment` for `InPayment`.
pub(crate) fn selection_key(variant: &Ident) -> LitStr {
    let mut key = String::new();
    for character in variant.unraw().to_string().chars() {
        if character.is_uppercase() && !key.is_empty() {
            key.push('_');
        }
        key.extend(character.to_lowercase());
    }
    LitStr::new(&key, variant.span())
}
