//! Fields that not every version of Odoo has, or that have had other names.

use crate::{closest::closest, field::Field, model::Model, text::Text};

/// The versions and names of a field, as a struct declares them.
///
/// ```
/// use odoo_schema::Versions;
///
/// let mut versions = Versions::default();
/// versions.names.push((18, "tax_id".to_owned()));
/// assert_eq!(versions.name_on(14, "tax_ids"), "tax_id");
/// assert_eq!(versions.name_on(19, "tax_ids"), "tax_ids");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Versions {
    /// The first version with the field: `since = 17`.
    pub since: Option<u16>,
    /// The last version with the field: `until = 18`.
    pub until: Option<u16>,
    /// Names up to a version, in ascending order: `renamed(until = 18, "tax_id")`.
    pub names: Vec<(u16, String)>,
}

impl Versions {
    /// Whether every version has the field, by one name.
    pub fn is_all(&self) -> bool {
        self.is_everywhere() && self.names.is_empty()
    }

    /// Whether every version has the field.
    pub fn is_everywhere(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Whether a version has the field.
    pub fn has(&self, major: u16) -> bool {
        self.since.is_none_or(|since| since <= major) && self.until.is_none_or(|last| major <= last)
    }

    /// The field's name on a version; `name` is the one on the newest.
    pub fn name_on<'n>(&'n self, major: u16, name: &'n str) -> &'n str {
        let mut names = self.names.iter();
        let older = names.find(|(until, _)| major <= *until);
        older.map_or(name, |(_, name)| name)
    }

    /// The attributes, such as `since = 17, until = 18`.
    fn range(&self) -> String {
        let since = self.since.map(|since| format!("since = {since}"));
        let until = self.until.map(|until| format!("until = {until}"));
        let all: Vec<String> = since.into_iter().chain(until).collect();
        all.join(", ")
    }
}

/// Returns the number of a version such as `19.0` or `saas~18.2`.
///
/// ```
/// assert_eq!(odoo_schema::major("19.0"), Some(19));
/// assert_eq!(odoo_schema::major("saas~18.2"), Some(18));
/// ```
pub fn major(version: &str) -> Option<u16> {
    let number = version.rsplit(['~', '-']).next()?;
    let digits = number.split(|letter: char| !letter.is_ascii_digit());
    digits.into_iter().next()?.parse().ok()
}

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

    #[test]
    fn a_version_is_read_from_a_release_of_any_kind() {
        let of = |text| major(text);
        assert_eq!(
            (of("14.0"), of("17.0+e"), of("saas~18.2")),
            (Some(14), Some(17), Some(18))
        );
        assert_eq!(of("new"), None);
    }
}
