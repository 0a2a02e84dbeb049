//! Models as text, one line per field: the format of this crate's base data.
//!
//! ```text
//! model res.country "Country" order=name rights=r
//!   name      char required translate
//!   code      char size=2
//!   state_ids one2many res.country.state country_id
//!   @-16 zip  char
//!   unique code
//! ```
//!
//! A line that starts with `@17-`, `@-16` or `@14-16` is for these versions. Values with spaces are quoted.

use super::{Compute, FieldDef, Kind, ModelDef, Name, OnDelete, Unique, label, snapshot::declared};
use crate::version::VERSIONS;

/// Returns the models of a text, and its invalid lines.
pub(crate) fn parse(text: &str) -> (Vec<ModelDef>, Vec<String>) {
    let (mut models, mut wrong) = (Vec::<ModelDef>::new(), Vec::new());
    for line in text.lines() {
        let words = odoo_schema::words(line);
        let mut words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        let versions = match words.first().and_then(|word| word.strip_prefix('@')) {
            Some(range) => {
                let range = versions(range);
                words.remove(0);
                range
            }
            None => Some((0, u16::MAX)),
        };
        // An indented line belongs to the model above: some models have a field named `model`.
        let inside = line.starts_with(' ');
        let read = match (words.as_slice(), versions) {
            ([], _) => Some(()),
            ([first, ..], _) if first.starts_with('#') => Some(()),
            (["model", rest @ ..], Some(_)) if !inside => {
                model(rest).map(|model| models.push(model))
            }
            (_, Some(_)) if !inside => None,
            (["unique", fields], Some(_)) => models
                .last_mut()
                .map(|model| model.uniques.push(Unique(names(fields)))),
            ([name, rest @ ..], Some(versions)) => field(rest).and_then(|field| {
                let field = FieldDef { versions, ..field };
                models.last_mut()?.fields.push(((*name).into(), field));
                Some(())
            }),
            _ => None,
        };
        if read.is_none() {
            wrong.push(line.to_owned());
        }
    }
    (models, wrong)
}

fn versions(range: &str) -> Option<(u16, u16)> {
    let (first, last) = range.split_once('-')?;
    let number = |text: &str, empty: u16| match text {
        "" => Some(empty),
        text => text.parse().ok(),
    };
    Some((
        number(first, *VERSIONS.start())?,
        number(last, *VERSIONS.end())?,
    ))
}

fn names(list: &str) -> Vec<Name> {
    list.split(',').map(Into::into).collect()
}

fn model(words: &[&str]) -> Option<ModelDef> {
    let [name, words @ ..] = words else {
        return None;
    };
    let mut model = ModelDef::new(name);
    for word in words {
        match word.split_once('=') {
            Some(("order", order)) => model.order = Some(order.to_owned()),
            Some(("rec_name", name)) => model.rec_name = Some(name.into()),
            Some(("names", list)) => model.names = names(list),
            Some(("display", text)) => model.display = Some(text.to_owned()),
            Some(("inherits", pair)) => {
                let (parent, link) = pair.split_once(':')?;
                model.inherits.push((parent.into(), link.into()));
            }
            Some(("rights", rights)) => rights.clone_into(&mut model.rights),
            None if *word == "ruled" => model.ruled = true,
            None => model.label = Some((*word).to_owned()),
            Some(_) => return None,
        }
    }
    Some(model)
}

/// Parses a field, with the options of a snapshot and this server's own options.
fn field(words: &[&str]) -> Option<FieldDef> {
    let (own, shared): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| is_own(word));
    let shared: Vec<_> = shared.into_iter().map(Into::into).collect();
    let shared = odoo_schema::Field::from_words(&shared).ok()?;
    let mut field = declared(&shared).ok()?;
    // Without `open`, other keys are rejected.
    field.open = false;
    for word in own {
        option(&mut field, word)?;
    }
    Some(field)
}

