//! Whether the snapshots of several versions have a field as a struct declares it.

use crate::{closest::closest, field::Field, model::Model, text::Text, versions::Versions};

/// The fields of a model in a snapshot.
pub trait Fields {
    /// The names of all fields.
    fn names(&self) -> Vec<&str>;

    /// A field, if the snapshot has it and its line can be read.
    fn find(&self, name: &str) -> Option<Field>;
}

impl Fields for Model {
    fn names(&self) -> Vec<&str> {
        self.fields().map(|(name, _)| name).collect()
    }

    fn find(&self, name: &str) -> Option<Field> {
        self.field(name).cloned()
    }
}

impl Fields for Text<'_> {
    fn names(&self) -> Vec<&str> {
        self.lines().iter().map(|line| line.name()).collect()
    }

    fn find(&self, name: &str) -> Option<Field> {
        self.line(name)?.field().ok()
    }
}

/// A model in the snapshot of a version.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by its users")]
pub struct Seen<'a, F> {
    /// The snapshot in messages, such as `odoo-schema/19.0`.
    pub label: &'a str,
    /// The version; none where the snapshot does not say it.
    pub major: Option<u16>,
    /// The fields.
    pub fields: &'a F,
}

impl<F: Fields> Seen<'_, F> {
    fn has(&self, name: &str) -> bool {
        self.fields.names().contains(&name)
    }

    /// The declared name here; none if the field is declared not to be here.
    fn expected<'n>(&self, name: &'n str, versions: &'n Versions) -> Option<&'n str> {
        match self.major {
            Some(major) if !versions.has(major) => None,
            Some(major) => Some(versions.name_on(major, name)),
            None => Some(name),
        }
    }
}

/// Compares what a struct declares of a field with the snapshots that have its model.
///
/// Returns a sentence for each mistake: a field that is missing, with the attribute that says so, and an attribute that is wrong. `is_taken`
/// tells whether another field of the struct has a name on a version.
pub fn judge<F: Fields>(
    model: &str,
    name: &str,
    versions: &Versions,
    snapshots: &[Seen<'_, F>],
    is_taken: impl Fn(u16, &str) -> bool,
) -> Vec<String> {
    let mut snapshots: Vec<&Seen<'_, F>> = snapshots.iter().collect();
    snapshots.sort_by_key(|seen| seen.major);
    let has = |seen: &&&Seen<'_, F>| {
        let expected = seen.expected(name, versions);
        expected.is_some_and(|name| seen.has(name))
    };
    let lacks = |seen: &&&Seen<'_, F>| {
        let expected = seen.expected(name, versions);
        expected.is_some_and(|name| !seen.has(name))
    };
    let found: Vec<&Seen<'_, F>> = snapshots.iter().filter(has).copied().collect();
    let missing: Vec<&Seen<'_, F>> = snapshots.iter().filter(lacks).copied().collect();
    let mut sentences = Vec::new();
    if !missing.is_empty() {
        sentences.push(of_missing(model, name, versions, &found, &missing));
    }
    for seen in &snapshots {
        let Some(major) = seen.major.filter(|major| !versions.has(*major)) else {
            continue;
        };
        let here = versions.name_on(major, name);
        if seen.has(here) && !is_taken(major, here) {
            sentences.push(format!(
                "`{model}` has the field `{here}` in {}, although the struct says `{}`: change it, or remove it",
                seen.label,
                versions.range()
            ));
        }
    }
    sentences
}

