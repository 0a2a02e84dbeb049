//! The report.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use super::compare::Compared;

/// The required agreement.
const GOAL: f64 = 0.995;

/// The number of calls of each kind that agreed, and the calls that did not.
#[derive(Debug, Default)]
pub struct Report {
    kinds: BTreeMap<String, (usize, usize)>,
    differences: Vec<String>,
    skipped: usize,
}

impl Report {
    pub(super) fn add(&mut self, compared: &Compared) {
        let call = &compared.call;
        self.count(&call.request.kind, compared.agrees());
        if compared.agrees() {
            return;
        }
        self.differences.push(format!(
            "[seed {}] {}: {}.{} {} {}\n    real:   {}\n    memory: {}",
            call.seed,
            call.request.kind,
            call.request.model,
            call.request.method,
            call.request.args,
            call.request.kwargs,
            cut(&call.answer),
            cut(&compared.found)
        ));
        if let (Some(real), Some(memory), true) =
            (&call.state, &compared.other_state, compared.answers_agree())
        {
            self.states(real, memory);
        }
    }

    fn count(&mut self, kind: &str, agree: bool) {
        let (agreed, all) = self.kinds.entry(kind.to_owned()).or_default();
        *agreed += usize::from(agree);
        *all += 1;
    }

    /// Reports records that differ after a call with equal responses.
    fn states(&mut self, expected: &Value, found: &Value) {
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

    /// Reports records that differ before the first call of an episode.
    pub(super) fn not_made(&mut self, place: &str) {
        self.count("episodes", false);
        self.differences.push(format!(
            "[{place}] the records of the episode could not be made alike"
        ));
    }

    /// Counts a call that is not compared.
    pub(super) fn skip(&mut self) {
        self.skipped += 1;
    }

    /// Returns whether enough agrees: 99.5 % of all calls, and every domain over stored fields.
    pub fn is_met(&self) -> bool {
        self.agreement() >= GOAL && self.wrong_domains() == 0
    }

    /// Returns the number of compared calls.
    fn calls(&self) -> usize {
        self.kinds.values().map(|(_, all)| all).sum()
    }

    /// Returns the share of calls that agreed.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    fn agreement(&self) -> f64 {
        let agreed: usize = self.kinds.values().map(|(agreed, _)| agreed).sum();
        agreed as f64 / self.calls().max(1) as f64
    }

    /// Returns the number of domains over stored fields that differed.
    fn wrong_domains(&self) -> usize {
        let (agreed, all) = self
            .kinds
            .get("domain, stored fields")
            .copied()
            .unwrap_or_default();
        all - agreed
    }

    /// Returns the differences.
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
        )?;
        match self.skipped {
            0 => Ok(()),
            skipped => write!(
                f,
                "\n{skipped} calls of the recording were skipped: the records were other ones after a difference"
            ),
        }
    }
}
