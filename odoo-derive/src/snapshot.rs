//! Snapshots of generated code, for the tests of each derive.

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Returns the code that a derive generates for `input`.
pub(crate) fn generated(derive: fn(&DeriveInput) -> TokenStream, input: TokenStream) -> String {
    let output = derive(&syn::parse2(input).unwrap());
    source(output)
}

/// Formats tokens as source code.
pub(crate) fn source(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

/// Defines a test that compares a macro's output with its snapshot.
macro_rules! snapshot {
    ($name:ident, attribute $macro:ident($($arguments:tt)*), $($input:tt)*) => {
        snapshot! { @ $name, quote::quote!(#[$macro($($arguments)*)] $($input)*), crate::snapshot::source(
            super::attribute(quote::quote!($($arguments)*), quote::quote!($($input)*)),
        ) }
    };
    ($name:ident, $derive:path, $($input:tt)*) => {
        snapshot! { @ $name, quote::quote!($($input)*), crate::snapshot::generated(
            $derive,
            quote::quote!($($input)*),
        ) }
    };
    (@ $name:ident, $input:expr, $output:expr) => {
        #[test]
        fn $name() {
            let description = crate::snapshot::source($input);
            let output = $output;
            insta::with_settings!({
                description => description,
                omit_expression => true,
                prepend_module_to_snapshot => false,
            }, {
                insta::assert_snapshot!(stringify!($name), output);
            });
        }
    };
}
pub(crate) use snapshot;
