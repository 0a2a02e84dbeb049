//! Conditions, an order and a page from the query string of a request.

mod error;
mod field;
#[cfg(test)]
mod tests;

use std::fmt;

pub use error::FilterError;
use field::Filter;
use odoo_rpc::{BoxFuture, Client, Error};

use super::{OrderBy, Page, Query};
use crate::{
    domain::Domain,
    field::{Field, FieldAccess, OwnField},
    model::{Model, meta},
    patch::Mistakes,
    record::Record,
    value::FieldType,
};

#[doc = include_str!("../../docs/filters.md")]
#[must_use = "filters do nothing until they parse a query string"]
pub struct Filters<M> {
    fields: Vec<Filter<M>>,
    searches: Vec<(&'static str, Search<M>)>,
    /// The names of the fields to sort by, each with both directions.
    sorts: Vec<(&'static str, [OrderBy<M>; 2])>,
    size: u64,
    most: u64,
}

/// Makes a condition of the text of a search box.
type Search<M> = Box<dyn Fn(&str) -> Domain<M> + Send + Sync>;

/// The names that are no fields.
const ORDER: &str = "order";
const PAGE: &str = "page";
const SIZE: &str = "size";

impl<M: Model> Filters<M> {
    /// Creates filters that allow no field, with pages of 20 records and at most 100.
    pub fn new() -> Self {
        Filters {
            fields: Vec::new(),
            searches: Vec::new(),
            sorts: Vec::new(),
            size: 20,
            most: 100,
        }
    }

    /// Allows conditions on a field of the model, by its name.
    pub fn field<T: FieldType, P: OwnField>(self, field: Field<M, T, P>) -> Self {
        let name = field.place.own();
        self.path(name, field)
    }

    /// Allows conditions on a field under another name, such as one of a linked record.
    pub fn path<T: FieldType, P: FieldAccess>(
        mut self,
        name: &'static str,
        field: Field<M, T, P>,
    ) -> Self {
        self.fields.push(Filter::new(name, field));
        self
    }

    /// Adds a search box: its text becomes the condition that `search` returns.
    pub fn search(
        mut self,
        name: &'static str,
        search: impl Fn(&str) -> Domain<M> + Send + Sync + 'static,
    ) -> Self {
        self.searches.push((name, Box::new(search)));
        self
    }

    /// Allows sorting by a field. The first one, ascending, is the default order.
    pub fn sort<T, P: OwnField>(mut self, field: Field<M, T, P>) -> Self {
        let directions = [field.asc(), field.desc()];
        self.sorts.push((field.place.own(), directions));
        self
    }

    /// Sets the page size, and the maximum that a request may ask for.
    pub fn pages(mut self, size: u64, most: u64) -> Self {
        (self.size, self.most) = (size, most);
        self
    }

    /// Reads the decoded keys and values of a query string.
    ///
    /// # Errors
    ///
    /// With every mistake and its key: see [`FilterError`].
    pub fn parse(
        &self,
        query: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
    ) -> Result<Filtered<M>, FilterError> {
        let mut mistakes = Mistakes::default();
        let mut seen: Vec<String> = Vec::new();
        let mut filtered = Filtered {
            domain: Domain::all(),
            order: Vec::new(),
            page: 1,
            size: self.size,
        };
        for (key, text) in query {
            let (key, text) = (key.as_ref(), text.as_ref());
            if seen.iter().any(|seen| seen == key) {
                mistakes.push_key(key, "duplicate parameter: name each once");
            } else if let Err(mistake) = self.add(&mut filtered, key, text) {
                mistakes.push_key(key, mistake);
            } else {
                // Only known keys, of which there are few.
                seen.push(key.to_owned());
            }
            if mistakes.is_full() {
                break;
            }
        }
        if filtered.order.is_empty() {
            let default = self.sorts.first().map(|(_, [ascending, _])| *ascending);
            filtered.order.extend(default);
        }
        match mistakes.into_list() {
            mistakes if mistakes.is_empty() => Ok(filtered),
            mistakes => Err(FilterError::new(mistakes)),
        }
    }

    /// Adds what one parameter says.
    fn add(&self, filtered: &mut Filtered<M>, key: &str, text: &str) -> Result<(), String> {
        field::check(text)?;
        match key {
            ORDER => filtered.order = self.order(text)?,
            PAGE => filtered.page = number(text, u64::MAX)?,
            SIZE => filtered.size = number(text, self.most)?,
            _ => filtered.domain &= self.condition(key, text)?,
        }
        Ok(())
    }

    fn condition(&self, key: &str, text: &str) -> Result<Domain<M>, String> {
        if let Some((_, search)) = self.searches.iter().find(|(name, _)| *name == key) {
            return Ok(search(text));
        }
        let known = |name: &str| self.fields.iter().find(|filter| filter.name == name);
        let split = || {
            let (name, operator) = key.rsplit_once("__")?;
            let filter = known(name).filter(|_| !operator.is_empty())?;
            Some((filter, operator))
        };
        if let Some((filter, operator)) = known(key).map(|filter| (filter, "")).or_else(split) {
            return filter.condition(operator, text);
        }
        let names = self.fields.iter().map(|filter| filter.name);
        let searches = self.searches.iter().map(|(name, _)| *name);
        let all = names.chain(searches).chain([ORDER, PAGE, SIZE]);
        Err(format!(
            "unknown parameter: expected {}",
            error::one_of(all)
        ))
    }

    /// `name`, `-name`, or several with commas.
    fn order(&self, text: &str) -> Result<Vec<OrderBy<M>>, String> {
        let key = |key: &str| {
            let (name, direction) = match key.strip_prefix('-') {
                Some(name) => (name, 1),
                None => (key, 0),
            };
            let sort = self.sorts.iter().find(|(known, _)| *known == name);
            sort.and_then(|(_, directions)| directions.get(direction).copied())
        };
        let keys: Option<Vec<OrderBy<M>>> = text.split(',').map(key).collect();
        keys.ok_or_else(|| {
            let names = self.sorts.iter().map(|(name, _)| *name);
            let names = error::one_of(names);
            format!(
                "unknown order: expected {names}, with `-` before it to sort in descending order"
            )
        })
    }
}

/// A number from 1 to `most`.
fn number(text: &str, most: u64) -> Result<u64, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| match most {
        u64::MAX => "expected a number of at least 1".to_owned(),
        most => format!("expected a number from 1 to {most}"),
    })
}

