//! Snapshots of the generated code, with its input.

use crate::snapshot::snapshot;

snapshot! { a_model, super::derive,
    #[odoo(model = "res.partner")]
    pub struct Partner {
        pub id: Id<Partner>,
        /// The name of the partner.
        pub name: String,
        #[odoo(field = "type")]
        pub(crate) kind: Option<String>,
        #[odoo(readonly)]
        display_name: String,
        pub country_id: Option<Many2one<Country>>,
        pub create_date: DateTime<Utc>,
    }
}

snapshot! { raw_identifiers_and_other_names, super::derive,
    #[odoo(model = "x.move", crate = renamed::orm)]
    struct Move {
        r#type: String,
        #[odoo(token = STATUS, field = "state")]
        r#ref: Option<String>,
    }
}

snapshot! { no_fields, super::derive,
    #[odoo(model = "res.country")]
    struct Country {}
}

snapshot! { several_mistakes_are_all_shown_and_the_rest_is_written, super::derive,
    #[odoo(modle = "res.partner")]
    struct Partner {
        #[odoo(read_only, fiedl = "x", token = A)]
        a: String,
        #[odoo(readonly = true, token)]
        b: String,
    }
}

snapshot! { fields_by_version, super::derive,
    #[odoo(model = "sale.order.line")]
    struct Line {
        #[odoo(until = 16)]
        color: Option<i64>,
        #[odoo(field = "color", since = 17, readonly)]
        color_name: Versioned<String>,
        #[odoo(renamed(until = 18, "tax_id"), renamed(until = 15, "taxes"))]
        tax_ids: Many2many<Tax>,
    }
}
