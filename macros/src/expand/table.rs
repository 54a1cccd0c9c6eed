//! The architecture, as a table in the model's documentation.

use proc_macro2::TokenStream;
use quote::quote;

use super::shapes::{Dim, Dims};
use crate::check::Output;
use crate::model::Model;

/// The table as doc attributes, after the user's own docs.
pub(super) fn table(
    model: &Model,
    attributes: &TokenStream,
    outputs: &[Output],
    shapes: &[Option<Dims>],
) -> TokenStream {
    let mut lines = vec![
        " | layer | output | parameters |".to_owned(),
        " |---|---|---|".to_owned(),
        format!(" | `{}` | {} | 0 |", model.input.text, text(shapes.first())),
    ];
    for ((layer, given), shape) in model.layers.iter().zip(outputs).zip(shapes.iter().skip(1)) {
        let parameters = match (given, layer.rule()) {
            (Output::Known(given), Some(rule)) => rule.parameters(*given).map(|count| count.to_string()),
            _ => None,
        };
        let text = without_name(&layer.text);
        lines.push(format!(
            " | `{}`: `{text}` | {} | {} |",
            layer.name.text(),
            self::text(Some(shape)),
            parameters.unwrap_or_else(|| "…".to_owned()),
        ));
    }
    if !attributes.is_empty() {
        lines.insert(0, String::new());
    }
    quote!(#(#[doc = #lines])*)
}

/// The layer without its name: `Dense<8>` of `hidden: Dense<8>`.
pub(super) fn without_name(text: &str) -> &str {
    match text.split_once(": ") {
        Some((name, layer)) if !name.contains('<') => layer,
        _ => text,
    }
}

fn text(dims: Option<&Option<Dims>>) -> String {
    match dims {
        Some(Some(dims)) => dims.iter().map(Dim::text).collect::<Vec<_>>().join(" × "),
        _ => "…".to_owned(),
    }
}
