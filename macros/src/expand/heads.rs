//! The head of each value: what losses and metrics would see of a model that ended there.

use proc_macro2::TokenStream;
use quote::quote;

use super::field::Field;
use super::names::Names;
use super::shapes::Dims;
use super::types;
use crate::layers::Takes;
use crate::model::{Call, Model, Value};
use crate::values::Activation;

/// The head of each value, or `None` where a shape is unknown.
pub(super) fn all(model: &Model, shapes: &[Option<Dims>], fields: &[Field], names: &Names) -> Option<Vec<TokenStream>> {
    let mut heads: Vec<TokenStream> = Vec::new();
    let linear = Activation::linear();
    for value in 0..model.inputs.len() {
        let units = shapes.get(value)?.as_ref()?.units()?;
        heads.push(types::head(&linear, &units, names));
    }
    for (_, call, layer, value) in model.calls() {
        let units = shapes.get(value)?.as_ref()?.units()?;
        let head = match (layer.activation(), layer.entry()?.takes) {
            (Some(activation), _) => types::head(activation, &units, names),
            (None, Takes::Two | Takes::Several) => {
                // Sums of any numbers are any numbers; of anything else no loss can be sure.
                let name = if call.inputs.iter().all(|value| is_linear(model, *value)) {
                    "Linear"
                } else {
                    "Mixed"
                };
                types::head_of(name, &units, names)
            }
            (None, Takes::One | Takes::Any) => {
                let before = call.inputs.first().and_then(|value| heads.get(*value))?;
                let alias = &fields.get(call.layer)?.alias;
                // A linear model stays one: the macro writes the head that rustc would find.
                if layer.entry()?.is_noise && is_linear(model, value) {
                    before.clone()
                } else {
                    quote!(<#alias as __lp::Layer>::Head<#before>)
                }
            }
        };
        heads.push(head);
    }
    Some(heads)
}

/// Whether a value is any number: that of a layer without an activation.
fn is_linear(model: &Model, value: Value) -> bool {
    let Some((_, call)) = model.call(value) else {
        return true;
    };
    let of_inputs = |call: &Call| call.inputs.iter().all(|value| is_linear(model, *value));
    let Some(layer) = model.layers.get(call.layer) else {
        return false;
    };
    match (layer.activation(), layer.entry().map(|entry| entry.takes)) {
        (Some(activation), _) => activation.name == "Linear",
        (None, Some(Takes::Any) | None) => false,
        (None, Some(_)) => of_inputs(call),
    }
}
