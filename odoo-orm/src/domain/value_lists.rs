//! Conditions on lists of values, which Odoo's versions interpret differently.

use odoo_rpc::ConfigError;
use serde_json::Value;

use super::{Node, Operator};
use crate::field::{Feature, Path};

type Values = Result<Vec<Value>, ConfigError>;

impl Node {
    /// Matches if the value at `path` is among `values`.
    pub(crate) fn one_of(path: Path, values: Values) -> Node {
        Node::listed(path, values, (Operator::Eq, Operator::In), Node::or)
    }

    /// Matches if the value at `path` is not among `values`.
    pub(crate) fn none_of(path: Path, values: Values) -> Node {
        Node::listed(path, values, (Operator::Ne, Operator::NotIn), Node::and)
    }

    /// Builds a condition on a list.
    ///
    /// Values that the server ignores in a list get separate conditions.
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

/// Separates the values that need a condition of their own from the rest.
///
/// Odoo 14 removes 0 from a list, because it equals `False` in Python (`odoo/osv/expression.py`).
/// Odoo 18 does not compare a date part with a list.
fn apart(path: &Path, values: Vec<Value>) -> (Vec<Value>, Vec<Value>) {
    if path.needs() == Some(Feature::DatePart) {
        return (values, Vec::new());
    }
    let is_zero = |value: &Value| value.as_f64() == Some(0.0);
    let (mut zeros, listed) = values.into_iter().partition::<Vec<_>, _>(is_zero);
    zeros.truncate(1);
    (zeros, listed)
}
