//! Python literals, the notation of domains in Odoo's filters, actions and record rules.

use serde_json::{Number, Value};

use super::read::ParseDomainError;

/// The maximum nesting depth of lists. A level of conditions takes two lists.
const MAX_DEPTH: usize = 400;

/// Parses one literal.
///
/// Supports lists, tuples, strings, numbers, `True`, `False` and `None`, and JSON's words for these.
///
/// `names` has the values of other names.
pub(super) fn literal(text: &str, names: &[(&str, Value)]) -> Result<Value, ParseDomainError> {
    let mut literal = Literal { text, names, at: 0 };
    let value = literal.value(MAX_DEPTH)?;
    match literal.peek() {
        None => Ok(value),
        Some(_) => Err(literal.wrong("the end of the domain")),
    }
}

struct Literal<'a> {
    text: &'a str,
    names: &'a [(&'a str, Value)],
    at: usize,
}

impl<'a> Literal<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Returns the next character after white space and comments.
    fn peek(&mut self) -> Option<char> {
        loop {
            let rest = self.rest().trim_start();
            self.at = self.text.len() - rest.len();
            match rest.chars().next() {
                Some('#') => self.at += rest.find('\n').unwrap_or(rest.len()),
                next => return next,
            }
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Value, ParseDomainError> {
        if depth == 0 {
            return Err(self.error(&format!(
                "lists are nested too deeply: expected at most {MAX_DEPTH} levels"
            )));
        }
        match self.peek() {
            Some('[') => Ok(self.items(']', depth)?.0.into()),
            Some('(') => match self.items(')', depth)? {
                // A single item in parentheses is the item itself; with a trailing comma it is a tuple.
                (mut items, false) if items.len() == 1 => Ok(items.remove(0)),
                (items, _) => Ok(items.into()),
            },
            Some('\'' | '"') => self.strings(false),
            Some('0'..='9' | '-' | '+' | '.') => self.number(),
            Some(first) if first.is_alphabetic() || first == '_' => self.word(),
            _ => Err(self.wrong("a list, a string, a number, `True`, `False` or `None`")),
        }
    }

    /// Parses the items up to the closing bracket, and tells whether there was a comma.
    fn items(&mut self, close: char, depth: usize) -> Result<(Vec<Value>, bool), ParseDomainError> {
        self.at += 1;
        let (mut items, mut comma) = (Vec::new(), false);
        while !self.take(close) {
            if !items.is_empty() {
                if !self.take(',') {
                    return Err(self.wrong(&format!("`,` or `{close}`")));
                }
                comma = true;
                if self.take(close) {
                    break;
                }
            }
            items.push(self.value(depth - 1)?);
        }
        Ok((items, comma))
    }

    fn number(&mut self) -> Result<Value, ParseDomainError> {
        let rest = self.rest();
        let digits = rest.trim_start_matches(['-', '+']);
        let signs = rest.len() - digits.len();
        let mut length = 0;
        let mut before = ' ';
        for character in digits.chars() {
            let in_exponent = matches!(character, '-' | '+') && matches!(before, 'e' | 'E');
            if !character.is_ascii_alphanumeric() && !matches!(character, '.' | '_') && !in_exponent
            {
                break;
            }
            length += character.len_utf8();
            before = character;
        }
        let digits = digits.get(..length).unwrap_or_default();
        let sign = if rest.starts_with('-') { "-" } else { "" };
        let number = format!("{sign}{}", digits.replace('_', ""));
        let is_integer = digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_');
        let value = match number.parse::<i64>() {
            Ok(integer) => Some(Number::from(integer)),
            Err(_) if is_integer => None,
            Err(_) => number.parse().ok().and_then(Number::from_f64),
        };
        match value
            .filter(|_| signs < 2 && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
        {
            Some(number) => {
                self.at += signs + length;
                Ok(number.into())
            }
            // Not the number itself: an error shows no values.
            None if is_integer && signs < 2 && !digits.is_empty() => {
                let count = digits.bytes().filter(u8::is_ascii_digit).count();
                Err(self.error(&format!(
                    "expected an integer of at most 64 bits, found one of {count} digits"
                )))
            }
            None => Err(self.wrong("a number")),
        }
    }

    /// Parses a keyword, a name with a given value, or a prefixed string.
    fn word(&mut self) -> Result<Value, ParseDomainError> {
        let rest = self.rest();
        let length = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let value = match word {
            "True" | "true" => Value::Bool(true),
            "False" | "false" => Value::Bool(false),
            "None" | "null" => Value::Null,
            "u" | "U" | "r" | "R" if behind.starts_with(['\'', '"']) => {
                self.at += length;
                return self.strings(word.eq_ignore_ascii_case("r"));
            }
            name => match self.names.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => value.clone(),
                None => {
                    return Err(self.error(&format!(
                        "unknown name `{name}`: only Odoo can evaluate it, so replace it by its value or pass the value to `Domain::parse_with`"
                    )));
                }
            },
        };
        self.at += length;
        Ok(value)
    }

    /// Parses a string, and the adjacent strings that Python joins to it.
    fn strings(&mut self, raw: bool) -> Result<Value, ParseDomainError> {
        let mut text = self.string(raw)?;
        while matches!(self.peek(), Some('\'' | '"')) {
            text.push_str(&self.string(false)?);
        }
        Ok(text.into())
    }

    fn string(&mut self, raw: bool) -> Result<String, ParseDomainError> {
        let start = self.at;
        let mut characters = self.rest().char_indices();
        let quote = characters.next().map(|(_, quote)| quote);
        let mut text = String::new();
        while let Some((index, character)) = characters.next() {
            match character {
                _ if Some(character) == quote => {
                    self.at = start + index + character.len_utf8();
                    return Ok(text);
                }
                '\\' if raw => {
                    text.push('\\');
                    text.extend(characters.next().map(|(_, character)| character));
                }
                '\\' => {
                    self.at = start + index;
                    let escape =
                        escape(self.rest()).ok_or_else(|| self.wrong("a Python escape"))?;
                    text.extend(escape.character);
                    // The characters after the backslash.
                    for _ in 1..escape.length {
                        characters.next();
                    }
                }
                '\n' => break,
                other => text.push(other),
            }
        }
        self.at = start;
        Err(self.error("unterminated string"))
    }

    fn wrong(&mut self, expected: &str) -> ParseDomainError {
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(found) => format!("`{found}`"),
        };
        self.error(&format!("expected {expected}, found {found}"))
    }

    fn error(&self, sentence: &str) -> ParseDomainError {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |last| last.chars().count())
            + 1;
        ParseDomainError::new(match line {
            1 => format!("at column {column}: {sentence}"),
            line => format!("at line {line}, column {column}: {sentence}"),
        })
        .at(self.at)
    }
}

