//! Vectors of length 1.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::normalizing::{describe_axes, groups_along, normalizing, sizes_along};
use super::{HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::{Divisor, Level, Normalization};
use crate::shape::{Array, Shape};

/// y = x / |x|, with the Euclidean length along some axes of each sample; zeros stay zeros.
/// [`keras.layers.UnitNormalization`](https://keras.io/api/layers/normalization_layers/unit_normalization/).
///
/// Over values of the shape `S`, along the axes whose bits are set in `AXES`, the first axis being bit 0; of 0 along the last.
///
/// ```
/// use layerproof::layers::{Layer, UnitNormalization};
/// use layerproof::shape::Features;
///
/// let y = UnitNormalization::<f32, Features<2>>::ZERO.call(&[3.0, 4.0]);
/// assert!((y[0] - 0.6).abs() < 1e-6 && (y[1] - 0.8).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct UnitNormalization<T, S, const AXES: usize = 0> {
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: Shape, const AXES: usize> UnitNormalization<T, S, AXES> {
    const EMPTY: Self = Self { settings: PhantomData };
    const WIDTH: usize = 0;
    const HAS: [bool; 2] = [false; 2];
    const NAMES: [&'static str; 2] = [""; 2];
    const SHAPE: &'static [usize] = &[];
    const FITS: () = assert!(
        sizes_along::<S>(AXES).1 > 0,
        "a `UnitNormalization` normalises along an axis of its input"
    );
    const NORMALIZATION: Normalization = Normalization {
        groups: groups_along::<S>(AXES),
        divisor: Divisor::Length,
        epsilon: 1e-12,
    };

    #[inline(always)]
    #[expect(clippy::unused_self, reason = "as of layers with parameters")]
    const fn scale_and_offset(&self) -> [Option<&[T]>; 2] {
        [None, None]
    }

    #[inline(always)]
    #[expect(clippy::unused_self, reason = "as of layers with parameters")]
    const fn scale_and_offset_mut(&mut self) -> [Option<&mut [T]>; 2] {
        [None, None]
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_axes = describe_axes::<S>(f, "<", AXES)?;
        f.write_str(if has_axes { ">" } else { "" })
    }
}

normalizing! {
    UnitNormalization: "unit_normalization",
    [T: Scalar, S: HeadShape, const AXES: usize]
    UnitNormalization<T, S, AXES>
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape]
    UnitNormalization<T, S, 0>,
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
