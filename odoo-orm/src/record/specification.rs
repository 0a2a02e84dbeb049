//! Specifications of `web_read` and `web_search_read`, from Odoo 17 on (`web/models/models.py`).
//!
//! They list the fields, and for relations the fields of the linked records.

use odoo_rpc::ServerVersion;
use serde_json::Value;

use super::{Branch, Select};
use crate::version;

/// The features of a server's specifications.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Specifications {
    /// Whether a sorted list keeps its archived records.
    pub(crate) sort_archived: bool,
}

impl Specifications {
    /// Returns `None` for a server without specifications.
    pub(crate) fn of(version: &ServerVersion) -> Option<Self> {
        let specifications = Specifications {
            sort_archived: version::SPECIFICATION_SORTS_ARCHIVED.holds_on(version),
        };
        version::HAS_SPECIFICATIONS
            .holds_on(version)
            .then_some(specifications)
    }
}

/// Encodes a specification, with the fields in the order in which they are decoded.
///
/// Returns `None` if it has no nested relation, because a plain read is cheaper for the server.
pub(crate) fn specification(select: &Select, server: Specifications) -> Option<String> {
    let is_specified = |branch| select.is_specified(branch, server);
    let is_needed = select.branches().iter().any(is_specified);
    is_needed.then(|| of(select, server))
}

fn of(select: &Select, server: Specifications) -> String {
    let members = select.fields().iter().map(|field| {
        let is_whole =
            |branch: &&Branch| branch.field == field.name && select.is_specified(branch, server);
        let value = match select.branches().iter().find(is_whole) {
            Some(branch) => whole(branch, select, server),
            // A link has no name unless it is requested.
            None if field.is_named => r#"{"fields":{"display_name":{}}}"#.to_owned(),
            None => "{}".to_owned(),
        };
        format!("{}:{value}", quoted(field.name))
    });
    let members: Vec<String> = members.collect();
    format!("{{{}}}", members.join(","))
}

fn whole(branch: &Branch, within: &Select, server: Specifications) -> String {
    let mut members = vec![format!(r#""fields":{}"#, of(&branch.select, server))];
    if let Some(order) = &branch.order {
        members.push(format!(r#""order":{}"#, quoted(order)));
    }
    if let Some(limit) = branch.limit {
        members.push(format!(r#""limit":{limit}"#));
    }
    let has_sizes = branch.select.has_sizes();
    if has_sizes != within.has_sizes() {
        members.push(format!(r#""context":{{"bin_size":{has_sizes}}}"#));
    }
    format!("{{{}}}", members.join(","))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use odoo_rpc::ServerVersion;

    use crate::{
        Id, Many2many, Many2one, One2many,
        prelude::{OdooModel, Projection},
        record::Select,
    };

    #[derive(OdooModel)]
    #[odoo(model = "x.line", crate = crate)]
    #[expect(dead_code, reason = "the tests use only its field constants")]
    struct Line {
        id: Id<Line>,
        name: String,
        parent_id: Option<Many2one<Line>>,
        child_ids: One2many<Line>,
        tag_ids: Many2many<Line>,
        display_name: String,
    }

    #[derive(Projection)]
    #[odoo(of = Line, crate = crate)]
    #[expect(dead_code, reason = "the tests only request it")]
    struct Whole {
        name: String,
        #[odoo(nested)]
        parent_id: Option<Brief>,
        #[odoo(nested, order_by = Line::NAME.desc(), limit = 3)]
        child_ids: Vec<Line>,
        #[odoo(nested, domain = Line::NAME.eq("x"))]
        tag_ids: Vec<Brief>,
        id: Id<Line>,
    }

    #[derive(Projection)]
    #[odoo(of = Line, crate = crate)]
    struct Brief {
        name: String,
        parent_id: Option<Id<Line>>,
    }

    #[derive(Projection)]
    #[odoo(of = Line, crate = crate)]
    #[expect(dead_code, reason = "the tests only request it")]
    struct Twice {
        #[odoo(token = PARENT_ID)]
        link: Option<Many2one<Line>>,
        #[odoo(nested)]
        parent_id: Option<Brief>,
    }

    fn specification<R: crate::Record>(major: u16) -> Option<String> {
        let server = super::Specifications::of(&ServerVersion::new(major, 0))?;
        super::specification(&Select::of::<R>(), server)
    }

    #[test]
    fn fields_are_requested_in_decoding_order() {
        let expected = concat!(
            r#"{"name":{},"#,
            r#""parent_id":{"fields":{"name":{},"parent_id":{}}},"#,
            r#""child_ids":{"fields":{"id":{},"name":{},"parent_id":{"fields":{"display_name":{}}},"#,
            r#""child_ids":{},"tag_ids":{},"display_name":{}},"order":"name desc, id","limit":3},"#,
            r#""tag_ids":{},"id":{}}"#,
        );
        let text = specification::<Whole>(18);
        assert_eq!(text.as_deref(), Some(expected));
    }

    #[test]
    fn a_list_that_17_would_sort_without_its_archived_records_is_read_apart() {
        let text = specification::<Whole>(17).unwrap();
        let apart = r#""child_ids":{},"tag_ids":{},"id":{}}"#;
        assert!(text.ends_with(apart), "{text}");
        assert_eq!(specification::<Whole>(16), None);
    }

    #[test]
    fn a_plain_read_needs_none() {
        assert_eq!(specification::<Line>(18), None);
        // A field that is read in two ways needs a separate call.
        assert_eq!(specification::<Twice>(18), None);
    }
}
