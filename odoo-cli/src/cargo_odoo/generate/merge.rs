//! One model in the snapshots of several versions: its fields, and which versions have them.

use std::collections::BTreeSet;

use odoo_schema::{Field, Model, Versions, reader_of};

/// A model in the snapshots that have it, the oldest first.
pub(super) struct Merged {
    pub(super) name: String,
    pub(super) fields: Vec<MergedField>,
    /// Omitted fields, with the reason for each.
    pub(super) left_out: Vec<String>,
}

/// A field of one type, and the versions that have it so.
#[derive(Debug)]
pub(super) struct MergedField {
    /// The name on the server.
    pub(super) name: String,
    pub(super) field: Field,
    /// Its versions, of which the names are empty.
    pub(super) versions: Versions,
    /// Whether later versions have the field again: with another type, or after a gap.
    pub(super) is_replaced: bool,
}

/// The field in some snapshots that follow each other, by their positions.
struct Run<'a> {
    first: usize,
    last: usize,
    field: Field,
    newest: &'a Field,
}

impl Merged {
    /// Merges a model of one or more snapshots, given with their versions.
    pub(super) fn of(mut snapshots: Vec<(Option<u16>, Model)>) -> Self {
        snapshots.sort_by_key(|(version, _)| *version);
        let (versions, models): (Vec<Option<u16>>, Vec<Model>) = snapshots.into_iter().unzip();
        let mut merged = Merged {
            name: models.first().map_or("", Model::name).to_owned(),
            fields: Vec::new(),
            left_out: Vec::new(),
        };
        let names = models.iter().flat_map(Model::fields).map(|(name, _)| name);
        for name in names.collect::<BTreeSet<&str>>() {
            let mut runs = runs(&models, name).into_iter().peekable();
            while let Some(run) = runs.next() {
                match range(&versions, &run) {
                    Some(versions) => merged.fields.push(MergedField {
                        name: name.to_owned(),
                        field: run.field,
                        versions,
                        is_replaced: runs.peek().is_some(),
                    }),
                    None => merged.left_out.push(format!(
                        "`{name}` of `{}`: the snapshots differ, and their versions do not tell them apart",
                        merged.name
                    )),
                }
            }
        }
        merged
    }
}

/// Splits the snapshots into runs in which one Rust type reads the field.
fn runs<'a>(models: &'a [Model], name: &str) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    for (at, model) in models.iter().enumerate() {
        let Some(field) = model.field(name) else {
            continue;
        };
        match runs.last_mut() {
            Some(run) if run.last + 1 == at && are_alike(run.newest, field) => {
                run.last = at;
                run.field = both(&run.field, field);
                run.newest = field;
            }
            _ => runs.push(Run {
                first: at,
                last: at,
                field: field.clone(),
                newest: field,
            }),
        }
    }
    runs
}

/// The versions of a run; `None` if they are needed, and unknown or ambiguous.
fn range(versions: &[Option<u16>], run: &Run<'_>) -> Option<Versions> {
    let mut range = Versions::default();
    if run.first == 0 && run.last + 1 == versions.len() {
        return Some(range);
    }
    let versions: Vec<u16> = versions.iter().copied().collect::<Option<_>>()?;
    // Nothing tells two snapshots of one version apart.
    let splits_a_version = |at: usize| {
        let here = versions.get(at).zip(versions.get(at.wrapping_sub(1)));
        here.is_some_and(|(here, before)| here == before)
    };
    if splits_a_version(run.first) || splits_a_version(run.last + 1) {
        return None;
    }
    if run.first > 0 {
        range.since = Some(*versions.get(run.first)?);
    }
    if let Some(next) = versions.get(run.last + 1) {
        range.until = Some(next.checked_sub(1)?);
    }
    Some(range)
}

/// Whether one Rust type reads both.
fn are_alike(one: &Field, other: &Field) -> bool {
    let has_keys = |field: &Field| field.keys.as_ref().is_some_and(|keys| !keys.is_empty());
    let of = |field: &Field| match field.kind.as_str() {
        "selection" if has_keys(field) => Some("an enum"),
        kind => reader_of(kind),
    };
    of(one) == of(other) && one.relation == other.relation
}

/// The field for both versions: as nullable and as read-only as either, with all keys.
fn both(older: &Field, newer: &Field) -> Field {
    let mut field = newer.clone();
    field.required &= older.required;
    if older.is_never_written() {
        (field.readonly, field.stored) = (true, false);
    }
    if let (Some(keys), Some(older)) = (&mut field.keys, &older.keys) {
        for key in older {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(snapshots: &[(Option<u16>, &str)]) -> Merged {
        let read = |(version, fields): &(Option<u16>, &str)| {
            let text = format!("model x.item\n{fields}# end\n");
            (*version, Model::parse(&text).unwrap())
        };
        Merged::of(snapshots.iter().map(read).collect())
    }

    fn shown(merged: &Merged) -> Vec<String> {
        let show = |field: &MergedField| {
            let Versions { since, until, .. } = field.versions;
            let (name, kind) = (&field.name, &field.field.kind);
            format!("{name} {kind} {since:?} {until:?} {}", field.is_replaced)
        };
        merged.fields.iter().map(show).collect()
    }

    #[test]
    fn a_field_of_some_versions_says_which() {
        let merged = merged(&[
            (Some(19), "  name char\n  new integer\n"),
            (Some(14), "  name text\n  old char\n"),
            (Some(16), "  middle char\n  name char\n"),
        ]);
        assert_eq!(
            shown(&merged),
            [
                "middle char Some(16) Some(18) false",
                "name char None None false",
                "new integer Some(19) None false",
                "old char None Some(15) false",
            ]
        );
    }

    #[test]
    fn a_field_that_changes_its_type_is_two_fields() {
        let merged = merged(&[
            (Some(14), "  partner_id many2one res.partner\n"),
            (Some(19), "  partner_id many2one res.users\n"),
        ]);
        assert_eq!(
            shown(&merged),
            [
                "partner_id many2one None Some(18) true",
                "partner_id many2one Some(19) None false",
            ]
        );
    }

    #[test]
    fn what_one_version_cannot_do_the_type_cannot_do() {
        let merged = merged(&[
            (
                Some(14),
                "  note char readonly unstored\n  state selection keys=draft|old\n",
            ),
            (
                Some(19),
                "  note char required\n  state selection keys=draft|sent required\n",
            ),
        ]);
        let [note, state] = &merged.fields[..] else {
            panic!("{:?}", merged.fields);
        };
        assert!(!note.field.required && note.field.is_never_written());
        assert!(!state.field.required);
        let keys = ["draft", "sent", "old"].map(str::to_owned);
        assert_eq!(state.field.keys.as_deref(), Some(&keys[..]));
    }

    #[test]
    fn two_snapshots_of_one_version_say_nothing_of_versions() {
        let merged = merged(&[
            (Some(14), "  name char\n"),
            (Some(19), "  name char\n  own char\n"),
            (Some(19), "  name char\n"),
        ]);
        assert_eq!(shown(&merged), ["name char None None false"]);
        assert_eq!(merged.left_out.len(), 1);
    }

    #[test]
    fn without_a_version_only_what_all_have_is_known() {
        let merged = merged(&[
            (None, "  name char\n  old char\n"),
            (Some(19), "  name char\n"),
        ]);
        assert_eq!(shown(&merged), ["name char None None false"]);
        assert_eq!(
            merged.left_out,
            ["`old` of `x.item`: the snapshots differ, and their versions do not tell them apart"]
        );
    }
}
