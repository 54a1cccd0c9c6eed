//! `Embedding<10_000, 16>`

use super::{Arguments, Signature, initializer};
use crate::errors::Errors;
use crate::syntax::Layer;
use crate::values::{Argument, Values};

const SIGNATURE: Signature = Signature {
    positional: &["vocabulary", "width"],
    named: &["vocabulary", "width", "embeddings_initializer"],
    later: &["mask_zero", "embeddings_regularizer", "embeddings_constraint"],
    sample: "Embedding<10_000, 16>",
};

pub(crate) fn lower(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = Arguments::of_layer(layer, &subject, SIGNATURE, errors);
    let vocabulary = arguments.size("vocabulary", layer, errors);
    let width = arguments.size("width", layer, errors);
    let initializer = initializer::argument(&arguments, "embeddings_initializer", "RandomUniform", errors);
    let values = Values::default()
        .with("vocabulary", Argument::Size(vocabulary?))
        .with("width", Argument::Size(width?))
        .with("embeddings_initializer", Argument::Initializer(initializer));
    Some(values)
}
