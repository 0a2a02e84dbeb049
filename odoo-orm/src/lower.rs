//! Rewriting conditions for older servers.
//!
//! Odoo has `any` from version 17 on. For older versions it is written as dotted paths if these mean the same, and otherwise as a list of the ids that a search of
//! the other model returns, which costs one more call. If neither means the same, the search is rejected.

mod many;
mod values;

use std::collections::VecDeque;

use odoo_rpc::{BoxFuture, Call, Client, ConfigError, Context, Error, ServerVersion};
use serde_json::Value;

use self::many::of_many_terms;
pub(crate) use self::values::{AllNamed, argument_for_server, json_for_server};
use crate::{
    domain::{Condition, Domain, Node, Operator, emit},
    field::{Feature, Path},
    model::{Model, ModelMeta, RelationKind, RelationMeta, meta},
    relation::Any,
    response,
};

/// The maximum number of ids that replace a condition.
///
/// Odoo 14 to 19 accept a list of this length.
const MOST_IDS: usize = 100_000;

impl<M: Model> Domain<M> {
    /// Encodes the domain for the client's server.
    pub(crate) async fn for_server(&self, client: &Client) -> Result<Value, Error> {
        for_server(&self.node, meta::<M>(), client).await
    }
}

impl Condition {
    /// Encodes the condition for the client's server.
    pub(crate) async fn for_server(&self, client: &Client) -> Result<Value, Error> {
        for_server(&self.node, self.model, client).await
    }
}

async fn for_server(
    node: &Node,
    model: &'static ModelMeta,
    client: &Client,
) -> Result<Value, Error> {
    if node.is_long() || node.is_versioned(model) {
        // In a box, so that the searches of all other domains do not carry its state.
        return Box::pin(special(node, model, client)).await;
    }
    spelled(node, model, client).await
}

/// Encodes a domain of many terms, or with fields that differ between versions.
async fn special(node: &Node, model: &'static ModelMeta, client: &Client) -> Result<Value, Error> {
    let named;
    let node = if node.is_versioned(model) {
        named = node.on(model, client.server_version().await?)?;
        &named
    } else {
        node
    };
    if node.is_long() {
        return of_many_terms(node, model, client).await;
    }
    spelled(node, model, client).await
}

/// Encodes the domain using only features that the server has.
async fn spelled(node: &Node, model: &'static ModelMeta, client: &Client) -> Result<Value, Error> {
    let Some(feature) = node.needs() else {
        return Ok(emit(node, model)?);
    };
    let version = client.server_version().await?;
    if feature.since().holds_on(version) {
        return Ok(emit(node, model)?);
    }
    let server = Server { client, version };
    let scope = Scope {
        model,
        not: false,
        archived: false,
    };
    Ok(emit(&server.lower(scope, node).await?, model)?)
}

/// The server for which a domain is written.
struct Server<'a> {
    client: &'a Client,
    version: &'a ServerVersion,
}

/// The context of a condition inside the domain.
#[derive(Clone, Copy)]
struct Scope {
    model: &'static ModelMeta,
    /// Whether the condition is negated.
    not: bool,
    /// Whether archived records match too.
    ///
    /// They do inside of `any` through a many2one field, as they do on such a server for a path and everything after it
    /// (`odoo/osv/expression.py`: `with_context(active_test=False)`).
    archived: bool,
}

