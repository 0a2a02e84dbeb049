//! The domain of a command, checked against the fields of the server.

use std::collections::BTreeSet;

use odoo_orm::{Domain, Id, OdooModel};
use odoo_rpc::{BoxFuture, Client};
use serde_json::Value;

use super::schema::Schema;
use crate::failure::{Failure, Result};
use odoo_schema::did_you_mean;

/// The model of a raw domain, whose real model is known only at run time.
///
/// A raw domain uses neither its name nor its fields.
#[derive(Debug, OdooModel)]
#[odoo(model = "base")]
struct Any {
    #[expect(dead_code, reason = "no record is read")]
    id: Id<Any>,
}

/// A list of conditions in Odoo's notation, and its source text.
#[derive(Debug, Clone, Default)]
pub(super) struct Conditions {
    text: String,
    terms: Vec<Value>,
}

/// The operators of Odoo 14 to 19.
///
/// The server returns an error for an operator that its version does not have.
pub(super) const OPERATORS: [&str; 25] = [
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "<>",
    "==",
    "=?",
    "in",
    "not in",
    "like",
    "not like",
    "ilike",
    "not ilike",
    "=like",
    "=ilike",
    "not =like",
    "not =ilike",
    "child_of",
    "parent_of",
    "any",
    "not any",
    "any!",
    "not any!",
];

impl Conditions {
    /// Reads a domain on a model, in Python's notation or in JSON.
    pub(super) fn parse(text: &str, model: &str) -> Result<Self> {
        let refused = |sentence: String, at: Option<usize>| {
            // This advice is for Rust programs only.
            let sentence = sentence.replace(" or pass the value to `Domain::parse_with`", "");
            let failure = Failure::usage(sentence);
            match at {
                Some(at) => failure.marking(text, at, 1),
                None => failure.marking(text, 0, text.trim_end().chars().count()),
            }
        };
        let domain = Domain::<Any>::raw_python(text)
            .map_err(|error| refused(error.to_string(), error.offset()))?;
        match domain.to_json() {
            Ok(Value::Array(terms)) => Ok(Conditions {
                text: text.to_owned(),
                terms,
            }),
            Ok(_) => Ok(Conditions::default()),
            Err(error) => {
                let sentence = error.to_string().replace("`base`", &format!("`{model}`"));
                Err(refused(sentence, lone_operator(text)))
            }
        }
    }

    /// Whether an argument is a domain, and not a name.
    pub(super) fn is_domain(argument: &str) -> bool {
        argument.trim_start().starts_with(['[', '('])
    }

    /// The list in the format of a request.
    pub(super) fn json(&self) -> Value {
        self.terms.clone().into()
    }

    /// The list with one more condition, joined by `&`.
    pub(super) fn and(&self, condition: Value) -> Value {
        let mut terms = vec![condition];
        terms.extend(self.terms.iter().cloned());
        terms.into()
    }

    /// Checks the field, the operator and the format of each condition.
    pub(super) async fn check(&self, schema: &Schema, client: &Client, model: &str) -> Result<()> {
        self.check_terms(schema, client, model.to_owned(), &self.terms)
            .await
    }

    fn check_terms<'a>(
        &'a self,
        schema: &'a Schema,
        client: &'a Client,
        model: String,
        terms: &'a [Value],
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let mut names = BTreeSet::new();
            let mut leaves = Vec::new();
            for term in terms {
                if let Some((path, operator, value)) = self.leaf(term)? {
                    names.insert(first(path).to_owned());
                    leaves.push((path, operator, value));
                }
            }
            let fields = match schema.fields(client, &model, &names).await {
                Ok(fields) => fields,
                Err(failure) => return Err(self.marked(failure, &names)),
            };
            for (path, operator, value) in leaves {
                let Some(field) = fields.get(first(path)) else {
                    continue;
                };
                if !field.is_searchable()
                    && first(path) != "id"
                    && field.get("searchable").is_some()
                {
                    let sentence = format!(
                        "`{}` of `{model}` cannot be searched: it is computed, and Odoo 14 to 18 would ignore the condition",
                        first(path)
                    );
                    return Err(self.mark(Failure::usage(sentence), path));
                }
                let Some(target) = field.relation() else {
                    continue;
                };
                if let Some((_, rest)) = path.split_once('.') {
                    let inner = vec![Value::Array(vec![
                        rest.into(),
                        operator.into(),
                        value.clone(),
                    ])];
                    let checked = self
                        .check_terms(schema, client, target.to_owned(), &inner)
                        .await;
                    checked.map_err(|failure| self.mark(failure, path))?;
                } else if let (true, Value::Array(inner)) = (operator.ends_with("any"), value) {
                    self.check_terms(schema, client, target.to_owned(), inner)
                        .await?;
                }
            }
            Ok(())
        })
    }

    /// The parts of a condition, or `None` for an operator between conditions.
    fn leaf<'t>(&self, term: &'t Value) -> Result<Option<(&'t str, &'t str, &'t Value)>> {
        let wrong = || {
            let sentence = format!(
                "invalid domain: expected a condition such as ('name', '=', 'Acme'), found {term}"
            );
            Failure::usage(sentence)
        };
        match term {
            Value::String(operator) if matches!(operator.as_str(), "&" | "|" | "!") => Ok(None),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(path), Value::String(operator), value] => {
                    if OPERATORS.contains(&operator.as_str()) {
                        return Ok(Some((path, operator, value)));
                    }
                    let near = did_you_mean(operator, OPERATORS);
                    let failure = Failure::usage(format!(
                        "invalid domain: unknown operator `{operator}`{near}"
                    ));
                    Err(self.mark(failure, operator))
                }
                // `(1, '=', 1)` is always true.
                [Value::Number(_), Value::String(_), Value::Number(_)] => Ok(None),
                _ => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }

    /// Adds the text of the domain to the failure, with a field marked.
    ///
    /// It is the first of these names that the failure contains.
    fn marked(&self, failure: Failure, names: &BTreeSet<String>) -> Failure {
        let found = names
            .iter()
            .find(|name| failure.sentence.contains(&format!("field `{name}`")));
        match found {
            Some(name) => self.mark(failure, name),
            None => failure,
        }
    }

    /// Adds the text of the domain to the failure, with a word marked.
    ///
    /// The word is a whole string of the domain, or the beginning of a path.
    fn mark(&self, failure: Failure, word: &str) -> Failure {
        if !failure.below.is_empty() {
            return failure;
        }
        let found = ['\'', '"'].iter().find_map(|quote| {
            let at = self.text.find(&format!("{quote}{word}"))?;
            let end = self.text.get(at + 1 + word.len()..)?.chars().next();
            matches!(end, Some('\'' | '"' | '.')).then_some(at + 1)
        });
        match found {
            Some(at) => failure.marking(&self.text, at, word.chars().count()),
            None => failure,
        }
    }
}

