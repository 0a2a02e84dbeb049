//! Shrinks a call whose responses differ.

use serde_json::Value;

use super::{calls::Request, compare::Compared, memory::Memory, real::Real};

/// Removes parts that are not needed for the difference.
pub(super) async fn smallest(real: &Real, memory: &mut Memory, mut compared: Compared) -> Compared {
    let mut tries = 0;
    'again: while tries < 200 {
        for smaller in smaller(&compared.call.request) {
            tries += 1;
            let call = real.call(compared.call.seed, smaller).await;
            let again = memory.compare(call).await;
            if !again.agrees() {
                compared = again;
                continue 'again;
            }
        }
        break;
    }
    compared
}

/// Returns the call without one of its parts.
fn smaller(request: &Request) -> Vec<Request> {
    let mut all = Vec::new();
    for (at, argument) in request.args.as_array().into_iter().flatten().enumerate() {
        // A part of a domain may be a domain itself.
        if let Some(items) = argument.as_array() {
            for item in items
                .iter()
                .filter(|item| item.as_array().is_some_and(|parts| parts.len() == 3))
            {
                if items.len() > 1 {
                    all.push(with(request, at, Value::Array(vec![item.clone()])));
                    all.push(with(
                        request,
                        at,
                        Value::Array(vec!["!".into(), item.clone()]),
                    ));
                }
            }
            for left_out in 0..items.len() {
                let mut rest = items.clone();
                rest.remove(left_out);
                all.push(with(request, at, rest.into()));
            }
            // The items in the list of a leaf.
            for (place, item) in items.iter().enumerate() {
                if let Some([field, operator, Value::Array(values)]) =
                    item.as_array().map(Vec::as_slice)
                {
                    for left_out in 0..values.len() {
                        let mut rest = values.clone();
                        rest.remove(left_out);
                        let mut changed = items.clone();
                        changed[place] = serde_json::json!([field, operator, rest]);
                        all.push(with(request, at, changed.into()));
                    }
                }
            }
        }
        if let Some(members) = argument.as_object() {
            for name in members.keys() {
                let mut rest = members.clone();
                rest.remove(name);
                all.push(with(request, at, rest.into()));
            }
        }
    }
    for name in request
        .kwargs
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::keys)
    {
        let mut rest = request.clone();
        if name != "order" {
            rest.kwargs.as_object_mut().unwrap().remove(name);
            all.push(rest);
        }
    }
    all
}

fn with(request: &Request, at: usize, argument: Value) -> Request {
    let mut changed = request.clone();
    changed.args[at] = argument;
    changed
}
