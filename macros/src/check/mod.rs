//! What must hold between layers: one file a question.

mod names;
mod shapes;
mod structure;

pub(crate) use shapes::Output;

use crate::errors::Errors;
use crate::model::Model;
use crate::syntax::{Body, Source};

/// What can be told before the arguments have a meaning.
pub(crate) fn source(source: &mut Source, errors: &mut Errors) {
    if let Body::Sequential(layers) = &mut source.body {
        structure::check(layers, &source.form, source.place, errors);
    }
}

/// What can be told with it: the shape of each value.
pub(crate) fn model(model: &Model, errors: &mut Errors) -> Vec<Output> {
    names::check(model, errors);
    shapes::check(model, errors)
}
