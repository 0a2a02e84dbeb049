//! Suggestions for misspelled keys.

/// Returns the word of `known` that `word` is probably a misspelling of.
///
/// ```
/// assert_eq!(odoo_schema::closest("emial", ["email", "name"]), Some("email"));
/// assert_eq!(odoo_schema::closest("color", ["email", "name"]), None);
/// ```
pub fn closest<S: AsRef<str> + Ord>(word: &str, known: impl IntoIterator<Item = S>) -> Option<S> {
    let length = word.chars().count();
    // Half of the shorter word must be the same: `name` is no misspelling of `renamed`.
    let shorter = |candidate: &S| length.min(candidate.as_ref().chars().count());
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate.as_ref()), candidate))
        .min()
        .filter(|(distance, candidate)| distance * 2 < shorter(candidate).max(4))
        .map(|(_, candidate)| candidate)
}

/// Returns the suggestion as the end of a message, or an empty text.
///
/// ```
/// let known = ["email", "name"];
/// assert_eq!(odoo_schema::did_you_mean("emial", known), "; did you mean `email`?");
/// assert_eq!(odoo_schema::did_you_mean("color", known), "");
/// ```
pub fn did_you_mean<S: AsRef<str> + Ord>(word: &str, known: impl IntoIterator<Item = S>) -> String {
    closest(word, known).map_or_else(String::new, |close| {
        format!("; did you mean `{}`?", close.as_ref())
    })
}

/// Returns the edit distance: the number of insertions, deletions, changes and swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Rows of the table: the two previous ones, and the current one.
    let (mut before, mut last) = (Vec::new(), (0..=b.len()).collect::<Vec<_>>());
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best = (cell(&last, j) + usize::from(from != to))
                .min(cell(&last, j + 1) + 1)
                .min(cell(&row, j) + 1);
            let swapped =
                i > 0 && j > 0 && a.get(i - 1) == Some(&to) && b.get(j - 1) == Some(&from);
            if swapped {
                best = best.min(cell(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_counts_as_one() {
        assert_eq!(distance("modle", "model"), 1);
        assert_eq!(distance("", "model"), 5);
        assert_eq!(distance("readonly", "read_only"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn only_similar_keys_are_suggested() {
        let known = ["field", "token", "readonly"];
        assert_eq!(closest("read_only", known), Some("readonly"));
        assert_eq!(closest("name", ["renamed"]), None);
        assert_eq!(closest("fiedl", known), Some("field"));
        assert_eq!(closest("name", known), None);
        assert_eq!(closest("", known), None);
    }
}
