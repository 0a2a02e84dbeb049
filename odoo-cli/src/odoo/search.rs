//! `odoo search`, `read`, `count` and `fields`.

use std::{
    collections::BTreeSet,
    io::{self, Write as _},
    sync::Arc,
};

use odoo_orm::schema::FieldInfo;
use odoo_rpc::Call;
use serde_json::{Value, json};

use super::{
    arguments::{Count, Fields, Read, Search},
    domain::Conditions,
    ids,
    output::Column,
    read::{Pages, Plan, Which, first_names, interrupted, prefetch},
    run::Run,
};
use crate::failure::{Failure, Result};

/// The default limit of records.
const LIMIT: u64 = 80;

/// Separates the domain, which begins with a bracket, from the names.
pub(super) fn terms(arguments: &[String], model: &str) -> Result<(Conditions, Vec<String>)> {
    let (domains, names): (Vec<&String>, Vec<&String>) = arguments
        .iter()
        .partition(|argument| Conditions::is_domain(argument));
    let domain = match domains.as_slice() {
        [] => Conditions::default(),
        [one] => Conditions::parse(one, model)?,
        _ => {
            return Err(Failure::usage(
                "there are two domains: join their conditions in one list",
            ));
        }
    };
    if let Some(condition) = names
        .iter()
        .find(|name| name.contains(['=', '\'', '"', '<', '>']))
    {
        return Err(Failure::usage(format!(
            "`{condition}` is neither a field nor a domain: write a domain in brackets, such as [('name', '=', 'Acme')]"
        )));
    }
    let names = names
        .iter()
        .flat_map(|names| names.split(','))
        .map(str::trim);
    Ok((
        domain,
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
    ))
}

/// Returns the names, or the default fields if there are no names.
fn or_usual(names: Vec<String>) -> Vec<String> {
    if names.is_empty() {
        return vec!["id".to_owned(), "display_name".to_owned()];
    }
    names
}

pub(super) async fn search(run: &mut Run<'_>, search: Search) -> Result<()> {
    let (domain, names) = terms(&search.terms, &search.model)?;
    let paths = or_usual(names);
    let limit = match (search.limit, search.all) {
        (Some(limit), _) => Some(limit),
        (None, true) => None,
        // An additional record shows whether there are more.
        (None, false) => Some(LIMIT + 1),
    };
    let is_cut = search.limit.is_none() && !search.all;
    let which = Which {
        model: search.model,
        domain,
        order: search.order,
        limit,
        offset: search.offset,
    };
    let count = show(run, which, paths, is_cut.then_some(LIMIT)).await?;
    if is_cut && count > LIMIT {
        let _ = writeln!(
            io::stderr(),
            "odoo: the first {LIMIT} records are shown: `--limit N` shows more, `--all` shows all"
        );
    }
    Ok(())
}

/// Writes the matches of a search, at most `most`, and returns their number.
async fn show(
    run: &mut Run<'_>,
    which: Which,
    paths: Vec<String>,
    most: Option<u64>,
) -> Result<u64> {
    let client = run.client.clone();
    let (schema, model) = (&run.session.schema, which.model.clone());
    let mut names = first_names(&paths);
    // Keyset pagination uses the id.
    names.insert("id".to_owned());
    let mut pages = Pages::new(which.clone(), names);
    let plan = async {
        let plan = Plan::new(schema, &client, &model, &paths).await?;
        which.domain.check(schema, &client, &model).await?;
        check_order(run, &model, which.order.as_deref()).await?;
        Ok::<_, Failure>(plan)
    };
    // The names are checked while the server searches. Their error is clearer than the server's.
    let (plan, first) = tokio::join!(plan, pages.next(&client));
    let plan = Arc::new(plan?);
    let Some(first) = first? else {
        return run.output.records(plan.columns.clone()).end();
    };
    let first = plan.rows(&client, first).await?;
    let made = Arc::clone(&plan);
    let mut rest = prefetch(client, pages, move |client, records| {
        let plan = Arc::clone(&made);
        Box::pin(async move { plan.rows(&client, records).await })
    });
    let is_terminal = run.output.width.is_some();
    let mut records = run.output.records(plan.columns.clone());
    let (mut page, mut found) = (Some(first), 0);
    while let Some(rows) = page {
        for row in rows {
            found += 1;
            if most.is_none_or(|most| found <= most) {
                records.row(row)?;
            }
        }
        page = match rest.recv().await {
            None => None,
            Some(Ok(rows)) => {
                records.flush()?;
                Some(rows)
            }
            Some(Err(failure)) => {
                let done = records.count();
                records.flush()?;
                return Err(interrupted(failure, done, "records"));
            }
        };
    }
    let shown = records.end()?;
    if is_terminal {
        run.output.footer(shown)?;
    }
    Ok(found)
}

/// Checks the fields of an order such as `name desc, id`.
pub(super) async fn check_order(run: &Run<'_>, model: &str, order: Option<&str>) -> Result<()> {
    let terms = order.into_iter().flat_map(|order| order.split(','));
    let names = terms.filter_map(|term| term.split_whitespace().next());
    let names: BTreeSet<String> = names
        .map(|name| name.split(['.', ':']).next().unwrap_or(name).to_owned())
        .collect();
    run.session
        .schema
        .fields(&run.client, model, &names)
        .await?;
    Ok(())
}