impl<M: Model> Default for Filters<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Model> fmt::Debug for Filters<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.fields.iter().map(|filter| filter.name);
        let names = names.chain(self.searches.iter().map(|(name, _)| *name));
        f.write_str(meta::<M>().name())?;
        f.debug_set().entries(names).finish()
    }
}

/// What a query string asks for: see [`Filters`].
#[non_exhaustive]
pub struct Filtered<M> {
    /// The conditions, all of which must hold. Add the service's own with `&=`.
    pub domain: Domain<M>,
    /// The sort keys.
    pub order: Vec<OrderBy<M>>,
    /// The number of the page, from 1 on.
    pub page: u64,
    /// The maximum number of records on a page.
    pub size: u64,
}

impl<M: Model> Filtered<M> {
    /// Reads the page, with the total: see [`Query::page`].
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn page<R>(self, client: &Client) -> BoxFuture<'static, Result<Page<R>, Error>>
    where
        R: Record<Model = M>,
    {
        let query = Query::<R>::new(client, self.domain);
        let query = self.order.into_iter().fold(query, Query::order_by);
        query.page(self.page, self.size)
    }
}

impl<M> Clone for Filtered<M> {
    fn clone(&self) -> Self {
        Filtered {
            domain: self.domain.clone(),
            order: self.order.clone(),
            page: self.page,
            size: self.size,
        }
    }
}

/// Shows no values: see [`Domain`].
impl<M: Model> fmt::Debug for Filtered<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filtered")
            .field("domain", &self.domain)
            .field("order", &self.order)
            .field("page", &self.page)
            .field("size", &self.size)
            .finish()
    }
}
