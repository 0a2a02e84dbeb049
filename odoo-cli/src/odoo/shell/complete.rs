//! Completion of a line while it is typed, and whether the line is complete.

use std::{cell::RefCell, rc::Rc, time::Duration};

use rustyline::{
    Context, Helper,
    completion::Completer,
    highlight::Highlighter,
    hint::Hinter,
    validate::{ValidationContext, ValidationResult, Validator},
};

use super::{
    super::{arguments::Arguments, domain::OPERATORS, run::Session, schema::Fields},
    meta::META,
    words::{Words, split},
};
use crate::profile::{self, Profiles};

/// The timeout of requests for names, because the user is waiting.
const LIMIT: Duration = Duration::from_secs(3);

/// Commands whose first argument is a model.
const OF_MODEL: [&str; 10] = [
    "search", "read", "count", "fields", "group", "create", "write", "unlink", "call", "export",
];

/// Methods of all models that users often call.
const METHODS: [&str; 12] = [
    "action_archive",
    "action_unarchive",
    "check_access_rights",
    "copy",
    "default_get",
    "get_metadata",
    "has_access",
    "message_post",
    "name_create",
    "name_search",
    "read_group",
    "search_count",
];

/// Completes a line, and checks whether it continues.
pub(super) struct Assistant {
    session: Rc<RefCell<Rc<Session>>>,
}

impl Assistant {
    pub(super) fn new(session: Rc<RefCell<Rc<Session>>>) -> Self {
        Assistant { session }
    }

    /// The completions at the cursor, and the offset of the word to replace.
    fn candidates(&self, line: &str) -> (usize, Vec<String>) {
        let place = Place::of(line);
        let names = match &place.wants {
            Wants::Nothing => Vec::new(),
            Wants::Of(names) => names.clone(),
            Wants::Model => self.models(),
            Wants::Profile => profile_names(),
            Wants::Field { model, path, after } => {
                let mut names = self.fields(model, path);
                for name in &mut names {
                    name.push_str(after);
                }
                names
            }
        };
        let word = line.get(place.start..).unwrap_or_default();
        let matching = names.into_iter().filter(|name| name.starts_with(word));
        (place.start, matching.collect())
    }

    fn models(&self) -> Vec<String> {
        let session = Rc::clone(&self.session.borrow());
        let client = session.connection.client.with_timeout(LIMIT);
        let names = session.runtime.block_on(session.schema.models(&client));
        // A completion shows no errors of the server.
        names
            .map(|names| names.iter().map(|(name, _)| name.clone()).collect())
            .unwrap_or_default()
    }

    /// The field names that can end a path, such as `country_id.`.
    ///
    /// Each name includes the path before it.
    fn fields(&self, model: &str, path: &str) -> Vec<String> {
        let session = Rc::clone(&self.session.borrow());
        let client = session.connection.client.with_timeout(LIMIT);
        let (relations, prefix) = path.rsplit_once('.').map_or(("", ""), |(relations, _)| {
            (relations, path.get(..=relations.len()).unwrap_or_default())
        });
        let fields: Option<Fields> = session.runtime.block_on(async {
            let mut model = model.to_owned();
            for name in relations.split('.').filter(|name| !name.is_empty()) {
                let fields = session.schema.all(&client, &model).await.ok()?;
                model = fields.get(name)?.relation()?.to_owned();
            }
            session.schema.all(&client, &model).await.ok()
        });
        let names = fields.iter().flat_map(|fields| fields.keys());
        names.map(|name| format!("{prefix}{name}")).collect()
    }
}

fn profile_names() -> Vec<String> {
    let profiles = profile::path().and_then(|path| Profiles::read(&path));
    let mut names: Vec<String> = profiles
        .map(|profiles| profiles.names().map(str::to_owned).collect())
        .unwrap_or_default();
    names.push("mock".to_owned());
    names
}

/// The word at the cursor, and what the command expects there.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    start: usize,
    wants: Wants,
}

#[derive(Debug, PartialEq, Eq)]
enum Wants {
    Nothing,
    Of(Vec<String>),
    Model,
    Profile,
    Field {
        model: String,
        path: String,
        after: &'static str,
    },
}

impl Place {
    fn of(line: &str) -> Self {
        if let Some((start, path, is_field)) = in_condition(line) {
            let model = words_before(line).get(1).cloned().unwrap_or_default();
            let wants = if is_field {
                Wants::Field {
                    model,
                    path,
                    after: "",
                }
            } else {
                Wants::Of(OPERATORS.map(str::to_owned).to_vec())
            };
            return Place { start, wants };
        }
        if split(line) == Words::Open {
            // A value cannot be completed.
            return Place {
                start: line.len(),
                wants: Wants::Nothing,
            };
        }
        let start = line.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word = line.get(start..).unwrap_or_default();
        let before = line.get(..start).unwrap_or_default();
        let words = words_before(before);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let own = |names: &[&str]| Wants::Of(names.iter().map(|name| (*name).to_owned()).collect());
        let field = |model: &str, after| Wants::Field {
            model: model.to_owned(),
            path: word.to_owned(),
            after,
        };
        let wants = match words.as_slice() {
            [] if word.starts_with('\\') => {
                Wants::Of(META.iter().map(|meta| format!("\\{}", meta.name)).collect())
            }
            [] | ["\\h"] => Wants::Of(commands()),
            ["\\d" | "\\dt"] => Wants::Model,
            ["\\c"] => Wants::Profile,
            ["export", .., "-o" | "--output"] => {
                own(&["table", "json", "ndjson", "csv", "tsv", "parquet"])
            }
            [.., "-o" | "--output" | "\\f"] => own(&["table", "json", "ndjson", "csv", "tsv"]),
            [command, ..] if word.starts_with('-') => Wants::Of(options(command)),
            ["import"] => Wants::Model,
            [command] if OF_MODEL.contains(command) => Wants::Model,
            ["create", model, ..] | ["write", model, _, ..] => field(model, "="),
            ["call", _] => own(&METHODS),
            ["group", model] => field(model, ""),
            [command, model, ..] if OF_MODEL.contains(command) => field(model, ""),
            _ => Wants::Nothing,
        };
        Place { start, wants }
    }
}

