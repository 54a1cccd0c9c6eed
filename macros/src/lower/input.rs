//! `Input<8, 8, 1, dtype = f32>`

use proc_macro2::{Ident, Span};

use crate::arguments::value::{self, found};
use crate::arguments::{Arguments, Signature};
use crate::errors::Errors;
use crate::model::{Input, Scalar};
use crate::syntax::{Layer, Place, Value, ValueKind, Word};

const SIGNATURE: Signature = Signature {
    positional: &["height", "width", "channels"],
    named: &["dtype"],
    later: &["sparse", "ragged", "optional"],
    sample: "Input<8, 8, 1>",
};

/// Types of whole numbers, elsewhere or here.
const WHOLE: &[&str] = &[
    "int", "int32", "int64", "i32", "i64", "u8", "u16", "u64", "usize", "uint32", "long",
];

/// What stands in for an input that is not there, which is reported already.
pub(super) fn missing(place: Place) -> Input {
    let word = Word {
        ident: Ident::new("Input", Span::call_site()),
        place,
    };
    Input {
        word,
        name: None,
        sizes: None,
        scalar: Scalar::default(),
        is_indices: false,
        text: "Input".to_owned(),
        value: "Input".to_owned(),
    }
}

pub(super) fn lower(layer: &Layer, errors: &mut Errors) -> Input {
    // What is meant, whatever else is wrong.
    let is_indices = layer.arguments.iter().any(|argument| {
        let is_type = argument.name.as_ref().is_some_and(|name| name.ident == "dtype");
        is_type && (argument.value.text == "u32" || WHOLE.contains(&argument.value.text.trim_matches('"')))
    });
    let input = |sizes, scalar| Input {
        word: layer.kind.clone(),
        name: layer.name.clone(),
        sizes,
        scalar,
        is_indices,
        text: layer.text.clone(),
        value: layer.text.clone(),
    };
    if layer.kind.ident != "Input" {
        errors.help(
            layer.kind.place,
            format!("there is no layer `{}`", layer.kind.ident),
            "did you mean `Input`?",
        );
    }
    if layer.broken {
        return input(None, Scalar::default());
    }
    let subject = layer.subject();
    if shape_as_in_keras(layer, &subject, errors) {
        return input(None, Scalar::default());
    }
    let arguments = Arguments::of_layer(layer, &subject, SIGNATURE, errors);
    let values: Vec<&Value> = SIGNATURE
        .positional
        .iter()
        .filter_map(|size| arguments.get(size))
        .collect();
    let scalar = arguments
        .get("dtype")
        .map_or_else(Scalar::default, |value| dtype(value, &subject, errors));
    if arguments.has_rejected() {
        return input(None, scalar);
    }
    if values.is_empty() {
        errors.help(
            layer.kind.place,
            format!("{subject}: the size is missing"),
            "write `Input<2>` for a vector, `Input<28, 28, 1>` for an image of height × width × channels",
        );
        return input(None, scalar);
    }
    if let [only] = values.as_slice()
        && matches!(only.text.as_str(), "f32" | "f64")
        && arguments.get("dtype").is_none()
    {
        let help = match only.text.as_str() {
            "f32" => "write it, as in `Input<2>`; `f32` is the default",
            _ => "write both, as in `Input<2, dtype = f64>`",
        };
        errors.help(only.place, format!("{subject}: the size is missing"), help);
        return input(None, scalar);
    }
    let sizes: Vec<_> = values
        .into_iter()
        .map(|value| value::size(value, "size", layer, errors))
        .collect();
    let sizes: Option<Vec<_>> = sizes.into_iter().collect();
    if is_indices && sizes.as_ref().is_some_and(|sizes| sizes.len() > 1) {
        errors.help(
            layer.kind.place,
            format!("{subject}: whole numbers are those of the steps alone"),
            "write one size, as in `Input<5, dtype = u32>`",
        );
        return input(None, scalar);
    }
    input(sizes, scalar)
}

/// `Input<(28, 28, 1)>`, `Input<shape = (28, 28, 1)>`
fn shape_as_in_keras(layer: &Layer, subject: &str, errors: &mut Errors) -> bool {
    let Some(argument) = layer.arguments.first() else {
        return false;
    };
    let is_shape = argument
        .name
        .as_ref()
        .is_some_and(|name| name.ident == "shape" || name.ident == "input_shape");
    let ValueKind::Tuple(sizes) = &argument.value.kind else {
        if is_shape {
            let sentence = format!("{subject}: the sizes stand without a name");
            errors.help(
                argument.value.place,
                sentence,
                format!("write `Input<{}>`", argument.value.text),
            );
        }
        return is_shape;
    };
    let sizes: Vec<&str> = sizes.iter().map(|size| size.text.as_str()).collect();
    errors.help(
        argument.name.as_ref().map_or(argument.value.place, |name| name.place),
        format!("{subject}: the sizes stand without a name and without parentheses"),
        format!("write `Input<{}>`", sizes.join(", ")),
    );
    true
}

fn dtype(value: &Value, subject: &str, errors: &mut Errors) -> Scalar {
    let word = match &value.kind {
        ValueKind::Path(path) => path.last.text(),
        ValueKind::Text(text) => text.clone(),
        ValueKind::Broken => return Scalar::F32,
        _ => String::new(),
    };
    let is_path = matches!(value.kind, ValueKind::Path(_));
    match word.as_str() {
        // Whole numbers are for an embedding, in a model of `f32`.
        "f32" | "u32" if is_path => return Scalar::F32,
        "f64" if is_path => return Scalar::F64,
        _ => {}
    }
    let help = match word.to_lowercase().as_str() {
        "f64" | "float64" | "double" => "write `dtype = f64`",
        "f32" | "float32" | "float" | "single" => "write `dtype = f32`",
        word if WHOLE.contains(&word) => {
            "whole numbers for an `Embedding` are `dtype = u32`; for anything else, use `f32` or `f64`"
        }
        _ => "use `f32`, which is the default, or `f64`",
    };
    errors.help(
        value.place,
        format!("{subject}: `dtype` is `f32` or `f64`, found {}", found(value)),
        help,
    );
    Scalar::F32
}
