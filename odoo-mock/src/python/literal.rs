//! Python literals, as in the domains of record rules.

use serde_json::Value;

/// Parses a literal. `name` returns the values of names, such as `user.id`.
pub(crate) fn literal(text: &str, name: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    let mut reader = Reader {
        left: text.trim(),
        name,
    };
    let value = reader.value(0)?;
    reader.skip();
    reader.left.is_empty().then_some(value)
}

struct Reader<'a> {
    left: &'a str,
    name: &'a dyn Fn(&str) -> Option<Value>,
}

/// The maximum nesting depth of lists.
const DEEPEST: usize = 64;

impl Reader<'_> {
    fn skip(&mut self) {
        self.left = self.left.trim_start();
    }

    fn take(&mut self, letter: char) -> bool {
        self.skip();
        match self.left.strip_prefix(letter) {
            Some(rest) => {
                self.left = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        for (open, close) in [('[', ']'), ('(', ')')] {
            if self.take(open) {
                return self.list(close, depth);
            }
        }
        self.skip();
        let first = self.left.chars().next()?;
        if matches!(first, '\'' | '"') {
            return self.text(first);
        }
        let end = self.left.find([',', ']', ')']).unwrap_or(self.left.len());
        let (word, rest) = self.left.split_at(end);
        self.left = rest;
        match word.trim() {
            "True" => Some(true.into()),
            "False" => Some(false.into()),
            "None" => Some(Value::Null),
            word => serde_json::from_str(word)
                .ok()
                .or_else(|| (self.name)(word)),
        }
    }

    fn list(&mut self, close: char, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        while !self.take(close) {
            items.push(self.value(depth + 1)?);
            if !self.take(',') && !self.left.trim_start().starts_with(close) {
                return None;
            }
        }
        Some(items.into())
    }

    fn text(&mut self, quote: char) -> Option<Value> {
        let mut text = String::new();
        let mut letters = self.left.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => text.push(letters.next()?.1),
                letter if letter == quote => {
                    self.left = self.left.get(at + 1..)?;
                    return Some(text.into());
                }
                letter => text.push(letter),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn domains_are_parsed_with_named_values() {
        let name = |name: &str| (name == "user.id").then(|| json!(7));
        let read = |text: &str| literal(text, &name);
        assert_eq!(
            read("['|', ('user_id', '=', user.id), (\"active\", 'in', (True, None))]"),
            Some(json!([
                "|",
                ["user_id", "=", 7],
                ["active", "in", [true, null]]
            ]))
        );
        assert_eq!(read("[(1, '=', 1),]"), Some(json!([[1, "=", 1]])));
        assert_eq!(read("[('a', '=', no.such)]"), None);
        assert_eq!(read("[('a' '=')]"), None);
    }
}
