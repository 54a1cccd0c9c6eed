//! Layers that are named by a type: `Model<Encoder>`, `Custom<MyLayer>`.
//!
//! Whether the type is one is asked in a constant, without a bound. Where it is none, the macros' expansion goes on with a
//! layer that fits everything, so that the one assertion of the bound is the one error.

use core::marker::PhantomData;

use super::{AsLayer, SubModel};
use crate::Scalar;
use crate::layers::unknown::UnknownLayer;
use crate::layers::{Custom, Layer, Port};
use crate::shape::Shape;
use crate::shape::unknown::Unknown;

/// Whether `M` is a model that can stand as a layer between numbers of type `T`: `IsModel::<M, T>::YES`.
///
/// The inherent constant exists where the bound holds, and hides that of [`Otherwise`].
#[derive(Debug)]
pub struct IsModel<M, T>(PhantomData<(M, T)>);

impl<T: Scalar, M: AsLayer<Scalar = T>> IsModel<M, T> {
    /// It is.
    pub const YES: bool = true;
}

impl<T: Scalar, M: AsLayer> IsModel<M, T> {
    /// Whether it is one between other numbers.
    pub const HAS_OTHER_SCALAR: bool = size_of::<T>() != size_of::<M::Scalar>();
}

/// Whether `C` is a [`CustomLayer`](crate::layers::CustomLayer) with numbers of type `T`, which can be trained where this crate can train:
/// `IsCustom::<C, T>::YES`.
#[derive(Debug)]
pub struct IsCustom<C, T>(PhantomData<(C, T)>);

impl<T: Scalar, C: UsableLayer<Scalar = T>> IsCustom<C, T> {
    /// It is.
    pub const YES: bool = true;
}

impl<T: Scalar, C: UsableLayer> IsCustom<C, T> {
    /// Whether it is one between other numbers.
    pub const HAS_OTHER_SCALAR: bool = size_of::<T>() != size_of::<C::Scalar>();
}

/// The answer where there is no other.
pub trait Otherwise {
    /// It is not.
    const YES: bool = false;
    /// It is none.
    const HAS_OTHER_SCALAR: bool = false;
}
impl<X> Otherwise for X {}

// What a custom layer must implement.
#[cfg(not(feature = "train"))]
use crate::layers::CustomLayer as UsableLayer;
// What a custom layer must implement.
#[cfg(feature = "train")]
use crate::layers::TrainCustomLayer as UsableLayer;

/// Something that depends on a constant.
#[derive(Debug)]
pub struct If<const YES: bool>;

/// One of two types.
pub trait Choose<Then, Else> {
    /// The first where the constant is true.
    type Type;
}

impl<Then, Else> Choose<Then, Else> for If<true> {
    type Type = Then;
}

impl<Then, Else> Choose<Then, Else> for If<false> {
    type Type = Else;
}

/// The type of a field that is written `Model<M>`: [`SubModel<M>`].
pub type ModelLayer<M, T, const YES: bool, X = Unknown, Y = Unknown> =
    <If<YES> as Choose<SubModel<M>, UnknownLayer<T, X, Y, Unknown>>>::Type;

/// The type of a field that is written `Custom<C>`: [`Custom<C>`].
pub type CustomLayerOf<C, T, const YES: bool, X = Unknown, Y = Unknown> =
    <If<YES> as Choose<Custom<C>, UnknownLayer<T, X, Y, Unknown>>>::Type;

/// That `M` is a model which can stand as a layer.
pub const fn is_model<M: AsLayer>() {}

/// That `C` is a layer of somebody's own.
pub const fn is_custom_layer<C: UsableLayer>() {}

/// What the rules ask of a layer that is named by a type.
pub const fn rule_of_type<L: Layer>() -> layerproof_rules::Layer {
    if L::IS_UNKNOWN {
        return layerproof_rules::Layer::Unknown;
    }
    let shapes: &[layerproof_rules::Shape] = &Shapes::<L::Input>::ALL;
    let (inputs, _) = shapes.split_at(L::Input::DIMS.len());
    layerproof_rules::Layer::Model(layerproof_rules::layers::Model {
        inputs,
        output: shape(<L::Output as Shape>::DIMS),
        parameters: L::PARAMS,
    })
}

struct Shapes<P>(PhantomData<P>);

impl<P: Port> Shapes<P> {
    const ALL: [layerproof_rules::Shape; layerproof_rules::MAX_INPUTS] = {
        let mut shapes = [layerproof_rules::Shape::Vector(1); layerproof_rules::MAX_INPUTS];
        let mut i = 0;
        while i < P::DIMS.len() {
            shapes[i] = shape(P::DIMS[i]);
            i += 1;
        }
        shapes
    };
}

/// A shape as the rules have it.
const fn shape(dims: &[usize]) -> layerproof_rules::Shape {
    match layerproof_rules::Shape::from_sizes(dims) {
        Some(shape) => shape,
        None => layerproof_rules::Shape::Vector(1),
    }
}
