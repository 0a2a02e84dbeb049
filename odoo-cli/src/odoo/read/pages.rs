//! The pages of a read.

use std::{collections::BTreeSet, vec};

use odoo_orm::untyped::depends_on_naming_an_id;
use odoo_rpc::{Call, Client};
use serde_json::{Map, Value, json};

use super::plan::read;
use crate::{failure::Result, odoo::domain::Conditions};

/// The number of records in a page, as in a stream of the library.
pub(in crate::odoo) const PAGE: u64 = 2_000;

/// The records that are read.
#[derive(Debug, Clone)]
pub(in crate::odoo) struct Which {
    pub(in crate::odoo) model: String,
    pub(in crate::odoo) domain: Conditions,
    pub(in crate::odoo) order: Option<String>,
    pub(in crate::odoo) limit: Option<u64>,
    pub(in crate::odoo) offset: u64,
}

/// The pages of a search.
#[derive(Debug)]
pub(in crate::odoo) struct Pages {
    which: Which,
    names: BTreeSet<String>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// One page has all records.
    One,
    /// Pages in the order of ids, after this id.
    After(Option<i64>),
    /// Pages in the user's order. The ids are not known yet.
    Ordered,
    /// Records whose ids are known.
    Known(vec::IntoIter<i64>),
    Ended,
}

impl Pages {
    /// The pages of a search of these fields.
    pub(in crate::odoo) fn new(mut which: Which, names: BTreeSet<String>) -> Self {
        let state = match (which.limit, &which.order) {
            (Some(limit), _) if limit <= PAGE => State::One,
            // An offset, or a limit without an order, uses the model's own order.
            (None, None) if which.offset == 0 => {
                if depends_on_naming_an_id(&which.model) {
                    which.order = Some("id".to_owned());
                    State::Ordered
                } else {
                    State::After(None)
                }
            }
            _ => State::Ordered,
        };
        Pages {
            which,
            names,
            state,
        }
    }

    /// The records of these ids, in this order.
    pub(in crate::odoo) fn of_ids(model: &str, ids: Vec<i64>, names: BTreeSet<String>) -> Self {
        Pages {
            which: Which {
                model: model.to_owned(),
                domain: Conditions::default(),
                order: None,
                limit: None,
                offset: 0,
            },
            names,
            state: State::Known(ids.into_iter()),
        }
    }

    /// The next page, or `None` at the end.
    pub(in crate::odoo) async fn next(
        &mut self,
        client: &Client,
    ) -> Result<Option<Vec<Map<String, Value>>>> {
        loop {
            match &mut self.state {
                State::Ended => return Ok(None),
                State::One => {
                    self.state = State::Ended;
                    if self.which.limit == Some(0) {
                        return Ok(None);
                    }
                    let call =
                        self.search_read(self.which.domain.json(), self.which.order.as_deref());
                    let call = call
                        .kwarg("limit", self.which.limit)
                        .kwarg("offset", self.which.offset);
                    return Ok(Some(client.call(call).await?.decode()?));
                }
                State::Ordered => {
                    let mut call = Call::read(&self.which.model, "search")
                        .arg("domain", self.which.domain.json())
                        .kwarg("offset", self.which.offset)
                        .kwarg("limit", self.which.limit);
                    if let Some(order) = &self.which.order {
                        call = call.kwarg("order", order.as_str());
                    }
                    let ids: Vec<i64> = client.call(call).await?.decode()?;
                    self.state = State::Known(ids.into_iter());
                }
                State::After(after) => {
                    let domain = match after {
                        Some(after) => self.which.domain.and(json!(["id", ">", after])),
                        None => self.which.domain.json(),
                    };
                    let after = *after;
                    let call = self.search_read(domain, Some("id")).kwarg("limit", PAGE);
                    let page: Vec<Map<String, Value>> = client.call(call).await?.decode()?;
                    let last = page
                        .last()
                        .and_then(|record| record.get("id")?.as_i64())
                        .or(after);
                    if page.len() as u64 == PAGE {
                        self.state = State::After(last);
                        return Ok(Some(page));
                    }
                    // Some models look at what a user may see only after the limit (`mail.message`), so the ids of all
                    // that is left are asked for without one.
                    let rest = match last {
                        Some(last) => self.which.domain.and(json!(["id", ">", last])),
                        None => self.which.domain.json(),
                    };
                    let search = Call::read(&self.which.model, "search")
                        .arg("domain", rest)
                        .kwarg("order", "id");
                    let ids: Vec<i64> = client.call(search).await?.decode()?;
                    self.state = State::Known(ids.into_iter());
                    return Ok(Some(page));
                }
                State::Known(ids) => {
                    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
                    let ids: Vec<i64> = ids.take(size).collect();
                    if ids.is_empty() {
                        self.state = State::Ended;
                        return Ok(None);
                    }
                    return Ok(Some(
                        read(client, &self.which.model, &ids, &self.names).await?,
                    ));
                }
            }
        }
    }

    fn search_read(&self, domain: Value, order: Option<&str>) -> Call {
        let call = Call::read(&self.which.model, "search_read")
            .arg("domain", domain)
            .kwarg("fields", json!(self.names));
        match order {
            Some(order) => call.kwarg("order", order),
            None => call,
        }
    }
}

#[cfg(test)]
mod tests {
    use odoo_mock::World;

    use super::*;

    #[tokio::test]
    async fn attachments_of_fields_stay_hidden_in_every_page() {
        let world = World::new();
        let partner = world.create("res.partner", json!({"name": "a"}));
        let file = |name: &str, field: Value| {
            let values = json!({"name": name, "res_model": "res.partner", "res_id": partner, "res_field": field});
            world.create("ir.attachment", values)
        };
        let names = [json!(false), json!("image_128"), json!(false)];
        let files = names.map(|field| file("ours", field));
        let which = Which {
            model: "ir.attachment".to_owned(),
            domain: Conditions::default(),
            order: None,
            limit: None,
            offset: 0,
        };
        let mut pages = Pages::new(which, BTreeSet::from(["id".to_owned()]));
        let client = world.client();
        let mut found = Vec::new();
        while let Some(page) = pages.next(&client).await.unwrap() {
            found.extend(page.iter().filter_map(|record| record["id"].as_i64()));
        }
        assert_eq!(found, [files[0], files[2]]);
    }
}
