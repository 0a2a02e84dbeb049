//! Merging many equality conditions into one condition on a list.
//!
//! Servers accept a list of any length, but each term costs time: 800 terms joined by `&` take Odoo 19 seconds, and 17 and 18 fail near 10,000.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde_json::Value;

use super::{Node, Operator};
use crate::model::{FieldInfo, ModelMeta};

/// Up to this number of terms per operator are sent as written.
///
/// Every version evaluates them within a second.
pub(crate) const MANY: usize = 300;

/// The fields whose `=` can become `in`, and `!=` `not in`, by model.
pub(crate) type Fields = BTreeMap<String, BTreeMap<String, FieldInfo>>;

impl Node {
    /// Collects the fields of mergeable conditions in long chains, by model.
    pub(crate) fn many_equal<'a>(
        &'a self,
        model: &'static ModelMeta,
        equal: &mut BTreeMap<&'static str, Vec<&'a str>>,
    ) {
        match self {
            Node::And(nodes) | Node::Or(nodes) => {
                if nodes.len() > MANY {
                    let is_or = matches!(self, Node::Or(_));
                    let names = nodes.iter().filter_map(|node| Some(node.equal(is_or)?.0));
                    equal.entry(model.name()).or_default().extend(names);
                }
                for node in nodes {
                    node.many_equal(model, equal);
                }
            }
            Node::Not(node) => node.many_equal(model, equal),
            Node::Any {
                relation, inner, ..
            } => inner.many_equal(relation.target(), equal),
            _ => {}
        }
    }

    /// Returns the field and value of a condition that can be merged into a list.
    ///
    /// Paths through relations are excluded, because different records may match the terms. So are 0, `false` and the empty string, which mean something else in a list on some version.
    fn equal(&self, is_or: bool) -> Option<(&str, &Value)> {
        let of_one = if is_or { Operator::Eq } else { Operator::Ne };
        match self {
            Node::Leaf {
                path,
                operator,
                operand: Ok(value),
            } if *operator == of_one && path.needs().is_none() && !path.as_str().contains('.') => {
                let is_something = match value {
                    Value::Number(number) => number.as_i64().is_some_and(|number| number != 0),
                    Value::String(text) => !text.is_empty(),
                    _ => false,
                };
                is_something.then_some((path.as_str(), value))
            }
            _ => None,
        }
    }

    /// Merges equality conditions on `fields` into lists, at the position of the first condition.
    pub(crate) fn gather(self, model: &'static ModelMeta, fields: &Fields) -> Node {
        match self {
            Node::And(nodes) => gather_all(nodes, model, fields, false),
            Node::Or(nodes) => gather_all(nodes, model, fields, true),
            Node::Not(node) => Node::Not(Box::new(node.gather(model, fields))),
            Node::Any {
                path,
                relation,
                negated,
                inner,
            } => Node::Any {
                inner: Box::new(inner.gather(relation.target(), fields)),
                path,
                relation,
                negated,
            },
            node => node,
        }
    }
}

fn gather_all(
    nodes: VecDeque<Node>,
    model: &'static ModelMeta,
    fields: &Fields,
    is_or: bool,
) -> Node {
    let own = fields.get(model.name());
    // The position of the first condition on a field, and all values.
    let mut lists: HashMap<String, (usize, Vec<Value>)> = HashMap::new();
    let mut kept = VecDeque::with_capacity(nodes.len());
    for node in nodes {
        let listed = node.equal(is_or).filter(|(name, value)| {
            own.and_then(|own| own.get(*name))
                .is_some_and(|it| takes(it, value))
        });
        match listed {
            Some((name, value)) => {
                if let Some((_, values)) = lists.get_mut(name) {
                    values.push(value.clone());
                } else {
                    lists.insert(name.to_owned(), (kept.len(), vec![value.clone()]));
                    kept.push_back(node);
                }
            }
            None => kept.push_back(node.gather(model, fields)),
        }
    }
    let of_list = if is_or { Operator::In } else { Operator::NotIn };
    for (place, values) in lists.into_values().filter(|(_, values)| values.len() > 1) {
        if let Some(Node::Leaf {
            operator, operand, ..
        }) = kept.get_mut(place)
        {
            *operator = of_list;
            *operand = Ok(values.into());
        }
    }
    let operator = if is_or { Node::Or } else { Node::And };
    match kept.pop_front() {
        Some(only) if kept.is_empty() => only,
        Some(first) => {
            kept.push_front(first);
            operator(kept)
        }
        None => operator(kept),
    }
}

/// Tells whether `=` with this value means the same as a list that contains it.
///
/// It does not for computed, translated (`odoo/osv/expression.py` of 14 does not support `not in` there) and company-dependent fields. Nor does it for dates, which
/// the server parses differently outside of lists.
fn takes(field: &FieldInfo, value: &Value) -> bool {
    let fits = match field.kind() {
        "integer" | "many2one" => value.is_i64(),
        "char" | "selection" => value.is_string(),
        _ => false,
    };
    fits && field.is_stored() && !field.is_translated() && !field.is_company_dependent()
}