pub(super) async fn read(run: &mut Run<'_>, read: Read) -> Result<()> {
    let ids = ids::parse(&run.client, &read.model, &read.ids).await?;
    let paths = or_usual(
        read.fields
            .iter()
            .flat_map(|names| names.split(','))
            .map(str::to_owned)
            .collect(),
    );
    let client = run.client.clone();
    let plan = Plan::new(&run.session.schema, &client, &read.model, &paths).await?;
    let mut names = first_names(&paths);
    names.insert("id".to_owned());
    let wanted = ids.len();
    let mut pages = Pages::of_ids(&read.model, ids, names);
    let mut records = run.output.records(plan.columns.clone());
    while let Some(page) = pages.next(&client).await? {
        for row in plan.rows(&client, page).await? {
            records.row(row)?;
        }
    }
    let count = records.end()?;
    let missing = (wanted as u64).saturating_sub(count);
    if missing > 0 {
        let sentence =
            format!("{missing} of {wanted} records do not exist, or the user may not see them");
        return Err(Failure::new(crate::failure::Exit::Refused, sentence));
    }
    Ok(())
}

pub(super) async fn count(run: &mut Run<'_>, count: Count) -> Result<()> {
    let (domain, names) = terms(&count.domain, &count.model)?;
    if let Some(name) = names.first() {
        return Err(Failure::usage(format!(
            "expected a domain such as [('name', '=', 'Acme')], found `{name}`"
        )));
    }
    let (schema, client) = (&run.session.schema, &run.client);
    let call = Call::read(&count.model, "search_count").arg("domain", domain.json());
    let (checked, answer) = tokio::join!(
        domain.check(schema, client, &count.model),
        client.call(call)
    );
    checked?;
    let number: u64 = match answer {
        Ok(answer) => answer.decode()?,
        Err(error) => return Err(schema.failure(client, &count.model, error).await),
    };
    run.output.value(&number.into())
}

pub(super) async fn fields(run: &mut Run<'_>, fields: Fields) -> Result<()> {
    let all = run.session.schema.all(&run.client, &fields.model).await?;
    let wanted =
        |name: &str| fields.names.is_empty() || fields.names.iter().any(|glob| matches(glob, name));
    if let Some(name) = fields
        .names
        .iter()
        .find(|name| !is_glob(name) && !all.contains_key(*name))
    {
        return Err(super::schema::unknown_field(&fields.model, name, &all));
    }
    let flags = ["required", "readonly", "store", "searchable"];
    let mut columns = ["name", "type", "label", "leads to"]
        .map(|name| Column::new(name, "char"))
        .to_vec();
    columns.extend(flags.map(|name| Column::new(name, "boolean")));
    let is_table = run.output.format == super::arguments::Format::Table;
    let mut records = run.output.records(columns);
    for (name, field) in all.iter().filter(|(name, _)| wanted(name)) {
        let mut row = vec![
            json!(name),
            json!(field.kind()),
            json!(field.label()),
            leads_to(field),
        ];
        row.extend(
            flags.map(|flag| match field.get(flag) == Some(&Value::Bool(true)) {
                // A table omits attributes that are false.
                false if is_table => Value::Null,
                is_set => is_set.into(),
            }),
        );
        records.row(row)?;
    }
    records.end()?;
    Ok(())
}

/// The model of a relation, or the keys of a selection.
fn leads_to(field: &FieldInfo) -> Value {
    let keys: Vec<&str> = field.selection().map(|(key, _)| key).collect();
    match field.relation() {
        Some(model) => model.into(),
        None if keys.is_empty() => Value::Null,
        None => keys.join(", ").into(),
    }
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a name matches a glob of `*` and `?`.
pub(super) fn matches(glob: &str, name: &str) -> bool {
    fn at(glob: &[u8], name: &[u8]) -> bool {
        match (glob.split_first(), name.split_first()) {
            (None, None) => true,
            (Some((b'*', rest)), _) => {
                at(rest, name) || name.split_first().is_some_and(|(_, name)| at(glob, name))
            }
            (Some((b'?', rest)), Some((_, name))) => at(rest, name),
            (Some((a, rest)), Some((b, name))) => a == b && at(rest, name),
            _ => false,
        }
    }
    at(glob.as_bytes(), name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_matches_the_whole_name() {
        for (glob, name, is_match) in [
            ("name", "name", true),
            ("na*", "name", true),
            ("*_id", "country_id", true),
            ("?ame", "name", true),
            ("na", "name", false),
            ("*x*", "name", false),
        ] {
            assert_eq!(matches(glob, name), is_match, "{glob} {name}");
        }
    }

    #[test]
    fn what_begins_with_a_bracket_is_the_domain() {
        let (domain, names) =
            terms(&["a,b".into(), "[('c', '=', 1)]".into(), "d".into()], "x").unwrap();
        assert_eq!(domain.json().as_array().unwrap().len(), 1);
        assert_eq!(names, ["a", "b", "d"]);
        assert!(terms(&["[]".into(), "[]".into()], "x").is_err());
    }
}
