//! Fields by path: the reads of each model, and the assembly of rows.

use std::collections::{BTreeMap, BTreeSet};

use odoo_rpc::{BoxFuture, Call, Client, Context};
use serde_json::{Map, Value, json};

use crate::{
    failure::{Failure, Result},
    odoo::{output::Column, schema::Schema},
};

type Record = Map<String, Value>;

/// The maximum number of ids in one read of related records.
const BATCH: usize = 2_000;

/// The columns of a result, and the reads that they need.
#[derive(Debug)]
pub(in crate::odoo) struct Plan {
    pub(in crate::odoo) columns: Vec<Column>,
    paths: Vec<Vec<String>>,
    root: Level,
}

/// The fields that are read of one model.
#[derive(Debug, Default)]
struct Level {
    names: BTreeSet<String>,
    kinds: BTreeMap<String, String>,
    /// The models of the relations in paths.
    below: BTreeMap<String, (String, Level)>,
}

/// The related records that were read, by the path of the relation.
type Related = BTreeMap<String, BTreeMap<i64, Record>>;

/// The first names of the paths, which need no response of the server.
pub(in crate::odoo) fn first_names(paths: &[String]) -> BTreeSet<String> {
    let first = |path: &String| path.split('.').next().unwrap_or_default().to_owned();
    paths.iter().map(first).collect()
}

impl Plan {
    /// Looks up the fields of the paths.
    ///
    /// For an unknown field, the failure suggests the closest name.
    pub(in crate::odoo) async fn new(
        schema: &Schema,
        client: &Client,
        model: &str,
        paths: &[String],
    ) -> Result<Self> {
        let split = |path: &String| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let paths: Vec<Vec<String>> = paths.iter().map(split).collect();
        let refs: Vec<&[String]> = paths.iter().map(Vec::as_slice).collect();
        let root = level(schema, client, model.to_owned(), refs).await?;
        let columns = paths
            .iter()
            .map(|path| Column::new(path.join("."), root.kind(path)));
        Ok(Plan {
            columns: columns.collect(),
            root,
            paths: paths.clone(),
        })
    }

    /// Returns the rows of a page.
    ///
    /// Related records are read in batches, one for each relation of the paths.
    pub(in crate::odoo) async fn rows(
        &self,
        client: &Client,
        records: Vec<Record>,
    ) -> Result<Vec<Vec<Value>>> {
        let mut related = Related::new();
        read_below(client, &self.root, String::new(), &records, &mut related).await?;
        let mut rows = Vec::with_capacity(records.len());
        for mut record in records {
            let row = self.paths.iter().map(|path| match path.as_slice() {
                // Each name is taken once, unless a path goes through it as well.
                [name] if self.takes(name) => record.remove(name).unwrap_or_default(),
                path => value(&self.root, "", &record, path, &related),
            });
            rows.push(row.collect());
        }
        Ok(rows)
    }

    fn takes(&self, name: &str) -> bool {
        let uses = self
            .paths
            .iter()
            .filter(|path| path.first().is_some_and(|first| first == name));
        uses.count() == 1
    }
}

impl Level {
    /// The type of the field at the end of a path.
    fn kind(&self, path: &[String]) -> String {
        match path {
            [name] => self.kinds.get(name).cloned().unwrap_or_default(),
            [name, rest @ ..] => {
                let end = self
                    .below
                    .get(name)
                    .map(|(_, level)| level.kind(rest))
                    .unwrap_or_default();
                let is_list = self.kinds.get(name).is_some_and(|kind| kind != "many2one");
                // A list of numbers is not aligned to the right.
                if is_list && end != "boolean" {
                    "list".to_owned()
                } else {
                    end
                }
            }
            [] => String::new(),
        }
    }
}

