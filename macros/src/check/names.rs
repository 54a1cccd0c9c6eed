//! The names of fields.

use crate::errors::Errors;
use crate::model::{Model, Name};

/// No two fields of a model have the same name.
pub(super) fn check(model: &Model, errors: &mut Errors) {
    let mut seen: Vec<(String, String)> = Vec::new();
    if let Some(name) = &model.input.name {
        seen.push((name.text(), format!("`{}`", model.input.text)));
    }
    for layer in &model.layers {
        let Name::Given(word) = &layer.name else {
            continue;
        };
        let name = word.text();
        if let Some((_, other)) = seen.iter().find(|(seen, _)| *seen == name) {
            errors.help(
                word.place,
                format!("layer {}: the name `{name}` is taken by {other}", layer.position),
                "use another name",
            );
        }
        let generated = model
            .layers
            .iter()
            .find(|other| matches!(&other.name, Name::Generated(other) if *other == name));
        if let Some(other) = generated {
            errors.help(
                word.place,
                format!(
                    "layer {}: the name `{name}` is what layer {} `{}` is called, as it has no name of its own",
                    layer.position, other.position, other.text
                ),
                "use another name, or name that layer too",
            );
        }
        seen.push((name, format!("layer {} `{}`", layer.position, layer.text)));
    }
}
