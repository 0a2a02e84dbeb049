//! The generated code, readable, with its input beside it.

use quote::quote;

use super::derive;

/// What the derive writes for `input`, as source.
fn generated(input: proc_macro2::TokenStream) -> String {
    let output = derive(&syn::parse2(input).unwrap());
    prettyplease::unparse(&syn::parse2(output).unwrap())
}

macro_rules! snapshot {
    ($name:ident, $($input:tt)*) => {
        #[test]
        fn $name() {
            let input = quote!($($input)*);
            let source = prettyplease::unparse(&syn::parse2(input.clone()).unwrap());
            insta::with_settings!({description => source, omit_expression => true, prepend_module_to_snapshot => false}, {
                insta::assert_snapshot!(stringify!($name), generated(input));
            });
        }
    };
}

snapshot! { a_model,
    #[odoo(model = "res.partner")]
    pub struct Partner {
        pub id: Id<Partner>,
        /// What it is called.
        pub name: String,
        #[odoo(field = "type")]
        pub(crate) kind: Option<String>,
        #[odoo(readonly)]
        display_name: String,
        pub country_id: Option<Many2one<Country>>,
        pub create_date: DateTime<Utc>,
    }
}

snapshot! { raw_identifiers_and_other_names,
    #[odoo(model = "x.move", crate = renamed::orm)]
    struct Move {
        r#type: String,
        #[odoo(token = STATUS, field = "state")]
        r#ref: Option<String>,
    }
}

snapshot! { no_fields,
    #[odoo(model = "res.country")]
    struct Country {}
}

snapshot! { several_mistakes_are_all_shown_and_the_rest_is_written,
    #[odoo(modle = "res.partner")]
    struct Partner {
        #[odoo(read_only, fiedl = "x", token = A)]
        a: String,
        #[odoo(readonly = true, token)]
        b: String,
    }
}
