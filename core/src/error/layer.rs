//! A layer that the model does not have.

use core::fmt;
use std::string::String;
use std::vec::Vec;

/// A layer was named that the model does not have, or that has no parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerError {
    /// The name.
    pub layer: String,
    /// The layers that there are.
    pub layers: Vec<String>,
}

impl fmt::Display for LayerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { layer, layers } = self;
        write!(
            f,
            "the model has no layer `{layer}` with parameters; there are `{}`",
            layers.join("`, `")
        )
    }
}

impl core::error::Error for LayerError {}
