//! Display names.

use std::sync::Arc;

use serde_json::Value;

use super::{Page, View};
use crate::{
    domain::Node,
    exception::Result,
    schema::{Kind, Model, Name},
    storage::Cell,
};

impl View<'_> {
    /// The display name of a record.
    ///
    /// `None` if it has no name or does not exist.
    pub(crate) fn name(&self, model: &Arc<Model>, id: i64) -> Option<String> {
        self.name_at(model, id, 0)
    }

    fn name_at(&self, model: &Arc<Model>, id: i64, depth: usize) -> Option<String> {
        let row = self.db.row(model, id)?;
        if depth > 8 {
            return None;
        }
        let text = |name: &str| {
            let field = model.find(name)?;
            let cell = self.cell(model, id, row, field);
            match (field.kind, &cell) {
                (Kind::Many2one, Cell::Int(id)) => {
                    let target = self.db.schema.get(field.comodel())?;
                    self.name_at(target, *id, depth + 1)
                }
                _ => cell.cast_to_text(self.env.language()),
            }
        };
        match model.display.as_deref() {
            // "Company, Person". An address without a name is named after its type.
            Some("@partner") => {
                let own = text("name").filter(|name| !name.is_empty());
                let above =
                    text("parent_id").filter(|_| text("is_company").as_deref() != Some("true"));
                match (above, own) {
                    (Some(above), own) => Some(format!(
                        "{above}, {}",
                        own.or(text("type").map(|kind| crate::schema::label(&kind)))
                            .unwrap_or_default()
                    )),
                    (None, own) => Some(own.unwrap_or_default()),
                }
            }
            // "Parent / Child".
            Some("@path") => match (text("parent_id"), text("name")) {
                (Some(above), own) => Some(format!("{above} / {}", own.unwrap_or_default())),
                (None, own) => own,
            },
            Some(template) => Some(filled(template, text)),
            None => match &model.rec_name {
                Some(name) => {
                    let found = text(name);
                    match found {
                        None if self.version().unset_name_is_false()
                            && model
                                .find(name)
                                .is_some_and(|field| field.kind != Kind::Many2one) =>
                        {
                            Some("False".to_owned())
                        }
                        None if !self.version().empty_name_is_unset() => Some(String::new()),
                        Some(name) if name.is_empty() && self.version().empty_name_is_unset() => {
                            None
                        }
                        other => other,
                    }
                }
                None => Some(format!("{},{id}", model.name)),
            },
        }
    }

    /// The records whose names match a condition on a relation.
    pub(crate) fn name_domain_ids(
        &self,
        model: &Arc<Model>,
        operator: &str,
        value: &Value,
    ) -> Result<Vec<i64>> {
        // An empty text matches every name.
        if value.as_str() == Some("") && operator == "ilike" {
            return self.search_all(model, &Node::Constant(true));
        }
        self.search_all(model, &name_domain(model, operator, value))
    }

    /// `name_search`: the ids, in the model's order.
    pub(crate) fn name_search(
        &self,
        model: &Arc<Model>,
        name: &str,
        operator: &str,
        domain: Node,
        limit: Option<usize>,
    ) -> Result<Vec<i64>> {
        let mut whole = domain;
        if !(name.is_empty() && operator == "ilike") {
            whole = whole.and(name_domain(model, operator, &name.into()));
        }
        self.search(
            model,
            &whole,
            &Page {
                limit,
                ..Page::default()
            },
        )
    }
}

/// A template with the values of the fields in its braces.
fn filled(template: &str, text: impl Fn(&str) -> Option<String>) -> String {
    let mut whole = String::new();
    let mut left = template;
    while let Some((before, rest)) = left.split_once('{') {
        whole.push_str(before);
        let (name, after) = rest.split_once('}').unwrap_or((rest, ""));
        whole.push_str(&text(name).unwrap_or_default());
        left = after;
    }
    whole + left
}

/// The fields that `name_search` uses.
fn name_fields(model: &Model) -> Vec<Name> {
    if model.names.is_empty() {
        return model.rec_name.iter().cloned().collect();
    }
    model.names.clone()
}

/// The domain of records whose names match a condition (`_search_display_name`).
fn name_domain(model: &Model, operator: &str, value: &Value) -> Node {
    let fields = name_fields(model);
    let negative = operator == "!=" || operator.starts_with("not ");
    let leaf = |name: &Name| {
        // A composed name is searched in its parts.
        let name = match model.find(name) {
            Some(field) if field.compute.is_some() && field.path().is_none() => {
                model.rec_name.clone().unwrap_or_else(|| Arc::clone(name))
            }
            _ => Arc::clone(name),
        };
        Node::leaf(&name, operator, value.clone())
    };
    let leaves: Vec<Node> = fields.iter().map(leaf).collect();
    match leaves.len() {
        0 => Node::Constant(!negative),
        1 => leaves.into_iter().next().unwrap_or(Node::Constant(true)),
        _ if negative => Node::All(leaves),
        _ => Node::Any(leaves),
    }
}
