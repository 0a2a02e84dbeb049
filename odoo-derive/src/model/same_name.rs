//! Fields of one struct that have the same name on the server.

use syn::Error;

use super::Field;
use crate::{attr::Errors, name, versions::KNOWN};

/// Gives fields of one name, each on other versions, names of their own.
///
/// A field whose type changes is two fields.
pub(super) fn tell_apart(fields: &mut [Field<'_>], errors: &mut Errors) {
    let is_versioned = |field: &Field<'_>| !field.is_skipped && !field.is_refused;
    for at in 0..fields.len() {
        let (before, rest) = fields.split_at_mut(at);
        let Some(field) = rest.first_mut().filter(|field| is_versioned(field)) else {
            continue;
        };
        for other in before.iter_mut().filter(|other| is_versioned(other)) {
            if field.versions.is_all() && other.versions.is_all() {
                if field.wire.value() != other.wire.value() {
                    continue;
                }
                let sentence = format!(
                    "the fields `{}` and `{}` have the same name on the server, `{}`: remove one, or correct its `#[odoo(field = \"...\")]`",
                    other.ident,
                    field.ident,
                    field.wire.value()
                );
                errors.push(Error::new(field.ident.span(), sentence));
            } else if let Some((major, name)) = common(field, other) {
                let sentence = format!(
                    "the fields `{}` and `{}` have the same name on Odoo {major}, `{name}`: declare for each which versions have it, with `since` and `until`",
                    other.ident, field.ident
                );
                errors.push(Error::new(field.ident.span(), sentence));
            } else if field.key.value() == other.key.value() {
                let (own, its) = (name::wire(field.ident), name::wire(other.ident));
                if own.value() == field.key.value() {
                    other.key = its;
                } else {
                    field.key = own;
                }
            }
        }
    }
}

/// A version on which two fields have the same name, if there is one.
fn common(one: &Field<'_>, other: &Field<'_>) -> Option<(u16, String)> {
    let (first, wire, its) = (*KNOWN.start(), one.wire.value(), other.wire.value());
    let steps = one.versions.steps().chain(other.versions.steps());
    let mut steps: Vec<u16> = std::iter::once(first).chain(steps).collect();
    steps.sort_unstable();
    steps.into_iter().find_map(|major| {
        let (one, other) = (one.versions.declared(), other.versions.declared());
        let name = one.name_on(major, &wire);
        let is_here = one.has(major) && other.has(major);
        let is_same = is_here && name == other.name_on(major, &its);
        is_same.then(|| (major, name.to_owned()))
    })
}