fn level<'a>(
    schema: &'a Schema,
    client: &'a Client,
    model: String,
    paths: Vec<&'a [String]>,
) -> BoxFuture<'a, Result<Level>> {
    Box::pin(async move {
        let mut level = Level::default();
        let mut below: BTreeMap<String, Vec<&[String]>> = BTreeMap::new();
        for path in paths {
            let Some((name, rest)) = path.split_first() else {
                continue;
            };
            level.names.insert(name.clone());
            if !rest.is_empty() {
                below.entry(name.clone()).or_default().push(rest);
            }
        }
        let fields = schema.fields(client, &model, &level.names).await?;
        for name in &level.names {
            let kind = fields.get(name).map(|field| field.kind().to_owned());
            level.kinds.insert(name.clone(), kind.unwrap_or_default());
        }
        for (name, paths) in below {
            let Some(target) = fields.get(&name).and_then(|field| field.relation()) else {
                let rest = paths.first().map(|path| path.join(".")).unwrap_or_default();
                return Err(Failure::usage(format!(
                    "`{name}.{rest}` cannot be read: `{name}` of `{model}` is not a relation"
                )));
            };
            let inner = self::level(schema, client, target.to_owned(), paths).await?;
            level.below.insert(name, (target.to_owned(), inner));
        }
        Ok(level)
    })
}

/// Reads the records that relations of `level` link to, and their related records.
fn read_below<'a>(
    client: &'a Client,
    level: &'a Level,
    prefix: String,
    records: &'a [Record],
    related: &'a mut Related,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for (name, (model, inner)) in &level.below {
            let ids: BTreeSet<i64> = records
                .iter()
                .filter_map(|record| record.get(name))
                .flat_map(ids_of)
                .collect();
            let ids: Vec<i64> = ids.into_iter().collect();
            let mut found = Vec::with_capacity(ids.len());
            for batch in ids.chunks(BATCH) {
                found.extend(read(client, model, batch, &inner.names).await?);
            }
            let path = format!("{prefix}{name}.");
            read_below(client, inner, path.clone(), &found, related).await?;
            let by_id = found
                .into_iter()
                .filter_map(|record| Some((record.get("id")?.as_i64()?, record)));
            related.insert(path, by_id.collect());
        }
        Ok(())
    })
}

/// Reads records by their ids.
///
/// If the user cannot see some of them, the others are read.
pub(in crate::odoo) async fn read(
    client: &Client,
    model: &str,
    ids: &[i64],
    names: &BTreeSet<String>,
) -> Result<Vec<Record>> {
    let call = |ids: &[i64]| {
        Call::read(model, "read")
            .on(ids.iter().copied())
            .arg("fields", json!(names))
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    match client.call(call(ids)).await {
        Ok(answer) => Ok(answer.decode()?),
        Err(error)
            if error
                .fault()
                .is_some_and(|fault| fault.is_access() || fault.is_missing()) =>
        {
            let search = Call::read(model, "search")
                .arg("domain", json!([["id", "in", ids]]))
                .with_context(&Context::new().active_test(false));
            let visible: Vec<i64> = client.call(search).await?.decode()?;
            if visible.is_empty() || visible.len() == ids.len() {
                return if visible.is_empty() {
                    Ok(Vec::new())
                } else {
                    Err(error.into())
                };
            }
            Ok(client.call(call(&visible)).await?.decode()?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The ids in the value of a relation.
pub(in crate::odoo) fn ids_of(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(items) => match items.as_slice() {
            [id, Value::String(_)] => id.as_i64().into_iter().collect(),
            items => items.iter().filter_map(Value::as_i64).collect(),
        },
        other => other.as_i64().into_iter().collect(),
    }
}

/// The value at the end of a path.
///
/// It is a list if the path contains a list.
fn value(
    level: &Level,
    prefix: &str,
    record: &Record,
    path: &[String],
    related: &Related,
) -> Value {
    let Some((name, rest)) = path.split_first() else {
        return Value::Null;
    };
    let found = record.get(name).cloned().unwrap_or_default();
    let Some((_, inner)) = level.below.get(name).filter(|_| !rest.is_empty()) else {
        let is_boolean = level.kinds.get(name).is_some_and(|kind| kind == "boolean");
        return if found == false && !is_boolean {
            Value::Null
        } else {
            found
        };
    };
    let prefix = format!("{prefix}{name}.");
    let at_end = |id: i64| match related.get(&prefix).and_then(|records| records.get(&id)) {
        Some(record) => value(inner, &prefix, record, rest, related),
        None => Value::Null,
    };
    let is_one = level.kinds.get(name).is_some_and(|kind| kind == "many2one");
    let mut values = ids_of(&found).into_iter().map(at_end);
    if is_one {
        values.next().unwrap_or_default()
    } else {
        values.collect()
    }
}
