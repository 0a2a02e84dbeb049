//! Groups without records between the others, which `fill_temporal` in the context requests.

use std::collections::BTreeMap;

use super::{
    grouping::Group,
    key::{Key, Part, moment, next},
};
use crate::storage::Cell;

/// Adds the missing groups between the first and the last.
///
/// It does so only if a date is the only group key.
pub(super) fn filled(keys: &[Key], groups: Vec<Group>) -> Vec<Group> {
    let Some(granularity) = keys
        .first()
        .and_then(|key| key.granularity)
        .filter(|_| keys.len() == 1)
    else {
        return groups;
    };
    let mut by_start: BTreeMap<_, Group> = BTreeMap::new();
    let mut rest = Vec::new();
    for group in groups {
        match group.parts.first() {
            Some(Part(cell @ (Cell::Date(_) | Cell::Time(_)))) => {
                by_start.insert(moment(cell), group);
            }
            _ => rest.push(group),
        }
    }
    let (Some(first), Some(last)) = (
        by_start.keys().next().copied(),
        by_start.keys().next_back().copied(),
    ) else {
        return rest;
    };
    let is_date = by_start
        .values()
        .any(|group| matches!(group.parts.first(), Some(Part(Cell::Date(_)))));
    let mut at = first;
    let mut all = Vec::new();
    while at <= last {
        let cell = if is_date {
            Cell::Date(at.date())
        } else {
            Cell::Time(at)
        };
        let empty = || Group {
            parts: vec![Part(cell)],
            ids: Vec::new(),
            is_filled: true,
        };
        all.push(by_start.remove(&at).unwrap_or_else(empty));
        at = next(granularity, at);
    }
    all.extend(rest);
    all
}
