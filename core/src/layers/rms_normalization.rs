//! Normalisation by the root of the mean square.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::layer_normalization::product;
use super::normalizing::{describe_axes, groups_along, normalizing, sizes_along};
use super::{HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::{Divisor, Level, Normalization};
use crate::shape::{Array, Shape};

/// y = x / √(mean of x² + ε) · scale, with the mean over some axes of each sample,
/// [`keras.layers.RMSNormalization`](https://keras.io/api/layers/normalization_layers/rms_normalization/), after Zhang and Sennrich
/// 2019.
///
/// Over values of the shape `S`, of which `N` at a time are normalised: those along the axes whose bits are set in `AXES`, the
/// first axis being bit 0; of 0 along the last. `EPSILON` is ε's bits.
///
/// ```
/// use layerproof::layers::{Layer, RmsNormalization};
/// use layerproof::nalgebra::SVector;
/// use layerproof::shape::Features;
///
/// let mut layer = RmsNormalization::<f32, Features<2>, 2>::ZERO;
/// layer.scale = SVector::from([1.0, 10.0]);
/// let y = layer.call(&[3.0, 3.0]);
/// assert!((y[0] - 1.0).abs() < 1e-4 && (y[1] - 10.0).abs() < 1e-3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar")]
#[repr(C, align(64))]
pub struct RmsNormalization<T, S, const N: usize, const AXES: usize = 0, const EPSILON: u64 = { 1e-6_f64.to_bits() }> {
    /// What the normalised values are multiplied by.
    pub scale: SVector<T, N>,
    settings: PhantomData<S>,
}

impl<T: Scalar, S: Shape, const N: usize, const AXES: usize, const EPSILON: u64>
    RmsNormalization<T, S, N, AXES, EPSILON>
{
    const EMPTY: Self = Self {
        scale: SVector::from_array_storage(ArrayStorage([[T::ZERO; N]])),
        settings: PhantomData,
    };
    const WIDTH: usize = N;
    const HAS: [bool; 2] = [true, false];
    const NAMES: [&'static str; 2] = ["scale", ""];
    const SIZES: &'static [usize; 3] = &sizes_along::<S>(AXES).0;
    const SHAPE: &'static [usize] = Self::SIZES.split_at(sizes_along::<S>(AXES).1).0;
    const FITS: () = assert!(
        product(Self::SHAPE) == N && !Self::SHAPE.is_empty(),
        "an `RmsNormalization` normalises as many values as its axes have"
    );
    const NORMALIZATION: Normalization = Normalization {
        groups: groups_along::<S>(AXES),
        divisor: Divisor::MeanSquare,
        epsilon: f64::from_bits(EPSILON),
    };

    #[inline(always)]
    fn scale_and_offset(&self) -> [Option<&[T]>; 2] {
        [Some(self.scale.as_slice()), None]
    }

    #[inline(always)]
    fn scale_and_offset_mut(&mut self) -> [Option<&mut [T]>; 2] {
        [Some(self.scale.as_mut_slice()), None]
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = if describe_axes::<S>(f, "<", AXES)? { ", " } else { "<" };
        if EPSILON != 1e-6_f64.to_bits() {
            write!(f, "{separator}epsilon = {:?}", Self::NORMALIZATION.epsilon)?;
            separator = ", ";
        }
        f.write_str(if separator == "<" { "" } else { ">" })
    }
}

normalizing! {
    RmsNormalization: "rms_normalization",
    [T: Scalar, S: HeadShape, const N: usize, const AXES: usize, const EPSILON: u64]
    RmsNormalization<T, S, N, AXES, EPSILON>
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape, const N: usize, const EPSILON: u64]
    RmsNormalization<T, S, N, 0, EPSILON>,
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
