//! Patterns of `LIKE` and `ILIKE` as the server's, which match at least as much.

/// Widens a pattern until every server matches what SQL matches.
///
/// A server may remove accents from both sides, one character becoming several (`ß`: `ss`), so `_` and characters outside
/// ASCII become `%`. Without regard to case, `ſ` equals `s` and the Kelvin sign equals `k` in Rust, but not in each locale of
/// PostgreSQL, and Turkish locales have another `i`.
///
/// Returns none if nothing but `%` would be left.
pub(crate) fn widened(pattern: &str, escape: Option<char>, ignore_case: bool) -> Option<String> {
    let escape = escape.unwrap_or('\\');
    let mut widened = String::new();
    let mut is_specific = false;
    let mut characters = pattern.chars();
    while let Some(mut character) = characters.next() {
        let is_escaped = character == escape;
        if is_escaped {
            character = characters.next()?;
        }
        let is_wild = !is_escaped && matches!(character, '%' | '_');
        let has_other_cases = ignore_case && matches!(character, 'i' | 'I' | 'k' | 'K' | 's' | 'S');
        if is_wild || has_other_cases || !character.is_ascii() || character == '\0' {
            if !widened.ends_with('%') || widened.ends_with("\\%") {
                widened.push('%');
            }
            continue;
        }
        is_specific = true;
        if matches!(character, '%' | '_' | '\\') {
            widened.push('\\');
        }
        widened.push(character);
    }
    is_specific.then_some(widened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_match_differently_becomes_a_wildcard() {
        let cases = [
            ("abc%", false, Some("abc%")),
            ("a_c", false, Some("a%c")),
            ("straße", false, Some("stra%e")),
            ("Kiss me", true, Some("% me")),
            ("Kiss me", false, Some("Kiss me")),
            (r"100\%", false, Some(r"100\%")),
            (r"\%é", false, Some(r"\%%")),
            (r"a\\b", false, Some(r"a\\b")),
            ("%_é", false, None),
            (r"a\", false, None),
            ("", false, None),
        ];
        for (pattern, ignore_case, expected) in cases {
            let found = widened(pattern, None, ignore_case);
            assert_eq!(found.as_deref(), expected, "{pattern}");
        }
        assert_eq!(widened("a!%b", Some('!'), false).as_deref(), Some(r"a\%b"));
    }
}
