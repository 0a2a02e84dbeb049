//! The known name that was probably meant.

/// The one of `known` that is nearest to `word`, if it is near enough to have been meant.
pub(crate) fn closest<S: AsRef<str> + Ord>(
    word: &str,
    known: impl IntoIterator<Item = S>,
) -> Option<S> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate.as_ref()), candidate))
        .min()
        .filter(|(distance, candidate)| distance * 2 < candidate.as_ref().chars().count().max(4))
        .map(|(_, candidate)| candidate)
}

/// The suggestion as the end of a sentence; empty if nothing is near.
pub(crate) fn did_you_mean<S: AsRef<str> + Ord>(
    word: &str,
    known: impl IntoIterator<Item = S>,
) -> String {
    closest(word, known).map_or_else(String::new, |name| {
        format!("; did you mean `{}`?", name.as_ref())
    })
}

/// The number of insertions, deletions, replacements and swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&last, j) + usize::from(from != to))
                .min(cell(&last, j + 1) + 1)
                .min(cell(&row, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from) {
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
    fn only_a_near_name_is_suggested() {
        let known = ["name", "country_id", "email"];
        assert_eq!(closest("nmae", known), Some("name"));
        assert_eq!(closest("county_id", known), Some("country_id"));
        assert_eq!(closest("phone", known), None);
        assert_eq!(did_you_mean("emial", known), "; did you mean `email`?");
        assert_eq!(did_you_mean("zzz", known), "");
    }
}
