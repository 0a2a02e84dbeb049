//! The models of a snapshot, from a server.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, stream};
use odoo_rpc::{Call, Client, Error, ServerVersion};
use odoo_schema::{Model, Settings, matches};
use serde::Deserialize;

use super::describe::describe;

/// Reads models from a server for a snapshot, as the client's user sees them.
///
/// ```
/// use odoo_orm::schema::Pull;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), odoo_orm::Error> {
/// # let odoo = odoo_mock::World::new().client();
/// let pulled = Pull::new(["res.country"]).run(&odoo).await?;
/// let names: Vec<&str> = pulled.models.iter().map(|model| model.name()).collect();
/// // The models that relations lead to are part of it.
/// assert!(names.contains(&"res.currency"));
/// assert!(pulled.refused.is_empty());
/// # Ok(())
/// # }
/// ```
///
/// `odoo_schema::Snapshot::write` writes the models to a folder; `cargo odoo pull` does both.
///
/// Only models named by a pattern need access to `ir.model`. A user without the right to write to a model sees all of its fields as
/// read-only, and no field of a group that the user is not in: pull as the user that the program runs as.
#[derive(Debug, Clone)]
pub struct Pull {
    patterns: Vec<String>,
    with_targets: bool,
}

/// What was read from a server.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pulled {
    /// The version of the server.
    pub version: ServerVersion,
    /// The models, sorted by name.
    pub models: Vec<Model>,
    /// Models that the server did not describe.
    pub refused: Vec<Refused>,
    /// Why fields were left out: a sentence for each.
    pub left_out: Vec<String>,
}

/// A model that the server did not describe.
///
/// It does not exist, or the user lacks access.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The name of the model.
    pub model: String,
    /// What the server said.
    pub sentence: String,
    /// Whether the model was requested by name, not only as a target of relations.
    pub is_named: bool,
}

/// How many requests are sent at a time: a server has few workers.
const CONCURRENCY: usize = 4;

impl Pull {
    /// Reads these models, by name or pattern, and the targets of their relations.
    ///
    /// `*` stands for any characters and `?` for one: `sale.*` is all models of that prefix, `*` is all. Wizards (transient models) are
    /// only read by name.
    pub fn new<S: Into<String>>(patterns: impl IntoIterator<Item = S>) -> Self {
        Pull {
            patterns: patterns.into_iter().map(Into::into).collect(),
            with_targets: true,
        }
    }

    /// Leaves out the models that relations lead to.
    #[must_use]
    pub fn without_targets(self) -> Self {
        Pull {
            with_targets: false,
            ..self
        }
    }

    /// Reads the models.
    ///
    /// # Errors
    ///
    /// If a pattern needs `ir.model` and the user lacks access, or if the server cannot be reached. A model that the server does not
    /// describe is not an error: see [`Pulled::refused`].
    pub async fn run(&self, client: &Client) -> Result<Pulled, Error> {
        self.run_with(client, |_, _| {}).await
    }

    /// Reads the models, and calls a function after each of them.
    ///
    /// Its arguments are the number of models read and the number of all.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn run_with(
        &self,
        client: &Client,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Pulled, Error> {
        let version = client.server_version().await?.clone();
        let mut pulled = Pulled {
            version,
            models: Vec::new(),
            refused: Vec::new(),
            left_out: Vec::new(),
        };
        let named = self.names(client).await?;
        pulled.read(client, &named, true, 0, &mut progress).await?;
        if self.with_targets {
            let models = pulled.models.iter().flat_map(Model::fields);
            let targets: BTreeSet<String> = models
                .filter_map(|(_, field)| field.relation.clone())
                .filter(|target| !named.contains(target))
                .collect();
            let done = named.len();
            pulled
                .read(client, &targets, false, done, &mut progress)
                .await?;
        }
        pulled
            .models
            .sort_by(|one, other| one.name().cmp(other.name()));
        Ok(pulled)
    }

    async fn names(&self, client: &Client) -> Result<BTreeSet<String>, Error> {
        let is_pattern = |name: &&String| name.contains(['*', '?']);
        let (patterns, names): (Vec<&String>, Vec<&String>) =
            self.patterns.iter().partition(is_pattern);
        let mut names: BTreeSet<String> = names.into_iter().cloned().collect();
        if !patterns.is_empty() {
            for name in all(client).await? {
                if patterns.iter().any(|pattern| matches(pattern, &name)) {
                    names.insert(name);
                }
            }
        }
        Ok(names)
    }
}

/// The names of all models but wizards.
async fn all(client: &Client) -> Result<Vec<String>, Error> {
    #[derive(Deserialize)]
    struct Row {
        model: String,
    }
    let call = Call::read("ir.model", "search_read")
        .arg("domain", serde_json::json!([["transient", "=", false]]))
        .kwarg("fields", vec!["model"]);
    let rows: Vec<Row> = client.call(call).await?.decode()?;
    Ok(rows.into_iter().map(|row| row.model).collect())
}

impl Pulled {
    async fn read(
        &mut self,
        client: &Client,
        names: &BTreeSet<String>,
        is_named: bool,
        done: usize,
        progress: &mut impl FnMut(usize, usize),
    ) -> Result<(), Error> {
        // Nothing is borrowed by the tasks, so that the whole can be spawned.
        let described = stream::iter(names.clone())
            .map(|name| {
                let client = client.clone();
                async move {
                    let described = describe(&client, &name).await;
                    (name, described)
                }
            })
            .buffer_unordered(CONCURRENCY);
        let mut described = std::pin::pin!(described);
        let mut count = done;
        while let Some((name, result)) = described.next().await {
            match result {
                Ok((model, left_out)) => {
                    self.models.push(model);
                    self.left_out.extend(left_out);
                }
                Err(error) => {
                    let sentence = match (error.fault(), &error) {
                        (Some(fault), _) => fault.to_string(),
                        (None, Error::Config(error)) => error.to_string(),
                        _ => return Err(error),
                    };
                    self.refused.push(Refused {
                        model: name,
                        sentence,
                        is_named,
                    });
                }
            }
            count += 1;
            progress(count, done + names.len());
        }
        self.refused
            .sort_by(|one, other| one.model.cmp(&other.model));
        Ok(())
    }

    /// Describes the snapshot for `schema.toml`.
    pub fn settings<S: Into<String>>(
        &self,
        user: impl Into<String>,
        patterns: impl IntoIterator<Item = S>,
    ) -> Settings {
        let (major, minor) = (self.version.major(), self.version.minor());
        Settings::new(format!("{major}.{minor}"), user, patterns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn patterns_and_targets() {
        let odoo = odoo_mock::World::new().client();
        let mut seen = Vec::new();
        let pull = Pull::new(["res.country*", "no.such.model"]);
        let pulled = pull
            .run_with(&odoo, |done, of| seen.push((done, of)))
            .await
            .unwrap();
        let names: Vec<&str> = pulled.models.iter().map(Model::name).collect();
        assert_eq!(
            names,
            [
                "res.country",
                "res.country.state",
                "res.currency",
                "res.users"
            ]
        );
        let refused: Vec<_> = pulled
            .refused
            .iter()
            .map(|refused| (refused.model.as_str(), refused.is_named))
            .collect();
        assert_eq!(refused, [("no.such.model", true)]);
        assert_eq!(seen.last(), Some(&(5, 5)));
        let pulled = pull.without_targets().run(&odoo).await.unwrap();
        assert_eq!(pulled.models.len(), 2);
    }
}
