//! What came of it all.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use super::calls::Request;

/// How many calls of each kind agreed, and those that did not.
#[derive(Debug, Default)]
pub struct Report {
    kinds: BTreeMap<&'static str, (usize, usize)>,
    differences: Vec<String>,
}

impl Report {
    pub(super) fn count(&mut self, kind: &'static str, agree: bool) {
        let (agreed, all) = self.kinds.entry(kind).or_default();
        *agreed += usize::from(agree);
        *all += 1;
    }

    pub(super) fn difference(
        &mut self,
        seed: u64,
        request: &Request,
        expected: &Value,
        found: &Value,
    ) {
        self.differences.push(format!(
            "[seed {seed}] {}: {}.{} {} {}\n    real:   {}\n    memory: {}",
            request.kind,
            request.model,
            request.method,
            request.args,
            request.kwargs,
            cut(expected),
            cut(found)
        ));
    }

    /// The records that are not the same after a call whose answers were.
    pub(super) fn states(&mut self, expected: &Value, found: &Value) {
        for (model, rows) in expected.as_object().into_iter().flatten() {
            let rows = rows.as_array().into_iter().flatten();
            let others: Vec<&Value> = found[model].as_array().into_iter().flatten().collect();
            for row in rows {
                let other = others.iter().find(|other| other["id"] == row["id"]);
                for (field, value) in row.as_object().into_iter().flatten() {
                    let there = other.map_or(&Value::Null, |other| &other[field]);
                    if there != value {
                        self.differences.push(format!(
                            "    {model} {}: {field} is {value}, in memory {there}",
                            row["id"]
                        ));
                    }
                }
            }
        }
    }

    pub(super) fn failed(&mut self, seed: u64, why: &str) {
        self.count("episodes", false);
        self.differences.push(format!("[seed {seed}] {why}"));
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.kinds.values().map(|(_, all)| all).sum()
    }

    /// The part of the calls that agreed.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn agreement(&self) -> f64 {
        let agreed: usize = self.kinds.values().map(|(agreed, _)| agreed).sum();
        agreed as f64 / self.calls().max(1) as f64
    }

    /// How many domains over stored fields differed.
    pub fn wrong_domains(&self) -> usize {
        let (agreed, all) = self
            .kinds
            .get("domain, stored fields")
            .copied()
            .unwrap_or_default();
        all - agreed
    }

    /// What differed.
    pub fn differences(&self) -> &[String] {
        &self.differences
    }
}

fn cut(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(600) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text,
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, (agreed, all)) in &self.kinds {
            #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
            let percent = *agreed as f64 * 100.0 / *all as f64;
            writeln!(f, "{kind:<24} {agreed:>6} of {all:<6} {percent:>7.2} %")?;
        }
        write!(
            f,
            "{:<24} {:>6} calls {:>15.2} %",
            "in all",
            self.calls(),
            self.agreement() * 100.0
        )
    }
}