impl Server<'_> {
    /// Rewrites the condition without features that the server lacks.
    ///
    /// A `!` is moved inwards, below rewritten conditions: up to Odoo 16, the server inverts the operator of a dotted path under `!`, so that the path
    /// needs a linked record.
    fn lower<'a>(&'a self, scope: Scope, node: &'a Node) -> BoxFuture<'a, Result<Node, Error>> {
        Box::pin(async move {
            let negate = |node: Node| if scope.not { node.not() } else { node };
            let (and, or): (Joined, Joined) = if scope.not {
                (Node::or, Node::and)
            } else {
                (Node::and, Node::or)
            };
            match node {
                _ if node.needs().is_none() => Ok(negate(node.clone())),
                Node::All | Node::None | Node::Raw(_) | Node::Refused(_) => {
                    Ok(negate(node.clone()))
                }
                Node::Leaf { path, .. } => match path.needs() {
                    Some(feature) if !feature.since().holds_on(self.version) => {
                        Err(self.unknown(scope.model, path, feature))
                    }
                    _ => Ok(negate(node.clone())),
                },
                Node::Not(node) => {
                    let not = !scope.not;
                    self.lower(Scope { not, ..scope }, node).await
                }
                Node::And(nodes) => self.lower_all(scope, nodes, and).await,
                Node::Or(nodes) => self.lower_all(scope, nodes, or).await,
                Node::Any {
                    path,
                    relation,
                    negated,
                    inner,
                } => {
                    let within = Scope {
                        model: relation.target(),
                        not: false,
                        archived: scope.archived || relation.kind() == RelationKind::Many2one,
                    };
                    let inner = self.lower(within, inner).await?;
                    if !Feature::Any.since().holds_on(self.version) {
                        return self
                            .any(scope, path, *relation, *negated, within, &inner)
                            .await;
                    }
                    Ok(negate(Node::Any {
                        path: path.clone(),
                        relation: *relation,
                        negated: *negated,
                        inner: Box::new(inner),
                    }))
                }
            }
        })
    }

    async fn lower_all(
        &self,
        scope: Scope,
        nodes: &VecDeque<Node>,
        operator: Joined,
    ) -> Result<Node, Error> {
        let mut lowered = Vec::with_capacity(nodes.len());
        for node in nodes {
            lowered.push(self.lower(scope, node).await?);
        }
        Ok(join(lowered, operator))
    }

    /// Rewrites `any` or `not any` as paths or as a list of ids.
    async fn any(
        &self,
        scope: Scope,
        path: &Path,
        relation: RelationMeta,
        negated: bool,
        within: Scope,
        inner: &Node,
    ) -> Result<Node, Error> {
        let own = !path.as_str().contains('.');
        if scope.not && !own {
            // `a.b any D` requires a record at `a`, so its opposite does not. A list of ids at the end of the path does.
            return Err(self.not_exact(scope.model, path));
        }
        let negated = negated != scope.not;
        if !negated && let Some(node) = dotted(path, relation, inner) {
            return Ok(node);
        }
        let found = self.search(within, inner, path, scope.model).await?;
        if !negated || relation.kind() != RelationKind::One2many {
            let operator = if negated {
                Operator::NotIn
            } else {
                Operator::In
            };
            return Ok(Node::leaf(path.clone(), operator, Ok(found.into())));
        }
        if !own {
            return Err(self.not_exact(scope.model, path));
        }
        // Odoo 14 finds nothing by `not in` if one of the lines belongs to no record: SQL's `NOT IN` over a NULL.
        let with_lines = Node::leaf(path.clone(), Operator::In, Ok(found.into()));
        let all = Scope {
            archived: true,
            ..scope
        };
        let found = self.search(all, &with_lines, path, scope.model).await?;
        Ok(Node::leaf("id".into(), Operator::NotIn, Ok(found.into())))
    }

    /// Returns the ids of the records that match a condition on `path`.
    async fn search(
        &self,
        scope: Scope,
        node: &Node,
        path: &Path,
        model: &'static ModelMeta,
    ) -> Result<Vec<Value>, Error> {
        let target = scope.model.name();
        if std::ptr::eq(scope.model, meta::<Any>()) {
            return Err(ConfigError::unsupported(format!(
                "the condition on `{path}` of `{}` needs a search of its own on this server, Odoo {}, and `Any` names no model to search: declare a struct \
                 of it",
                model.name(),
                self.version,
            ))
            .into());
        }
        let domain = node.to_json().map_err(|refused| refused.of(target))?;
        let mut call = Call::read(target, "search")
            .arg("domain", domain)
            .kwarg("limit", MOST_IDS + 1)
            .kwarg("order", "id");
        if scope.archived {
            call = call.with_context(&Context::new().active_test(false));
        }
        let ids = response::numbers(&self.client.call(call).await?)?;
        if ids.len() <= MOST_IDS {
            return Ok(ids.into_iter().map(Value::from).collect());
        }
        Err(ConfigError::new(format!(
            "more than {MOST_IDS} records of `{target}` match the condition on `{path}` of `{}`: this server, Odoo {}, needs their ids \
             as a list, so narrow the condition, or search `{target}` first",
            model.name(),
            self.version,
        ))
        .into())
    }

    fn unknown(&self, model: &'static ModelMeta, path: &Path, feature: Feature) -> Error {
        let (what, instead) = match feature {
            Feature::DatePart => (
                "a part of a date",
                "compare the date with the ends of a range",
            ),
            Feature::Property => (
                "a path into properties",
                "read the records and compare their properties",
            ),
            Feature::Any => ("a condition on related records", "use dotted paths"),
        };
        ConfigError::unsupported(format!(
            "`{path}` of `{}` is {what}, which needs Odoo {} or later, but this server is Odoo {}: {instead}",
            model.name(),
            feature.since(),
            self.version,
        ))
        .into()
    }

    fn not_exact(&self, model: &'static ModelMeta, path: &Path) -> Error {
        ConfigError::unsupported(format!(
            "the negated condition on `{path}` of `{}` needs Odoo {} or later, but this server is Odoo {}: call `any` on the first relation of \
             the path, and negate the condition inside of it",
            model.name(),
            Feature::Any.since(),
            self.version,
        ))
        .into()
    }
}

/// A function that joins two conditions.
type Joined = fn(Node, Node) -> Node;

fn join(nodes: Vec<Node>, operator: Joined) -> Node {
    nodes.into_iter().reduce(operator).unwrap_or(Node::All)
}

/// Rewrites a condition on linked records as conditions on longer paths, if equivalent.
///
/// A condition on a path matches if any record at its end does. Two such conditions can match different records, except through a many2one field, which has only one.
/// Joined by `or`, they need not match the same record, unless one names `active`, which includes archived records for all of them.
fn dotted(path: &Path, relation: RelationMeta, inner: &Node) -> Option<Node> {
    let one = relation.kind() == RelationKind::Many2one && !path.is_many();
    let all = |nodes: &VecDeque<Node>| -> Option<Vec<Node>> {
        nodes
            .iter()
            .map(|node| dotted(path, relation, node))
            .collect()
    };
    match inner {
        Node::None => Some(Node::None),
        Node::Leaf {
            path: end,
            operator,
            operand,
        } => Some(Node::leaf(
            path.clone().join(end, relation.target()),
            *operator,
            operand.clone(),
        )),
        Node::And(nodes) if one => Some(join(all(nodes)?, Node::and)),
        Node::Or(nodes) if one || !nodes.iter().any(names_active) => {
            Some(join(all(nodes)?, Node::or))
        }
        Node::All if relation.kind() == RelationKind::Many2one => {
            Some(Node::leaf(path.clone(), Operator::Ne, Ok(false.into())))
        }
        _ => None,
    }
}

/// Tells whether a condition names `active`, which includes archived records (`odoo/models.py`, `_where_calc`).
fn names_active(node: &Node) -> bool {
    match node {
        Node::Leaf { path, .. } => path.as_str() == "active",
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(names_active),
        _ => false,
    }
}
