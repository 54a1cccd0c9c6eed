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
    ];
    for (input, dims) in model.inputs.iter().zip(shapes) {
        let name = match &input.name {
            Some(name) if model.is_function => format!("`{}`: ", name.ident),
            _ => String::new(),
        };
        lines.push(format!(" | {name}`{}` | {} | 0 |", input.text, text(Some(dims))));
    }
    for (number, layer) in model.layers.iter().enumerate() {
        let first = model.first_call(number);
        let given = first.and_then(|(call, _)| outputs.get(*call.inputs.first()?));
        let parameters = match (given, layer.rule()) {
            (Some(Output::Known(given)), Some(rule)) => rule.parameters(*given).map(|count| count.to_string()),
            _ => None,
        };
        let text = without_name(&layer.text);
        lines.push(format!(
            " | `{}`: `{text}` | {} | {} |",
            layer.name.text(),
            self::text(first.and_then(|(_, value)| shapes.get(value))),
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
        Some(Some(Dims::Indices(steps))) => steps.text(),
        Some(Some(Dims::Axes(axes))) => axes.iter().map(Dim::text).collect::<Vec<_>>().join(" × "),
        _ => "…".to_owned(),
    }
}