/// The sentence about a field that some snapshots lack, with the attribute that says so.
fn of_missing<F: Fields>(
    model: &str,
    name: &str,
    versions: &Versions,
    found: &[&Seen<'_, F>],
    missing: &[&Seen<'_, F>],
) -> String {
    let labels = |all: &[&Seen<'_, F>]| {
        let labels: Vec<&str> = all.iter().map(|seen| seen.label).collect();
        list(&labels)
    };
    let Some(first) = missing.first() else {
        return String::new();
    };
    let expected = first.expected(name, versions).unwrap_or(name);
    let start = format!("`{model}` has no field `{expected}` in {}", labels(missing));
    if expected != name {
        if first.has(name) {
            return format!("{start}, but `{name}`: change `renamed`, or remove it");
        }
    } else if let Some(sentence) = advice((model, name), versions, found, missing) {
        return sentence;
    } else if !found.is_empty() {
        return format!("{start}; {} has it", labels(found));
    }
    match closest(expected, first.fields.names()) {
        Some(close) => format!("{start}; did you mean `{close}`?"),
        None => start,
    }
}

/// The attribute that says that only newer or only older versions have a field.
fn advice<F: Fields>(
    (model, name): (&str, &str),
    versions: &Versions,
    found: &[&Seen<'_, F>],
    missing: &[&Seen<'_, F>],
) -> Option<String> {
    let majors = |all: &[&Seen<'_, F>]| {
        let majors = all.iter().map(|seen| seen.major);
        majors.collect::<Option<Vec<u16>>>()
    };
    let (here, there) = (majors(found)?, majors(missing)?);
    let (is_gone, is_new) = (here.last()? < there.first()?, there.last()? < here.first()?);
    // With a name of its own for some versions, the field is not renamed once more.
    let other = |seen| renamed(name, seen, missing).filter(|_| versions.names.is_empty());
    let place = format!("`{name}` of `{model}`");
    if is_gone {
        let (label, last) = (missing.first()?.label, there.first()? - 1);
        let start = format!("{place} is gone in {label}");
        return Some(match other(*found.last()?) {
            Some(newer) => format!(
                "{start}, where `{newer}` is of the same type; if that is its name now, say `#[odoo(field = \"{newer}\", renamed(until = {last}, \"{name}\"))]`, and \
                 otherwise `#[odoo(until = {last})]`"
            ),
            None => format!("{start}: say `#[odoo(until = {last})]`"),
        });
    }
    let (oldest, first) = (found.first()?, here.first()?);
    let start = format!("{place} is new in {}", oldest.label);
    is_new.then(|| match (other(*oldest), missing.last()) {
        (Some(older), Some(before)) => format!(
            "{start}; if it was `{older}` in {}, which is of the same type, say `#[odoo(renamed(until = {}, \"{older}\"))]`, and otherwise \
             `#[odoo(since = {first})]`",
            before.label,
            first - 1
        ),
        _ => format!("{start}: say `#[odoo(since = {first})]`"),
    })
}

/// A field of the same type and of a similar name, perhaps the same.
///
/// All snapshots without the field have it, and the other does not.
fn renamed<'a, F: Fields>(
    name: &str,
    found: &Seen<'_, F>,
    missing: &[&Seen<'a, F>],
) -> Option<&'a str> {
    let known = found.fields.find(name)?;
    let (first, rest) = missing.split_first()?;
    let is_alike = |other: &&str| {
        let is_same = |other: Field| {
            (other.kind, other.relation) == (known.kind.clone(), known.relation.clone())
        };
        !found.has(other)
            && rest.iter().all(|seen| seen.has(other))
            && first.fields.find(other).is_some_and(is_same)
    };
    let names = first.fields.names().into_iter();
    closest(name, names.filter(is_alike))
}

/// `a`, `a and b`, or `a, b and c`.
fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "model sale.order.line\n  mobile char\n  product_uom many2one uom.uom\n  tax_id many2many account.tax\n# end\n";
    const NEW: &str = "model sale.order.line\n  color integer\n  product_uom_id many2one uom.uom\n  tax_ids many2many account.tax\n# end\n";

    fn judged(name: &str, versions: &Versions) -> Vec<String> {
        let (old, new) = (Text::read(OLD).unwrap(), Text::read(NEW).unwrap());
        let seen = |label, major, fields| Seen {
            label,
            major: Some(major),
            fields,
        };
        let snapshots = [
            seen("odoo-schema/19.0", 19, &new),
            seen("odoo-schema/14.0", 14, &old),
        ];
        judge("sale.order.line", name, versions, &snapshots, |_, _| false)
    }

    fn versions(since: Option<u16>, until: Option<u16>, names: &[(u16, &str)]) -> Versions {
        let names = names
            .iter()
            .map(|(until, name)| (*until, (*name).to_owned()));
        Versions {
            since,
            until,
            names: names.collect(),
        }
    }

    #[test]
    fn a_missing_field_is_told_with_the_attribute_that_says_so() {
        let all = Versions::default();
        assert_eq!(
            judged("mobile", &all),
            [
                "`mobile` of `sale.order.line` is gone in odoo-schema/19.0: say `#[odoo(until = 18)]`"
            ]
        );
        assert_eq!(
            judged("color", &all),
            ["`color` of `sale.order.line` is new in odoo-schema/19.0: say `#[odoo(since = 19)]`"]
        );
        assert_eq!(
            judged("tax_ids", &all),
            [
                "`tax_ids` of `sale.order.line` is new in odoo-schema/19.0; if it was `tax_id` in odoo-schema/14.0, which is of the same type, say \
                 `#[odoo(renamed(until = 18, \"tax_id\"))]`, and otherwise `#[odoo(since = 19)]`"
            ]
        );
        assert_eq!(
            judged("product_uom", &all),
            [
                "`product_uom` of `sale.order.line` is gone in odoo-schema/19.0, where `product_uom_id` is of the same type; if that is its name now, \
                 say `#[odoo(field = \"product_uom_id\", renamed(until = 18, \"product_uom\"))]`, and otherwise `#[odoo(until = 18)]`"
            ]
        );
        assert_eq!(
            judged("tax_idx", &all),
            [
                "`sale.order.line` has no field `tax_idx` in odoo-schema/14.0 and odoo-schema/19.0; did you mean `tax_id`?"
            ]
        );
    }

    #[test]
    fn right_attributes_are_no_mistakes() {
        for (name, versions) in [
            ("mobile", versions(None, Some(18), &[])),
            ("mobile", versions(None, Some(14), &[])),
            ("color", versions(Some(15), None, &[])),
            ("tax_ids", versions(None, None, &[(18, "tax_id")])),
        ] {
            assert_eq!(
                judged(name, &versions),
                <[String; 0]>::default(),
                "{versions:?}"
            );
        }
    }

    #[test]
    fn wrong_attributes_are_mistakes() {
        assert_eq!(
            judged("mobile", &versions(None, Some(19), &[])),
            [
                "`mobile` of `sale.order.line` is gone in odoo-schema/19.0: say `#[odoo(until = 18)]`"
            ]
        );
        assert_eq!(
            judged("mobile", &versions(Some(15), Some(18), &[])),
            [
                "`sale.order.line` has the field `mobile` in odoo-schema/14.0, although the struct says `since = 15, until = 18`: change it, or \
                 remove it"
            ]
        );
        assert_eq!(
            judged("tax_ids", &versions(None, None, &[(18, "tax_idd")])),
            [
                "`sale.order.line` has no field `tax_idd` in odoo-schema/14.0; did you mean `tax_id`?"
            ]
        );
        let (text, label) = (Text::read(NEW).unwrap(), "odoo-schema/18.0");
        let seen = Seen {
            label,
            major: Some(18),
            fields: &text,
        };
        let renamed = versions(None, None, &[(18, "taxes")]);
        assert_eq!(
            judge("sale.order.line", "tax_ids", &renamed, &[seen], |_, _| {
                false
            }),
            [
                "`sale.order.line` has no field `taxes` in odoo-schema/18.0, but `tax_ids`: change `renamed`, or remove it"
            ]
        );
    }
}
