//! Structs held against the server that runs.

use std::fmt;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use odoo_rpc::{__private::Printable, BoxFuture, Client, Error, ServerVersion};
use odoo_schema::{Field, Model as Described, did_you_mean};

use super::describe::describe;
use crate::model::{FieldMeta, Model, ModelMeta, RelationMeta, meta};

/// A difference between a struct and the server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The model, as the server names it.
    pub model: &'static str,
    /// The field, as the server names it; none if the model itself is at fault.
    pub field: Option<&'static str>,
    /// What was expected, what was found, and what to do.
    pub sentence: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Printable(&self.sentence).fmt(f)
    }
}

/// Why [`verify`] failed: structs differ from the server, or the server could not be asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// All differences, in the order of the structs and their fields.
    Mismatches(Vec<Mismatch>),
    /// The server could not be asked.
    Call(Error),
}

impl VerifyError {
    /// The differences; none if the server could not be asked.
    pub fn mismatches(&self) -> &[Mismatch] {
        match self {
            VerifyError::Mismatches(all) => all,
            VerifyError::Call(_) => &[],
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Mismatches(all) => {
                write!(
                    f,
                    "{} differences between structs and the server",
                    all.len()
                )?;
                all.iter()
                    .try_for_each(|mismatch| write!(f, "\n- {mismatch}"))
            }
            VerifyError::Call(_) => f.write_str("cannot ask the server for its models"),
        }
    }
}

impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            VerifyError::Mismatches(_) => None,
            VerifyError::Call(error) => Some(error),
        }
    }
}

impl From<Error> for VerifyError {
    fn from(error: Error) -> Self {
        VerifyError::Call(error)
    }
}

/// A model, or a tuple of up to 12 of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a model nor a tuple of models",
    label = "expected a struct that derives `OdooModel`, or a tuple such as `(Partner, Order)`"
)]
pub trait Models {
    #[doc(hidden)]
    fn metas() -> Vec<&'static ModelMeta>;
}

#[diagnostic::do_not_recommend]
impl<M: Model> Models for M {
    fn metas() -> Vec<&'static ModelMeta> {
        vec![meta::<M>()]
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Models, $($rest: Models),*> Models for ($first, $($rest,)*) {
            fn metas() -> Vec<&'static ModelMeta> {
                [$first::metas(), $($rest::metas()),*].concat()
            }
        }
        tuples! { $($rest)* }
    };
    () => {};
}

tuples! { A B C D E F G H I J K L }

/// Compares structs with the models of the server.
///
/// It sees them as the client's user does, and lists all differences at once.
///
/// Call it when a service starts, or in a test: a field that is gone, has another type or another key is then found before the first read
/// fails. Each model takes one request (`fields_get`). The compiler checks structs in the same way where there is a snapshot: see
/// [`OdooModel`](derive@crate::OdooModel).
///
/// A field with `since` or `until` must be on the server where these allow it, and only there; one with `renamed` is looked up by its name on the
/// server's version.
///
/// ```
/// use odoo_orm::prelude::*;
///
/// #[derive(OdooModel)]
/// #[odoo(model = "res.partner")]
/// struct Partner { id: Id<Partner>, emial: Option<String>, color: Option<String> }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let odoo = odoo_mock::World::new().client();
/// let error = odoo_orm::schema::verify::<(Partner,)>(&odoo).await.unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "2 differences between structs and the server\n\
///      - `res.partner` has no field `emial` on the server; did you mean `email`?\n\
///      - `color` of `res.partner` is of type `integer` on the server; its Rust type reads `char`, `text`, `html`, `selection`, `reference`, `binary`"
/// );
/// # }
/// ```
///
/// # Errors
///
/// If a struct differs from the server, or if the server cannot be asked. A model that the server does not describe is a difference.
pub async fn verify<M: Models>(client: &Client) -> Result<(), VerifyError> {
    // Boxed, and made before anything waits, so that the whole can be spawned.
    let calls: Vec<BoxFuture<'static, _>> = M::metas()
        .into_iter()
        .map(|meta| {
            let client = client.clone();
            Box::pin(async move { model(&client, meta).await }) as BoxFuture<'static, _>
        })
        .collect();
    let found: Vec<Vec<Mismatch>> = stream::iter(calls).buffered(4).try_collect().await?;
    let all = found.concat();
    if all.is_empty() {
        return Ok(());
    }
    Err(VerifyError::Mismatches(all))
}

async fn model(client: &Client, meta: &'static ModelMeta) -> Result<Vec<Mismatch>, Error> {
    let version = client.server_version().await?;
    match describe(client, meta.name()).await {
        Ok((described, _)) => Ok(mismatches(meta, &described, version)),
        Err(error) => match error.fault() {
            Some(fault) => Ok(vec![Mismatch {
                model: meta.name(),
                field: None,
                sentence: format!(
                    "the server does not describe `{}` to this user: {fault}",
                    meta.name()
                ),
            }]),
            None => Err(error),
        },
    }
}

fn mismatches(
    meta: &'static ModelMeta,
    described: &Described,
    version: &ServerVersion,
) -> Vec<Mismatch> {
    let mut all = Vec::new();
    for field in meta.fields().iter().filter(|field| field.name() != "id") {
        let (model, is_here) = (meta.name(), field.name_on(version).is_some());
        let name = field.name_on(version).unwrap_or(field.newest_name());
        if !is_here && meta.field_on(name, Some(version)).is_some() {
            // Another field of the struct has the name on this version.
            continue;
        }
        let mut push = |sentence: String| {
            all.push(Mismatch {
                model,
                field: Some(name),
                sentence,
            });
        };
        match described.field(name) {
            Some(known) if is_here => {
                compare((model, name), field, known, &mut push);
                continue;
            }
            Some(_) => {
                push(format!(
                    "`{model}` has the field `{name}` on the server, Odoo {version}, although the struct says `{}`",
                    field.range()
                ));
                continue;
            }
            None if is_here => {}
            None => continue,
        }
        let names: Vec<&str> = described.fields().map(|(name, _)| name).collect();
        let close = did_you_mean(name, &names);
        push(format!(
            "`{model}` has no field `{name}` on the server{close}"
        ));
    }
    all
}

fn compare(
    (model, name): (&str, &str),
    field: &FieldMeta,
    known: &Field,
    push: &mut impl FnMut(String),
) {
    let place = format!("`{name}` of `{model}`");
    if !field.types().contains(&known.kind.as_str()) {
        push(format!(
            "{place} is of type `{}` on the server; its Rust type reads `{}`",
            known.kind,
            field.types().join("`, `")
        ));
        return;
    }
    if let Some(relation) = &known.relation
        && let Some(target) = field.relation().map(RelationMeta::target)
        && target.name() != <crate::Any as Model>::__NAME
        && target.name() != relation
    {
        push(format!(
            "{place} leads to `{relation}` on the server, and its Rust type to `{}`",
            target.name()
        ));
    }
    if known.is_never_written() && !field.is_read_only() {
        push(format!(
            "{place} is computed on the server and cannot be written: add `#[odoo(readonly)]`"
        ));
    }
    let Some(keys) = &known.keys else { return };
    for key in field.named_keys().unwrap_or_default() {
        if !keys.iter().any(|known| known == key) {
            push(format!("{place} has no key `{key}` on the server"));
        }
    }
    for key in keys.iter().filter(|_| known.kind == "selection") {
        let own = field.keys();
        if own.is_some_and(|own| !own.contains(&key.as_str())) {
            push(format!(
                "{place} has the key `{key}` on the server, for which the enum has no variant"
            ));
        }
    }
}

#[cfg(test)]
mod tests;
