//! Layers without arguments.

use super::{Arguments, Signature};
use crate::errors::Errors;
use crate::syntax::Layer;
use crate::values::Values;

/// A layer that takes no arguments.
#[expect(clippy::unnecessary_wraps, reason = "as all readers of arguments")]
pub(crate) fn nothing(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let name = crate::layers::find(&layer.kind.text()).map_or("Flatten", |entry| entry.name);
    let signature = Signature {
        positional: &[],
        named: &[],
        later: &[],
        sample: name,
    };
    Arguments::of_layer(layer, &subject, signature, errors);
    Some(Values::default())
}