/// The character of an escape, and the length of the escape.
struct Escape {
    character: Option<char>,
    length: usize,
}

/// Parses a Python escape. Character names (`\N{...}`) are not supported.
fn escape(text: &str) -> Option<Escape> {
    let mut characters = text.chars().skip(1);
    let simple = |character| {
        Some(Escape {
            character,
            length: 2,
        })
    };
    let coded = |digits: usize, radix: u32, prefix: usize| {
        let code: String = text.chars().skip(prefix).take(digits).collect();
        let character = u32::from_str_radix(&code, radix)
            .ok()
            .and_then(char::from_u32)?;
        let whole = code.chars().count() == digits && code.chars().all(|c| c.is_digit(radix));
        whole.then_some(Escape {
            character: Some(character),
            length: prefix + digits,
        })
    };
    match characters.next()? {
        '\n' => simple(None),
        same @ ('\\' | '\'' | '"') => simple(Some(same)),
        'n' => simple(Some('\n')),
        't' => simple(Some('\t')),
        'r' => simple(Some('\r')),
        'a' => simple(Some('\u{7}')),
        'b' => simple(Some('\u{8}')),
        'f' => simple(Some('\u{c}')),
        'v' => simple(Some('\u{b}')),
        'x' => coded(2, 16, 2),
        'u' => coded(4, 16, 2),
        'U' => coded(8, 16, 2),
        '0'..='7' => {
            let digits = text
                .chars()
                .skip(1)
                .take(3)
                .take_while(|c| c.is_digit(8))
                .count();
            coded(digits, 8, 1)
        }
        'N' => None,
        // As in Python, the backslash of an unknown escape remains.
        _ => Some(Escape {
            character: Some('\\'),
            length: 1,
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn error(text: &str) -> String {
        let error = literal(text, &[]).unwrap_err().to_string();
        error.replace("invalid domain: ", "")
    }

    #[test]
    fn literals_are_read_as_python_reads_them() {
        let table = [
            ("[]", json!([])),
            ("()", json!([])),
            (
                "[('name', '=', \"O'Neill\"),]",
                json!([["name", "=", "O'Neill"]]),
            ),
            (
                "['|', ('a','=',1), ('b','in',[1,2])]",
                json!(["|", ["a", "=", 1], ["b", "in", [1, 2]]]),
            ),
            (
                "[True, False, None, true, null]",
                json!([true, false, null, true, null]),
            ),
            (
                "[-1, +2, 1_000, 1.5, -.5, 1e3, 1e-3, 2E+2]",
                json!([-1, 2, 1000, 1.5, -0.5, 1000.0, 0.001, 200.0]),
            ),
            ("(1)", json!(1)),
            ("(1,)", json!([1])),
            (
                "[u'x', r'a\\n', '\\'\\\\\\n\\x41\\u00e9\\101\\d']",
                json!(["x", "a\\n", "'\\\nA\u{e9}A\\d"]),
            ),
            (
                "[\n  # only companies\n  ('a', '=', 1)\n]",
                json!([["a", "=", 1]]),
            ),
            ("'a\\\nb'", json!("ab")),
            ("'日本'", json!("日本")),
            ("['a' \"b\"\n'c']", json!(["abc"])),
        ];
        for (text, value) in table {
            assert_eq!(literal(text, &[]).unwrap(), value, "{text}");
        }
    }

    #[test]
    fn invalid_literals_are_reported_with_their_position() {
        assert_eq!(
            error("[('user_id', '=', uid)]"),
            "at column 19: unknown name `uid`: only Odoo can evaluate it, so replace it by its value or pass the value to `Domain::parse_with`"
        );
        assert!(error("[('d', '>', context_today())]").contains("`context_today`"));
        assert_eq!(
            error("[1 2]"),
            "at column 4: expected `,` or `]`, found `2`"
        );
        assert_eq!(
            error("[('id', '=', 9223372036854775808)]"),
            "at column 14: expected an integer of at most 64 bits, found one of 19 digits"
        );
        assert_eq!(error("[\n'a"), "at line 2, column 1: unterminated string");
        assert_eq!(
            error("[1] + [2]"),
            "at column 5: expected the end of the domain, found `+`"
        );
        assert_eq!(
            error(""),
            "at column 1: expected a list, a string, a number, `True`, `False` or `None`, found the end"
        );
        for text in [
            "{'a': 1}",
            "[--1]",
            "['\\x4']",
            "['\\N{DASH}']",
            "[1",
            "[,]",
            "0x1f",
            "'a\nb'",
            "-",
            "'\\ud800'",
        ] {
            literal(text, &[]).unwrap_err();
        }
        let deep = "[".repeat(100_000);
        assert!(error(&deep).contains("nested"));
    }
}
