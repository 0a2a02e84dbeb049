//! Conditions as an older server takes them.
//!
//! `any` came with Odoo 17. Before, what it says is written as dotted paths where these mean the same, and else as the ids that a search of
//! the other model finds, which is one more call. Where neither means the same, the search is refused.

use std::collections::VecDeque;

use odoo_rpc::{BoxFuture, Call, Client, ConfigError, Context, Error, ServerVersion};
use serde_json::Value;

use super::{Condition, Domain, Feature, Node, Operator, Path, emit, gather, limit};
use crate::{
    model::{Model, ModelMeta, RelationKind, RelationMeta, meta},
    relation::Any,
    response,
};

/// How many ids a condition may become. Odoo 14 to 19 take a list of this length.
const MOST_IDS: usize = 100_000;

impl<M: Model> Domain<M> {
    /// The domain as the client's server takes it.
    pub(crate) async fn for_server(&self, client: &Client) -> Result<Value, Error> {
        for_server(&self.node, meta::<M>(), client).await
    }
}

impl Condition {
    /// The condition as the client's server takes it.
    pub(crate) async fn for_server(&self, client: &Client) -> Result<Value, Error> {
        for_server(&self.node, self.model, client).await
    }
}

async fn for_server(
    node: &Node,
    model: &'static ModelMeta,
    client: &Client,
) -> Result<Value, Error> {
    let gathered = gather::gathered(node, model, client).await?;
    let sent = spelled(gathered.as_ref().unwrap_or(node), model, client).await?;
    limit::check(&sent, model, client).await?;
    Ok(sent)
}

/// The domain written with what the server knows.
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

/// The server that a domain is written for.
struct Server<'a> {
    client: &'a Client,
    version: &'a ServerVersion,
}

/// Where a condition stands.
#[derive(Clone, Copy)]
struct Scope {
    model: &'static ModelMeta,
    /// Whether its opposite is wanted.
    not: bool,
    /// Whether archived records are looked for too: `any` through a many2one field does so, as a path does on such a server for all that stands behind it
    /// (`odoo/osv/expression.py`: `with_context(active_test=False)`).
    archived: bool,
}

impl Server<'_> {
    /// The condition without what the server does not know.
    ///
    /// A `!` does not stay above what is written in another way: up to Odoo 16 it turns the operator of a dotted path around, so that the path
    /// needs a record at its end.
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

    /// `any`, or `not any`, as paths or as ids.
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
            // `a.b any D` asks for an `a`, so its opposite does not; a list of ids at the path's end does.
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
        // Odoo 14 finds nothing at all by `not in` if one of the lines belongs to no record: SQL's `NOT IN` over a NULL.
        let with_lines = Node::leaf(path.clone(), Operator::In, Ok(found.into()));
        let all = Scope {
            archived: true,
            ..scope
        };
        let found = self.search(all, &with_lines, path, scope.model).await?;
        Ok(Node::leaf("id".into(), Operator::NotIn, Ok(found.into())))
    }

    /// The ids of the records that meet a condition, to be written in place of one on `path` of `model`.
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
            "the condition on `{path}` of `{}` is met by more than {MOST_IDS} records of `{target}`, and this server, Odoo {}, \
             takes it as a list of their ids only: ask for fewer, or search `{target}` first",
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
                "read the records and look at their properties",
            ),
            Feature::Any => ("a condition on related records", "use dotted paths"),
        };
        ConfigError::unsupported(format!(
            "`{path}` of `{}` is {what}, which domains have from Odoo {} on, and this server is {}: {instead}",
            model.name(),
            feature.since(),
            self.version,
        ))
        .into()
    }

    fn not_exact(&self, model: &'static ModelMeta, path: &Path) -> Error {
        ConfigError::unsupported(format!(
            "that no record at `{path}` of `{}` meets a condition cannot be said to this server: Odoo has it from version 17 on, and this is \
             {}. Give the condition to `any` of the path's first relation, and negate it in there",
            model.name(),
            self.version,
        ))
        .into()
    }
}

/// Joins two conditions.
type Joined = fn(Node, Node) -> Node;

fn join(nodes: Vec<Node>, operator: Joined) -> Node {
    nodes.into_iter().reduce(operator).unwrap_or(Node::All)
}

/// The condition on the records at the end of `path` as conditions on longer paths, where these mean the same.
///
/// A condition on a path asks for some record at its end, so several ask for one record each: through a many2one field that is the same one.
/// Joined by `or`, they need not be the same, unless one names `active`, which decides on archived records for all of them.
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
            path.clone().join(end),
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

/// Whether a condition decides on archived records (`odoo/models.py`, `_where_calc`).
fn names_active(node: &Node) -> bool {
    match node {
        Node::Leaf { path, .. } => path.as_str() == "active",
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(names_active),
        _ => false,
    }
}
