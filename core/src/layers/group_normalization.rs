//! Normalisation of groups of channels.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::SVector;

use super::normalizing::normalizing;
use super::rearranging::grid;
use super::{Bias, HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::{Divisor, Groups, Level, Normalization};
use crate::shape::{Array, Shape};

/// y = (x − mean) / √(variance + ε) · gamma + beta, with mean and variance of a group of channels at all positions of a sample,
/// [`keras.layers.GroupNormalization`](https://keras.io/api/layers/normalization_layers/group_normalization/), after Wu and He
/// 2018.
///
/// Over values of the shape `S` with `N` channels, in `GROUPS` groups of as many. `G` and `B` are gamma and beta, one number a
/// channel, or [`NoBias`](super::NoBias) for `scale = false` and `center = false`. `EPSILON` is ε's bits.
///
/// ```
/// use layerproof::layers::{GroupNormalization, Layer};
/// use layerproof::nalgebra::SVector;
/// use layerproof::shape::Features;
///
/// let mut layer = GroupNormalization::<f32, Features<4>, 2, 4>::ZERO;
/// layer.gamma = SVector::from([1.0; 4]);
/// let y = layer.call(&[10.0, 30.0, 0.0, 4.0]);
/// assert!((y[1] - 1.0).abs() < 1e-3 && (y[3] - 1.0).abs() < 1e-3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "G: Zeroable, B: Zeroable")]
#[repr(C, align(64))]
pub struct GroupNormalization<
    T,
    S,
    const GROUPS: usize,
    const N: usize,
    G = SVector<T, N>,
    B = SVector<T, N>,
    const EPSILON: u64 = { 0.001_f64.to_bits() },
> {
    /// What the normalised values are multiplied by.
    pub gamma: G,
    /// What is added to them.
    pub beta: B,
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: Shape, const GROUPS: usize, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const EPSILON: u64>
    GroupNormalization<T, S, GROUPS, N, G, B, EPSILON>
{
    const EMPTY: Self = Self {
        gamma: G::ZERO,
        beta: B::ZERO,
        settings: PhantomData,
    };
    const WIDTH: usize = N;
    const HAS: [bool; 2] = [G::LEN > 0, B::LEN > 0];
    const NAMES: [&'static str; 2] = ["gamma", "beta"];
    const SHAPE: &'static [usize] = &[N];
    const FITS: () = assert!(
        S::LAST == N && GROUPS > 0 && N.is_multiple_of(GROUPS),
        "the groups of a `GroupNormalization` have as many channels each"
    );
    const NORMALIZATION: Normalization = {
        let () = Self::FITS;
        let ([rows, columns, _], width) = (grid::<S>(), N / GROUPS);
        Normalization {
            groups: Groups::new(
                [rows, columns, GROUPS, width],
                [true, true, false, true],
                [0, 0, width, 1],
            ),
            divisor: Divisor::Deviation,
            epsilon: f64::from_bits(EPSILON),
        }
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
        write!(f, "<{GROUPS}")?;
        if EPSILON != 0.001_f64.to_bits() {
            write!(f, ", epsilon = {:?}", Self::NORMALIZATION.epsilon)?;
        }
        let [scale, center] = Self::HAS;
        for (name, has) in [("center", center), ("scale", scale)] {
            if !has {
                write!(f, ", {name} = false")?;
            }
        }
        f.write_str(">")
    }
}

normalizing! {
    GroupNormalization: "group_normalization",
    [T: Scalar, S: HeadShape, const GROUPS: usize, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const EPSILON: u64]
    GroupNormalization<T, S, GROUPS, N, G, B, EPSILON>
}
