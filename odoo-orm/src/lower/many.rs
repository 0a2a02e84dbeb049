//! Domains of many terms, which some servers reject or evaluate slowly.

use std::collections::BTreeMap;

use odoo_rpc::{Call, Client, ConfigError, Error};
use serde_json::Value;

use super::spelled;
use crate::{
    domain::{Fields, MANY, Node, most_terms},
    model::ModelMeta,
    version,
};

/// The number of terms per operator that every version accepts.
///
/// PostgreSQL's parser fails over 10,000 levels, and 17 and 18 need one per term.
const MOST_TERMS: usize = 9_000;

/// Encodes a domain of many terms for the client's server.
pub(super) async fn of_many_terms(
    node: &Node,
    model: &'static ModelMeta,
    client: &Client,
) -> Result<Value, Error> {
    let gathered = gathered(node, model, client).await?;
    let planned = gathered
        .unwrap_or_else(|| node.clone())
        .planned(MANY, false);
    let sent = spelled(&planned, model, client).await?;
    check(&sent, model, client).await?;
    Ok(sent)
}

/// Returns the domain with equality conditions merged into lists, if it has many terms.
///
/// It asks the server for the fields, because they decide whether both forms mean the same: a module implements the search of a field that is not stored,
/// and need not support `in`.
async fn gathered(
    node: &Node,
    model: &'static ModelMeta,
    client: &Client,
) -> Result<Option<Node>, Error> {
    let mut equal = BTreeMap::new();
    node.many_equal(model, &mut equal);
    let mut fields = Fields::new();
    for (model, mut names) in equal {
        names.sort_unstable();
        let names: Vec<&str> = names
            .chunk_by(PartialEq::eq)
            .filter(|equal| equal.len() > 1)
            .filter_map(|equal| equal.first().copied())
            .collect();
        if names.is_empty() {
            continue;
        }
        let attributes = ["type", "store", "translate", "company_dependent"];
        let call = Call::read(model, "fields_get")
            .arg("allfields", names)
            .kwarg("attributes", attributes.as_slice());
        fields.insert(model.to_owned(), client.call(call).await?.decode()?);
    }
    Ok((!fields.is_empty()).then(|| node.clone().gather(model, &fields)))
}

/// Checks that the server accepts the number of terms.
///
/// It asks for the version only if there are very many.
///
/// # Errors
///
/// If there are too many terms; the message has both numbers.
async fn check(domain: &Value, model: &ModelMeta, client: &Client) -> Result<(), Error> {
    let found = most_terms(domain);
    if found <= MOST_TERMS {
        return Ok(());
    }
    let version = client.server_version().await?;
    if !version::NESTS_TERMS.holds_on(version) || version::JOINS_TERMS_FLAT.holds_on(version) {
        return Ok(());
    }
    Err(ConfigError::unsupported(format!(
        "the domain on `{}` joins {found} terms by one operator, but this server, Odoo {version}, accepts at most {MOST_TERMS}: pass the values as a list to \
         `is_in` or `not_in`, or split the search",
        model.name(),
    ))
    .into())
}