fn is_own(word: &str) -> bool {
    match word.split_once('=') {
        None => matches!(word, "nocopy" | "open" | "secret"),
        Some((option, _)) => matches!(
            option,
            "default" | "label" | "groups" | "table" | "keys" | "ondelete" | "related" | "computed"
        ),
    }
}

fn option(field: &mut FieldDef, word: &str) -> Option<()> {
    let pair = |text: &str, by: char| {
        let (a, b) = text.split_once(by)?;
        Some((Name::from(a), Name::from(b)))
    };
    match word.split_once('=') {
        None => match word {
            "nocopy" => field.copy = false,
            "open" => field.open = true,
            "secret" => field.secret = true,
            _ => return None,
        },
        Some((option, value)) => match option {
            "default" => {
                let json = serde_json::from_str(value);
                field.default = Some(json.unwrap_or_else(|_| value.into()));
            }
            "label" => field.label = Some(value.to_owned()),
            "groups" => field.groups = value.split(',').map(str::to_owned).collect(),
            "table" => field.table = Some(value.into()),
            "keys" => field.selection = value.split('|').map(key).collect::<Option<_>>()?,
            "ondelete" => {
                field.on_delete = Some(match value {
                    "cascade" => OnDelete::Cascade,
                    "restrict" => OnDelete::Restrict,
                    "set_null" => OnDelete::SetNull,
                    _ => return None,
                });
            }
            "related" => *field = std::mem::replace(field, FieldDef::of(Kind::Id)).related(value),
            "computed" => {
                let (a, b) = pair(value, '.')
                    .or_else(|| pair(value, '*'))
                    .or_else(|| pair(value, '+'))
                    .unwrap_or_else(|| (value.into(), "".into()));
                field.copy = false;
                field.readonly = true;
                field.compute = Some(
                    match value
                        .find(['.', '*', '+'])
                        .map(|at| value.as_bytes().get(at))
                    {
                        Some(Some(b'.')) => Compute::Sum(a, b),
                        Some(Some(b'*')) => Compute::Product(a, b),
                        Some(Some(b'+')) => Compute::Add(a, b),
                        _ if value == "commercial" => Compute::Commercial,
                        _ if value == "display_name" => Compute::DisplayName,
                        _ => Compute::First(a),
                    },
                );
            }
            _ => return None,
        },
    }
    Some(())
}

/// A selection key: `draft`, or `draft:Quotation`.
fn key(text: &str) -> Option<(String, String)> {
    let (key, title) = text.split_once(':').unzip();
    let key = odoo_schema::unescape(key.unwrap_or(text))?.into_owned();
    let title = title.map_or_else(|| label(&key), str::to_owned);
    Some((key, title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_parsed_line_by_line() {
        let text = "\
# A comment.
model res.country \"A country\" order=name names=name,code
  name char required translate
  code char size=2
  state_ids one2many res.country.state country_id
  @-16 zip char keys=a|b:Bee
  unique code
";
        let (models, wrong) = parse(text);
        assert!(wrong.is_empty(), "{wrong:?}");
        let [country] = &models[..] else {
            panic!("{models:?}")
        };
        assert_eq!(country.label.as_deref(), Some("A country"));
        assert_eq!(country.names.len(), 2);
        let (name, states) = &country.fields[2];
        assert_eq!(
            (&**name, states.inverse.as_deref()),
            ("state_ids", Some("country_id"))
        );
        let zip = &country.fields[3].1;
        assert_eq!(zip.versions, (14, 16));
        assert_eq!(zip.selection[1], ("b".to_owned(), "Bee".to_owned()));
        assert_eq!(*country.uniques[0].0[0], *"code");
    }

    #[test]
    fn invalid_lines_are_reported() {
        let (_, wrong) = parse("model a\n x no_type\n y char no_flag\n z many2one");
        assert_eq!(wrong.len(), 3);
    }
}
