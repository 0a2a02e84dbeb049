//! Conditions on lists of values, where the versions do not agree on what a list is.

use odoo_rpc::ConfigError;
use serde_json::Value;

use super::{
    Node, Operator,
    path::{Feature, Path},
};

type Values = Result<Vec<Value>, ConfigError>;

impl Node {
    /// The value at `path` is among `values`.
    pub(crate) fn one_of(path: Path, values: Values) -> Node {
        Node::listed(path, values, (Operator::Eq, Operator::In), Node::or)
    }

    /// The value at `path` is not among `values`.
    pub(crate) fn none_of(path: Path, values: Values) -> Node {
        Node::listed(path, values, (Operator::Ne, Operator::NotIn), Node::and)
    }

    /// A condition on a list, and on each value by itself that the server would not find in it.
    fn listed(
        path: Path,
        values: Values,
        (of_one, of_list): (Operator, Operator),
        join: fn(Node, Node) -> Node,
    ) -> Node {
        let values = match values {
            Ok(values) => values,
            Err(error) => return Node::leaf(path, of_list, Err(error)),
        };
        let (alone, listed) = apart(&path, values);
        let alone = alone
            .into_iter()
            .map(|value| Node::leaf(path.clone(), of_one, Ok(value)))
            .reduce(join);
        match alone {
            Some(alone) if listed.is_empty() => alone,
            Some(alone) => join(alone, Node::leaf(path, of_list, Ok(listed.into()))),
            None => Node::leaf(path, of_list, Ok(listed.into())),
        }
    }
}

/// The values that are asked for by themselves, and those that can be in a list.
///
/// A 0 is no value of a list to Odoo 14, which drops what equals `False` as 0 does in Python (`odoo/osv/expression.py`).
/// A date part is not compared with lists by Odoo 18.
fn apart(path: &Path, values: Vec<Value>) -> (Vec<Value>, Vec<Value>) {
    if path.needs() == Some(Feature::DatePart) {
        return (values, Vec::new());
    }
    let is_zero = |value: &Value| value.as_f64() == Some(0.0);
    let (mut zeros, listed) = values.into_iter().partition::<Vec<_>, _>(is_zero);
    zeros.truncate(1);
    (zeros, listed)
}
