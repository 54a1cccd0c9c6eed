//! Normalisation of each sample by itself.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::SVector;

use super::normalizing::{describe_axes, groups_along, normalizing, sizes_along};
use super::{Bias, HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::{Divisor, Level, Normalization};
use crate::shape::{Array, Shape};

/// y = (x − mean) / √(variance + ε) · gamma + beta, with mean and variance of the values along some axes of each sample,
/// [`keras.layers.LayerNormalization`](https://keras.io/api/layers/normalization_layers/layer_normalization/), after Ba, Kiros
/// and Hinton 2016.
///
/// Over values of the shape `S`, of which `N` at a time are normalised: those along the axes whose bits are set in `AXES`, the
/// first axis being bit 0; of 0 along the last. `G` and `B` are gamma and beta, vectors of `N`, or [`NoBias`](super::NoBias) for
/// `scale = false` and `center = false`. `EPSILON` is ε's bits.
///
/// ```
/// use layerproof::layers::{Layer, LayerNormalization};
/// use layerproof::nalgebra::SVector;
/// use layerproof::shape::Features;
///
/// let mut layer = LayerNormalization::<f32, Features<2>, 2>::ZERO;
/// layer.gamma = SVector::from([1.0, 1.0]);
/// let y = layer.call(&[10.0, 30.0]);
/// assert!((y[0] + 1.0).abs() < 1e-4 && (y[1] - 1.0).abs() < 1e-4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "G: Zeroable, B: Zeroable")]
#[repr(C, align(64))]
pub struct LayerNormalization<
    T,
    S,
    const N: usize,
    G = SVector<T, N>,
    B = SVector<T, N>,
    const AXES: usize = 0,
    const EPSILON: u64 = { 0.001_f64.to_bits() },
> {
    /// What the normalised values are multiplied by.
    pub gamma: G,
    /// What is added to them.
    pub beta: B,
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: Shape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const AXES: usize, const EPSILON: u64>
    LayerNormalization<T, S, N, G, B, AXES, EPSILON>
{
    const EMPTY: Self = Self {
        gamma: G::ZERO,
        beta: B::ZERO,
        settings: PhantomData,
    };
    const WIDTH: usize = N;
    const HAS: [bool; 2] = [G::LEN > 0, B::LEN > 0];
    const NAMES: [&'static str; 2] = ["gamma", "beta"];
    const SIZES: &'static [usize; 3] = &sizes_along::<S>(AXES).0;
    const SHAPE: &'static [usize] = Self::SIZES.split_at(sizes_along::<S>(AXES).1).0;
    const FITS: () = assert!(
        product(Self::SHAPE) == N && !Self::SHAPE.is_empty(),
        "a `LayerNormalization` normalises as many values as its axes have"
    );
    const NORMALIZATION: Normalization = Normalization {
        groups: groups_along::<S>(AXES),
        divisor: Divisor::Deviation,
        epsilon: f64::from_bits(EPSILON),
    };

    #[inline(always)]
    fn scale_and_offset(&self) -> [Option<&[T]>; 2] {
        [
            self.gamma.values().map(|values| &values[..]),
            self.beta.values().map(|values| &values[..]),
        ]
    }

    #[inline(always)]
    fn scale_and_offset_mut(&mut self) -> [Option<&mut [T]>; 2] {
        [
            self.gamma.values_mut().map(|values| &mut values[..]),
            self.beta.values_mut().map(|values| &mut values[..]),
        ]
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = if describe_axes::<S>(f, "<", AXES)? { ", " } else { "<" };
        let epsilon = Self::NORMALIZATION.epsilon;
        if EPSILON != 0.001_f64.to_bits() {
            write!(f, "{separator}epsilon = {epsilon:?}")?;
            separator = ", ";
        }
        let [scale, center] = Self::HAS;
        for (name, has) in [("center", center), ("scale", scale)] {
            if !has {
                write!(f, "{separator}{name} = false")?;
                separator = ", ";
            }
        }
        f.write_str(if separator == "<" { "" } else { ">" })
    }
}

/// The number of values along some axes.
pub(super) const fn product(sizes: &[usize]) -> usize {
    let (mut product, mut i) = (1, 0);
    while i < sizes.len() {
        product *= sizes[i];
        i += 1;
    }
    product
}

normalizing! {
    LayerNormalization: "layer_normalization",
    [T: Scalar, S: HeadShape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const AXES: usize, const EPSILON: u64]
    LayerNormalization<T, S, N, G, B, AXES, EPSILON>
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const EPSILON: u64]
    LayerNormalization<T, S, N, G, B, 0, EPSILON>,
    |layer, _level, x, y| {
        let y = Array::flat_mut(y);
        super::copy(x.get(0), y);
        let [scale, offset] = layer.scale_and_offset();
        let of_step = const {
            Normalization {
                groups: groups_along::<S::Step>(0),
                ..Self::NORMALIZATION
            }
        };
        of_step.apply(y, scale, offset);
    }
}
