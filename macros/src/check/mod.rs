//! What must hold between layers: one file a question.

mod names;
mod shapes;
mod structure;

pub(crate) use shapes::Output;

use crate::errors::Errors;
use crate::model::Model;
use crate::syntax::Source;

/// What can be told before the arguments have a meaning.
pub(crate) fn source(source: &mut Source, errors: &mut Errors) {
    structure::check(source, errors);
}

/// What can be told with it: what comes out of each layer.
pub(crate) fn model(model: &Model, errors: &mut Errors) -> Vec<Output> {
    names::check(model, errors);
    shapes::check(model, errors)
}
