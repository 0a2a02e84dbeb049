//! Snapshots of the generated code, with its input.

use crate::snapshot::snapshot;

snapshot! { methods_of_a_model, attribute odoo_methods(Order),
    /// Actions on orders.
    pub trait OrderMethods {
        /// Confirms quotations.
        fn action_confirm(self);
        #[odoo(read)]
        fn get_portal_url(self, suffix: Option<&str>) -> String;
        #[odoo(method = "name_create")]
        #[must_use]
        fn create_named(name: &str) -> Id<Order>;
    }
}

snapshot! { methods_of_several_models_and_raw_identifiers,
    attribute odoo_methods(models::Order, Invoice,),
    #[odoo(crate = renamed::orm)]
    trait Mixin: Base + Send {
        fn r#move(self, r#type: String, client: i64,) -> ();
    }
}

snapshot! { methods_to_implement_by_hand, attribute odoo_methods(),
    trait Nothing {}
}

snapshot! { what_could_be_made_out_is_written_beside_the_mistakes, attribute odoo_methods(Order),
    #[odoo(crat = renamed)]
    trait OrderMethods {
        #[odoo(reads)]
        async fn action_confirm(&self, (a, b): Vec<i64>) -> String {}
        type Other;
        fn _private<T>(ids: T, context: impl Send);
    }
}
