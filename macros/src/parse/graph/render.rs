//! Expressions in this crate's words, for helps, and what is known of their mistakes.

use crate::syntax::{Callee, Expr, Layer};

/// Layers of several values. Their arguments stand behind the values: `Concatenate(a, b, axis = 1)`.
pub(super) const MERGES: [&str; 8] = [
    "Add",
    "Subtract",
    "Multiply",
    "Average",
    "Maximum",
    "Minimum",
    "Concatenate",
    "Dot",
];

/// The expression in this crate's words, for helps.
pub(super) fn render(value: &Expr) -> String {
    let (callee, values, layer) = match value {
        Expr::Name(name) => return name.text(),
        Expr::Layer(layer) => return of_layer(layer),
        Expr::Broken(_) => return "…".to_owned(),
        Expr::Call(call) => match &call.callee {
            Callee::Name(name) => (name.text(), &call.values, None),
            Callee::Layer(layer) if MERGES.iter().any(|merge| layer.kind.ident == merge) => {
                (layer.kind.text(), &call.values, Some(layer))
            }
            Callee::Layer(layer) => (of_layer(layer), &call.values, None),
        },
    };
    let mut values: Vec<String> = values.iter().map(render).collect();
    values.extend(layer.iter().flat_map(|layer| written(layer)));
    format!("{callee}({})", values.join(", "))
}

pub(super) fn of_layer(layer: &Layer) -> String {
    let arguments: Vec<String> = written(layer).collect();
    if arguments.is_empty() {
        return layer.kind.text();
    }
    format!("{}<{}>", layer.kind.ident, arguments.join(", "))
}

fn written(layer: &Layer) -> impl Iterator<Item = String> {
    layer.arguments.iter().map(|argument| match &argument.name {
        Some(name) => format!("{} = {}", name.ident, argument.value.text),
        None => argument.value.text.clone(),
    })
}

/// Whether any layer of it was written in another language, which is said where it stands.
pub(super) fn is_respelled(value: &Expr) -> bool {
    any_layer(value, |layer| layer.respelled)
}

/// Whether a mistake that is reported leaves a part of it open.
pub(super) fn is_broken(value: &Expr) -> bool {
    is_open(value) || any_layer(value, |layer| layer.broken)
}

/// Whether a value in it is missing.
pub(super) fn is_open(value: &Expr) -> bool {
    match value {
        Expr::Broken(_) => true,
        Expr::Call(call) => call.values.iter().any(is_open),
        Expr::Name(_) | Expr::Layer(_) => false,
    }
}

fn any_layer(value: &Expr, test: fn(&Layer) -> bool) -> bool {
    match value {
        Expr::Layer(layer) => test(layer),
        Expr::Call(call) => {
            let is_callee = matches!(&call.callee, Callee::Layer(layer) if test(layer));
            is_callee || call.values.iter().any(|value| any_layer(value, test))
        }
        Expr::Name(_) | Expr::Broken(_) => false,
    }
}