/// The place of the first operator, counted from the end, that lacks terms.
fn lone_operator(text: &str) -> Option<usize> {
    let mut count: usize = 0;
    for (at, term) in terms_of(text)?.into_iter().rev() {
        let wanted = match term.trim_matches(['\'', '"']) {
            "&" | "|" => 2,
            "!" => 1,
            _ => {
                count += 1;
                continue;
            }
        };
        if count < wanted {
            return Some(at + 1);
        }
        count -= wanted - 1;
    }
    None
}

/// The terms of a list with their places; `None` if the text may have comments.
fn terms_of(text: &str) -> Option<Vec<(usize, &str)>> {
    if text.contains('#') {
        return None;
    }
    let (mut terms, mut depth, mut start, mut quote) = (Vec::new(), 0_usize, 0, None);
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => drop(characters.next()),
            (Some(open), close) if open == close => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '[' | '(') => {
                depth += 1;
                start = if depth == 1 { at + 1 } else { start };
            }
            (None, ']' | ')' | ',') => {
                if depth == 1 {
                    let term = text.get(start..at)?.trim_end();
                    let blanks = term.len() - term.trim_start().len();
                    terms.push((start + blanks, term.trim_start()));
                    start = at + 1;
                }
                depth -= usize::from(character != ',').min(depth);
            }
            _ => {}
        }
    }
    terms.retain(|(_, term)| !term.is_empty());
    Some(terms)
}

/// The first field of a path.
fn first(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_notations_are_read() {
        let python =
            Conditions::parse("[('a', '=', True), '!', ('b', 'in', (1, 2))]", "x").unwrap();
        let json =
            Conditions::parse(r#"[["a", "=", true], "!", ["b", "in", [1, 2]]]"#, "x").unwrap();
        assert_eq!(python.terms, json.terms);
        assert_eq!(
            python
                .and(serde_json::json!(["id", ">", 3]))
                .as_array()
                .unwrap()
                .len(),
            4
        );
        assert!(Conditions::parse("[]", "x").unwrap().terms.is_empty());
    }

    #[test]
    fn a_mistake_in_the_notation_is_marked() {
        let wrong = |text: &str| {
            let parsed = Conditions::parse(text, "res.partner");
            parsed.unwrap_err().to_string()
        };
        assert_eq!(
            wrong("[('a', '=' 1)]"),
            "invalid domain: at column 12: expected `,` or `)`, found `1`\n  [('a', '=' 1)]\n             ^"
        );
        assert!(
            wrong("['|', ('a', '=', 1)]").contains("the operator `|`"),
            "{}",
            wrong("['|', ('a', '=', 1)]")
        );
        assert_eq!(
            wrong("['&']"),
            "the domain on `res.partner` cannot be sent: the operator `&` (term 1) lacks terms: expected 2 after it, found 0\n  ['&']\n    ^"
        );
        let one_of_two = wrong("['|', ('a', '=', '&'), '&', ('b', 'in', [1, 2]),]");
        let (line, mark) = one_of_two.rsplit_once('\n').unwrap();
        let line = line.rsplit_once('\n').unwrap().1;
        assert_eq!(mark.find('^'), line.rfind('&'), "{one_of_two}");
        let name = wrong("[('user_id', '=', uid)]");
        assert!(
            name.contains("unknown name `uid`") && !name.contains("Domain::"),
            "{name}"
        );
    }

    #[test]
    fn an_unknown_operator_is_marked() {
        let domain = Conditions::parse("[('name', 'ilik', 'x')]", "x").unwrap();
        let failure = domain.leaf(&domain.terms[0]).unwrap_err().to_string();
        assert_eq!(
            failure,
            "invalid domain: unknown operator `ilik`; did you mean `ilike`?\n  [('name', 'ilik', 'x')]\n             ^^^^"
        );
    }
}
