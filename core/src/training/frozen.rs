//! Layers that a training leaves as they are.

use std::boxed::Box;
use std::string::{String, ToString};
use std::vec::Vec;

use crate::Scalar as _;
use crate::error::LayerError;
use crate::layers::Name;
use crate::model::{Network, each_parameter_mut};

/// The layers that are frozen, and room for their parameters while an optimiser steps.
pub(super) struct Frozen<M> {
    pub(super) layers: Vec<Name>,
    pub(super) kept: Box<M>,
}

impl<M: Network> Frozen<M> {
    /// Takes the gradients of the frozen layers away: neither clipping nor moments see them.
    pub(super) fn clear(&self, gradient: &mut M) {
        each_parameter_mut([gradient], |layer, _, [gradient]| {
            if self.layers.contains(&layer) {
                gradient.fill(M::Scalar::ZERO);
            }
        });
    }

    /// Keeps their parameters.
    pub(super) fn keep(&mut self, model: &mut M) {
        let Self { layers, kept } = self;
        each_parameter_mut([model, kept], |layer, _, [values, kept]| {
            if layers.contains(&layer) {
                kept.copy_from_slice(values);
            }
        });
    }

    /// Puts them back: an optimiser may move what has no gradient, too, such as by weight decay.
    pub(super) fn put_back(&mut self, model: &mut M) {
        let Self { layers, kept } = self;
        each_parameter_mut([model, kept], |layer, _, [values, kept]| {
            if layers.contains(&layer) {
                values.copy_from_slice(kept);
            }
        });
    }

    /// The layer of this name, of those that have parameters.
    pub(super) fn layer(layer: &str) -> Result<Name, LayerError> {
        let mut names: Vec<Name> = Vec::new();
        each_parameter_mut::<M, 0>([], |name, _, []| {
            if !names.contains(&name) {
                names.push(name);
            }
        });
        let found = names.iter().find(|name| name.to_string() == layer).copied();
        found.ok_or_else(|| LayerError {
            layer: String::from(layer),
            layers: names.iter().map(ToString::to_string).collect(),
        })
    }
}
