//! The fields of the struct.

use proc_macro2::{Ident, TokenStream};

/// One layer as the expansion writes it.
pub(super) struct Field {
    /// `dense_1`
    pub(super) name: Ident,
    /// `"dense_1"`
    pub(super) text: String,
    /// `::layerproof::layers::Dense<f32, 2, 8>`
    pub(super) layer: TokenStream,
    /// `Dense1`, what the layer's type is called among the implementations.
    pub(super) alias: Ident,
    pub(super) docs: TokenStream,
}
