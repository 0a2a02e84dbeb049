//! The words of a line.
//!
//! White space within brackets or quotation marks does not separate words.

/// The result of splitting a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Words {
    Whole(Vec<String>),
    /// A bracket or a quotation mark is not closed, so the line continues.
    Open,
}

/// Splits a line at its white space.
pub(super) fn split(line: &str) -> Words {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let is_start = word.as_ref().is_none_or(|word| word.ends_with('='));
        match (quote, character) {
            (Some(open), _) => {
                let word = word.get_or_insert_default();
                if character == '\\' {
                    let next = characters.next();
                    // Within brackets, the parser of domains handles escapes.
                    if depth > 0 || !matches!(next, Some('"' | '\'' | '\\')) {
                        word.push('\\');
                    }
                    word.extend(next);
                } else if character == open {
                    quote = None;
                    if depth > 0 {
                        word.push(character);
                    }
                } else {
                    word.push(character);
                }
            }
            (None, '\'' | '"') => {
                quote = Some(character);
                let word = word.get_or_insert_default();
                if depth > 0 {
                    word.push(character);
                }
            }
            (None, '[' | '(' | '{') if depth > 0 || is_start => {
                depth += 1;
                word.get_or_insert_default().push(character);
            }
            (None, ']' | ')' | '}') if depth > 0 => {
                depth -= 1;
                word.get_or_insert_default().push(character);
            }
            (None, space) if space.is_whitespace() && depth == 0 => words.extend(word.take()),
            (None, other) => word.get_or_insert_default().push(other),
        }
    }
    if depth > 0 || quote.is_some() {
        return Words::Open;
    }
    words.extend(word);
    Words::Whole(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(line: &str) -> Vec<String> {
        match split(line) {
            Words::Whole(words) => words,
            Words::Open => panic!("{line} is open"),
        }
    }

    #[test]
    fn a_domain_is_one_word() {
        assert_eq!(
            whole("search res.partner [('name', '=', \"it's (\")]  name"),
            [
                "search",
                "res.partner",
                "[('name', '=', \"it's (\")]",
                "name"
            ]
        );
        assert_eq!(
            whole("a (1, 2) x=[[6, 0, [1]]] {\"a\": 1}"),
            ["a", "(1, 2)", "x=[[6, 0, [1]]]", "{\"a\": 1}"]
        );
    }

    #[test]
    fn quotation_marks_hold_a_text_together_and_are_no_part_of_it() {
        assert_eq!(
            whole("create m name=\"Acme \\\"A\\\" Corp\" 'x y' z=''"),
            ["create", "m", "name=Acme \"A\" Corp", "x y", "z="]
        );
        assert_eq!(
            whole("x [('a', '=', 'it\\'s')]"),
            ["x", "[('a', '=', 'it\\'s')]"]
        );
        assert_eq!(whole("  "), Vec::<String>::new());
    }

    #[test]
    fn what_is_not_closed_goes_on() {
        for line in ["count m [('a', '=', 1)", "create m name='x", "x [']'"] {
            assert_eq!(split(line), Words::Open, "{line}");
        }
    }
}
