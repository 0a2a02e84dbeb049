use std::fmt;

/// Text from a server, escaped for display.
///
/// Characters that act on a terminal, a log or the reading order are escaped.
///
/// These are control characters (also line feeds, so that an error stays one line), marks and overrides of the writing direction, and invisible tags.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Printable<'a>(pub &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| acts(*c)) {
            let (plain, after) = rest.split_at(at);
            write!(f, "{plain}{}", character.escape_default())?;
            rest = after.get(character.len_utf8()..).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

/// Returns whether a character is not plain text.
///
/// Joiners (U+200C, U+200D) are: Persian and emoji need them.
fn acts(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::Printable;

    #[test]
    fn control_characters_are_escaped() {
        let shown = |text: &str| Printable(text).to_string();
        assert_eq!(shown("\u{1b}[31mred\u{7}"), r"\u{1b}[31mred\u{7}");
        assert_eq!(shown("one\r\n\ttwo"), r"one\r\n\ttwo");
        assert_eq!(shown("\u{202e}abc\u{2066}"), r"\u{202e}abc\u{2066}");
        assert_eq!(shown("\u{9b}1m\u{feff}"), r"\u{9b}1m\u{feff}");
        let plain = "Zoë's \"naïve\" \\ 日本 می\u{200c}خواهم 👩\u{200d}🚀";
        assert_eq!(shown(plain), plain);
    }
}