/// The complete words at the beginning of a line.
///
/// An incomplete word at the end is omitted.
fn words_before(line: &str) -> Vec<String> {
    let mut line = line;
    loop {
        match split(line) {
            Words::Whole(words) => return words,
            Words::Open => {
                let end = line
                    .trim_end()
                    .rfind(char::is_whitespace)
                    .unwrap_or_default();
                line = line.get(..end).unwrap_or_default();
            }
        }
    }
}

/// The text at the cursor, if it is a condition's field or operator.
///
/// Returns its offset, the text, and which of both it is.
fn in_condition(line: &str) -> Option<(usize, String, bool)> {
    let mut quote: Option<(char, usize)> = None;
    let mut commas: Vec<usize> = Vec::new();
    let mut is_escaped = false;
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some((open, _)), _) if character == open => quote = None,
            (None, '\'' | '"') => quote = Some((character, at + 1)),
            (None, '[' | '(') => commas.push(0),
            (None, ']' | ')') => {
                commas.pop();
            }
            (None, ',') => {
                if let Some(count) = commas.last_mut() {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let (_, start) = quote?;
    // A condition is a list in a list.
    let [.., _, position] = commas.as_slice() else {
        return None;
    };
    let text = line.get(start..)?.to_owned();
    match position {
        0 => Some((start, text, true)),
        1 => Some((start, text, false)),
        _ => None,
    }
}

fn commands() -> Vec<String> {
    let grammar = <Arguments as clap::CommandFactory>::command();
    let shown = grammar
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    shown.map(|command| command.get_name().to_owned()).collect()
}

fn options(command: &str) -> Vec<String> {
    let mut grammar = <Arguments as clap::CommandFactory>::command();
    grammar.build();
    let found = grammar.find_subcommand(command);
    let long = found
        .into_iter()
        .flat_map(clap::Command::get_arguments)
        .filter_map(clap::Arg::get_long);
    long.map(|name| format!("--{name}")).collect()
}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.candidates(line.get(..position).unwrap_or(line)))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let line = context.input();
        Ok(match split(line) {
            Words::Open if !line.trim_start().starts_with('\\') => ValidationResult::Incomplete,
            _ => ValidationResult::Valid(None),
        })
    }
}

impl Hinter for Assistant {
    type Hint = String;
}

impl Highlighter for Assistant {}

impl Helper for Assistant {}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(model: &str, path: &str, after: &'static str) -> Wants {
        Wants::Field {
            model: model.to_owned(),
            path: path.to_owned(),
            after,
        }
    }

    #[test]
    fn the_place_says_what_is_wanted() {
        let wants = |line: &str| Place::of(line).wants;
        assert_eq!(wants("search res.pa"), Wants::Model);
        assert_eq!(wants("\\d res"), Wants::Model);
        assert_eq!(
            wants("search res.partner na"),
            field("res.partner", "na", "")
        );
        assert_eq!(
            wants("search res.partner country_id.co"),
            field("res.partner", "country_id.co", "")
        );
        assert_eq!(
            wants("create res.partner na"),
            field("res.partner", "na", "=")
        );
        assert_eq!(
            wants("search res.partner [('na"),
            field("res.partner", "na", "")
        );
        assert_eq!(
            wants("search res.partner [('a', '=', 1), ('country_id.c"),
            field("res.partner", "country_id.c", "")
        );
        assert_eq!(
            wants("search res.partner [('name', 'x"),
            Wants::Of(OPERATORS.map(str::to_owned).to_vec())
        );
        assert_eq!(
            wants("search res.partner [('name', '=', 'x"),
            Wants::Nothing
        );
        assert_eq!(wants("\\c pr"), Wants::Profile);
        let Wants::Of(commands) = wants("sea") else {
            panic!()
        };
        assert!(commands.contains(&"search".to_owned()) && !commands.contains(&"man".to_owned()));
        let Wants::Of(options) = wants("search res.partner --or") else {
            panic!()
        };
        assert!(options.contains(&"--order".to_owned()), "{options:?}");
    }

    #[test]
    fn the_word_that_is_replaced_begins_after_the_quotation_mark() {
        let line = "count res.partner [('country_id.c";
        assert_eq!(&line[Place::of(line).start..], "country_id.c");
    }
}
