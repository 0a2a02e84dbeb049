//! SQL patterns.

/// A pattern with `%` and `_`, in which a backslash escapes the next character.
pub(super) struct Pattern {
    parts: Vec<Part>,
    /// Whether the case is ignored.
    folds: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Letter(char),
    AnyLetter,
    AnyText,
}

impl Pattern {
    pub(super) fn new(pattern: &str, folds: bool) -> Self {
        let mut parts = Vec::new();
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '%' => parts.push(Part::AnyText),
                '_' => parts.push(Part::AnyLetter),
                '\\' => parts.extend(letters.next().map(Part::Letter)),
                other => parts.push(Part::Letter(other)),
            }
        }
        if folds {
            for part in &mut parts {
                if let Part::Letter(letter) = part {
                    *letter = fold(*letter);
                }
            }
        }
        Pattern { parts, folds }
    }

    /// Matches with a single backtracking position: the last `%`.
    pub(super) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = if self.folds {
            text.chars().map(fold).collect()
        } else {
            text.chars().collect()
        };
        let (mut at, mut part, mut back) = (0, 0, None);
        while at < letters.len() {
            match (self.parts.get(part), letters.get(at)) {
                (Some(Part::AnyText), _) => {
                    back = Some((part + 1, at));
                    part += 1;
                }
                (Some(Part::AnyLetter), _) => (part, at) = (part + 1, at + 1),
                (Some(Part::Letter(wanted)), Some(letter)) if wanted == letter => {
                    (part, at) = (part + 1, at + 1);
                }
                _ => match back {
                    Some((after, from)) => {
                        (part, at) = (after, from + 1);
                        back = Some((after, from + 1));
                    }
                    None => return false,
                },
            }
        }
        let rest = self.parts.get(part..).unwrap_or_default();
        rest.iter().all(|part| *part == Part::AnyText)
    }
}

/// The character in lower case, if that is a single character.
fn fold(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_follow_sql() {
        let table = [
            ("a%c", "abbc", true),
            ("a%c", "ab", false),
            ("a_c", "abc", true),
            (r"a\_c", "abc", false),
            (r"a\_c", "a_c", true),
            (r"a\\c", r"a\c", true),
            (r"a\bc", "abc", true),
            ("%", "", true),
            ("", "", true),
            ("", "a", false),
            ("%a%b%", "xaxxbx", true),
            ("%ab%ab", "ababxab", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(
                Pattern::new(pattern, false).matches(text),
                expected,
                "{pattern} {text}"
            );
        }
        assert!(Pattern::new("%ÀLPH%", true).matches("xàlphä"));
        assert!(!Pattern::new("A", false).matches("a"));
    }
}
