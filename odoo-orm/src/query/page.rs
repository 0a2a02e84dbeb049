//! Pages of a search, for lists in user interfaces and APIs.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use odoo_rpc::{BoxFuture, ConfigError, Error};

use super::{Query, QueryItem};
use crate::{
    field::Field,
    model::meta,
    relation::Id,
    response,
    tree::{LARGEST, depends_on_naming_an_id},
};

/// A page by its number, and the number of all matches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<H> {
    /// The matches on the page.
    pub items: Vec<H>,
    /// The number of all matches of the search.
    pub total: u64,
    /// The number of the page, counted from 1.
    pub number: u64,
    /// The maximum number of matches on a page.
    pub size: u64,
}

impl<H> Page<H> {
    /// Returns the number of pages.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.size.max(1))
    }
}

/// A page that begins after a [`PageKey`], and the key of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeysetPage<H> {
    /// The matches on the page, in the order of their ids.
    pub items: Vec<H>,
    /// The key of the next page, or `None` after the last page.
    pub next: Option<PageKey>,
}

/// The position between two pages of a search, as opaque text for API clients.
///
/// It contains only the id of a record. If a client changes it, the client gets another page of the same search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageKey(i64);

/// Writes the text that `FromStr` reads: letters, digits, `-` and `_`.
impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("id:{}", self.0)))
    }
}

impl FromStr for PageKey {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let id = bytes
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok()?.strip_prefix("id:"))
            .and_then(|id| id.parse::<i32>().ok());
        match id {
            Some(id) => Ok(PageKey(id.into())),
            None => Err(ConfigError::invalid_value(
                "invalid page key: expected the `next` of a page",
            )),
        }
    }
}

impl<H: QueryItem> Query<H> {
    /// Reads one page by its number, which starts at 1, and the total.
    ///
    /// It replaces `limit` and `offset`.
    ///
    /// The number of all records takes a second call, unless the page shows it: it is the last one, and not empty. Records that are created or deleted between two pages
    /// shift the later ones; [`page_after`](Self::page_after) is for all of many records.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.country")]
    /// # struct Country { id: Id<Country>, name: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let countries = Country::search_read(&odoo, Domain::all()).order_by(Country::NAME.asc());
    /// let page = countries.page(2, 20).await?;
    /// assert_eq!((page.items.len(), page.number), (20, 2));
    /// assert_eq!(page.pages(), page.total.div_ceil(20));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Of the kind [`Invalid`](crate::rpc::ErrorKind::Invalid) for a number or a size of 0; else see [`Error`].
    #[doc(alias("pagination", "paging"))]
    pub fn page(self, number: u64, size: u64) -> BoxFuture<'static, Result<Page<H>, Error>> {
        Box::pin(async move {
            if number == 0 || size == 0 {
                let sentence = format!(
                    "invalid page {number} of size {size} of `{}`: expected both to be 1 or more",
                    meta::<H::Model>().name()
                );
                return Err(ConfigError::invalid_value(sentence).into());
            }
            let offset = (number - 1).saturating_mul(size);
            let query = self.limit(size).offset(offset);
            // No table has more ids than that, and no database takes any offset.
            let items = if i32::try_from(offset).is_ok() {
                query.run().await?
            } else {
                Vec::new()
            };
            let read = u64::try_from(items.len()).unwrap_or(u64::MAX);
            let shows_the_end = read < size && (read > 0 || number == 1);
            let total = if shows_the_end {
                offset + read
            } else {
                query.count().await?
            };
            Ok(Page {
                items,
                total,
                number,
                size,
            })
        })
    }

    /// Reads the page after a key, or the first page, ordered by id.
    ///
    /// It replaces `limit` and `offset`, and takes one call (two after the first page of `ir.attachment`).
    ///
    /// Nothing that is created or deleted meanwhile moves a record from one page to another. Where a model hides records from the user after the limit, as
    /// `mail.message` does, a page may seem to be the last one too early; [`stream`](Self::stream) knows that.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// # #[derive(OdooModel)]
    /// # #[odoo(model = "res.country")]
    /// # struct Country { id: Id<Country>, name: String }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let first = Country::search_read(&odoo, Domain::all()).page_after(None, 20).await?;
    /// // A client of the API sends it back.
    /// let key = first.next.unwrap().to_string();
    /// let second = Country::search_read(&odoo, Domain::all()).page_after(Some(key.parse()?), 20).await?;
    /// assert!(second.items[0].id > first.items[19].id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the query has an order; of the kind [`Invalid`](crate::rpc::ErrorKind::Invalid) for a size of 0; else see [`Error`].
    #[doc(alias("keyset pagination", "cursor pagination"))]
    pub fn page_after(
        mut self,
        after: Option<PageKey>,
        size: u64,
    ) -> BoxFuture<'static, Result<KeysetPage<H>, Error>> {
        Box::pin(async move {
            let model = meta::<H::Model>().name();
            if !self.order.is_empty() {
                return Err(ConfigError::new(format!(
                    "keyset pages of `{model}` are in the order of the ids: leave out `order_by`, or use `page`"
                ))
                .into());
            }
            if size == 0 {
                let sentence = format!("invalid page size 0 of `{model}`: expected 1 or more");
                return Err(ConfigError::invalid_value(sentence).into());
            }
            let id = Field::<H::Model, Id<H::Model>>::named("id");
            // One more than the page has, which shows whether there is another one.
            let most = size.saturating_add(1);
            if let Some(PageKey(after)) = after {
                if depends_on_naming_an_id(model) {
                    let ids = self.ids_after(after, most).await?;
                    self.narrow(id.is_in(ids));
                } else {
                    self.narrow(id.gt(Id::new(after)));
                }
            }
            let query = self.order_by(id.asc()).limit(most).offset(0);
            let search = query.search().await?;
            let found = H::__find(&query.client, &search, |id, hit| (id, hit)).await?;
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            let has_more = found.count > size;
            let mut hits = found.hits;
            hits.truncate(size);
            let last = hits.last().map(|(id, _)| PageKey(id.get()));
            Ok(KeysetPage {
                next: last.filter(|_| has_more),
                items: hits.into_iter().map(|(_, hit)| hit).collect(),
            })
        })
    }

    /// Returns the first ids after a key, without a condition on the id.
    async fn ids_after(&self, after: i64, most: u64) -> Result<Vec<Id<H::Model>>, Error> {
        let id = Field::<H::Model, Id<H::Model>>::named("id");
        let all = self.clone().order_by(id.asc()).limit(LARGEST).offset(0);
        let call = all
            .search()
            .await?
            .call(meta::<H::Model>().name(), "search");
        let mut ids = response::ids(&self.client.call(call).await?)?;
        ids.retain(|id: &Id<H::Model>| id.get() > after);
        ids.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_opaque_and_read_back() {
        for id in [1, -7, i64::from(i32::MAX)] {
            let text = PageKey(id).to_string();
            assert_eq!(text.parse(), Ok(PageKey(id)));
        }
        for text in [
            "",
            "7",
            "aWQ6",
            "aWQ6eA",
            "aWQ6OTIyMzM3MjAzNjg1NDc3NTgwOA",
            "%",
        ] {
            assert!(text.parse::<PageKey>().is_err(), "{text}");
        }
    }
}
