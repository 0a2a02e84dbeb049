use std::sync::Arc;

use super::{Operation, View, filter::Filter};
use crate::{
    domain::{Node, is_false, simplified},
    exception::Result,
    schema::Model,
};

/// The order and the range of a search.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// `None` for the model's order.
    pub(crate) order: Option<String>,
    pub(crate) offset: usize,
    /// `None` for no limit.
    pub(crate) limit: Option<usize>,
}

impl View<'_> {
    /// The ids of the records that match a domain, in an order.
    pub(crate) fn search(
        &self,
        model: &Arc<Model>,
        domain: &Node,
        page: &Page,
    ) -> Result<Vec<i64>> {
        let Some(mut ids) = self.found(model, domain)? else {
            return Ok(Vec::new());
        };
        self.sort(model, &mut ids, page.order.as_deref())?;
        let cut = ids.into_iter().skip(page.offset);
        Ok(match page.limit {
            Some(limit) => cut.take(limit).collect(),
            None => cut.collect(),
        })
    }

    /// The ids of the records that match a domain, sorted by id.
    pub(crate) fn search_all(&self, model: &Arc<Model>, domain: &Node) -> Result<Vec<i64>> {
        Ok(self.found(model, domain)?.unwrap_or_default())
    }

    /// The same, without checking first whether the domain can match anything.
    pub(crate) fn matching(&self, model: &Arc<Model>, domain: &Node) -> Result<Vec<i64>> {
        Ok(self.tested(model, domain)?.unwrap_or_default())
    }

    /// The matching ids, or `None` if the domain can match nothing.
    ///
    /// Servers then do not look at the order.
    fn found(&self, model: &Arc<Model>, domain: &Node) -> Result<Option<Vec<i64>>> {
        if !self.version().has_domain_trees() && is_false(domain) {
            return Ok(None);
        }
        self.tested(model, domain)
    }

    fn tested(&self, model: &Arc<Model>, domain: &Node) -> Result<Option<Vec<i64>>> {
        let domain = self.without_file_fields(model, self.with_active_test(model, domain));
        let filter = Filter::new(self, model, &domain)?;
        if self.version().has_domain_trees() && filter.is_false() {
            return Ok(None);
        }
        let rules = self.rules(model, Operation::Read)?;
        let rows = self.db.table(&model.name).rows();
        let found = rows.filter(|(id, row)| {
            filter.holds(*id, row) && rules.iter().all(|rule| rule.holds(*id, row))
        });
        Ok(Some(found.map(|(id, _)| id).collect()))
    }

    /// The domain, restricted to active records unless it has a condition on that field.
    fn with_active_test(&self, model: &Model, domain: &Node) -> Node {
        let Some(active) = model.active.as_ref().filter(|_| self.env.active_test()) else {
            return domain.clone();
        };
        let mentioned = if self.version().has_domain_trees() {
            simplified(domain).mentions(active)
        } else {
            domain.mentions(active)
        };
        if mentioned {
            return domain.clone();
        }
        domain.clone().and(Node::leaf(active, "=", true))
    }

    /// Returns the domain without the attachments of binary fields.
    ///
    /// A domain that names `res_field` or `id` is not changed (14 to 19: `base/models/ir_attachment.py`, `_search`).
    fn without_file_fields(&self, model: &Model, domain: Node) -> Node {
        let is_named = domain.mentions("id") || domain.mentions("res_field");
        if &*model.name != "ir.attachment" || is_named || self.shows_file_fields() {
            return domain;
        }
        domain.and(Node::leaf("res_field", "=", false))
    }

    fn shows_file_fields(&self) -> bool {
        self.version().can_show_file_fields() && self.env.flag("skip_res_field_check", false)
    }
}
