//! The macros of layerproof.

/// A sequential model.
#[proc_macro]
pub fn sequential(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    input
}
