//! The names of fields.

use std::collections::HashMap;

use crate::errors::Errors;
use crate::model::{Layer, Model, Name};
use crate::syntax::Form;

/// No two fields of a model have the same name; the anonymous form has no fields.
pub(super) fn check(model: &Model, errors: &mut Errors) {
    // In a function names may be used again, and the anonymous form has no fields.
    if model.is_function || matches!(model.form, Form::Anonymous) {
        return;
    }
    let mut seen = HashMap::new();
    for input in &model.inputs {
        if let Some(name) = &input.name {
            seen.insert(name.text(), format!("`{}`", input.text));
        }
    }
    let generated: HashMap<&str, &Layer> = (model.layers.iter())
        .filter_map(|layer| match &layer.name {
            Name::Generated(name) => Some((name.as_str(), layer)),
            Name::Given(_) => None,
        })
        .collect();
    for layer in &model.layers {
        let Name::Given(word) = &layer.name else { continue };
        let name = word.text();
        if let Some(other) = seen.get(&name) {
            errors.help(
                word.place,
                format!("layer {}: the name `{name}` is taken by {other}", layer.position),
                "use another name",
            );
        }
        if let Some(other) = generated.get(name.as_str()) {
            errors.help(
                word.place,
                format!(
                    "layer {}: the name `{name}` is what layer {} `{}` is called, as it has no name of its own",
                    layer.position, other.position, other.text
                ),
                "use another name, or name that layer too",
            );
        }
        seen.entry(name)
            .or_insert_with(|| format!("layer {} `{}`", layer.position, layer.text));
    }
}
