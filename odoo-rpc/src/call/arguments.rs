use std::collections::HashMap;

use super::Argument;

/// The arguments of a call in their order. Each name occurs once.
#[derive(Clone, Default)]
pub(crate) struct Arguments {
    list: Vec<Argument>,
    /// The index of each name, built once there are many arguments.
    #[expect(
        clippy::box_collection,
        reason = "nearly every call has few arguments, and is moved through futures: a pointer keeps it small"
    )]
    places: Option<Box<HashMap<String, usize>>>,
}

/// Up to this many arguments, a linear search is faster than a map.
const FEW: usize = 16;

impl Arguments {
    /// Adds an argument, or replaces the argument of the same name.
    #[inline]
    pub(super) fn put(&mut self, argument: Argument) {
        if self.list.len() >= FEW {
            return self.put_among_many(argument);
        }
        let same = |other: &&mut Argument| other.name == argument.name;
        match self.list.iter_mut().find(same) {
            Some(same) => *same = argument,
            None => self.list.push(argument),
        }
    }

    #[cold]
    fn put_among_many(&mut self, argument: Argument) {
        let list = &mut self.list;
        let places = self.places.get_or_insert_with(|| {
            let names = list.iter().map(|argument| argument.name.clone());
            Box::new(names.zip(0..).collect())
        });
        let place = places.get(&argument.name).copied();
        if let Some(same) = place.and_then(|place| list.get_mut(place)) {
            *same = argument;
            return;
        }
        places.insert(argument.name.clone(), list.len());
        list.push(argument);
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Argument> {
        self.list.iter()
    }
}

impl PartialEq for Arguments {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::call::Call;

    /// Each argument was searched among all earlier ones: 100,000 arguments took minutes.
    #[test]
    fn many_arguments_keep_their_order_and_the_last_of_a_name_counts() {
        const MANY: usize = 100_000;
        let name = |number: usize| format!("x{number}");
        let call = (0..2 * MANY).fold(Call::read("m", "f"), |call, number| {
            call.kwarg(name(number % MANY), number)
        });
        let found: Vec<(&str, usize)> = call
            .arguments()
            .map(|(name, value)| {
                (
                    name,
                    value.as_u64().map_or(0, |n| usize::try_from(n).unwrap()),
                )
            })
            .collect();
        assert_eq!(found.len(), MANY);
        for (at, (found, value)) in found.into_iter().enumerate() {
            assert_eq!((found, value), (name(at).as_str(), MANY + at));
        }
        let params: serde_json::Map<_, _> = (0..MANY).map(|at| (name(at), json!(at))).collect();
        let call = call.params(params).unwrap();
        assert_eq!(call.arguments().count(), MANY);
        assert_eq!(call.arguments().nth(7).unwrap(), ("x7", &json!(7)));
    }
}
