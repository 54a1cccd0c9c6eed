//! The softmax along any axis.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{HeadShape, In, Layer, Out, Source, no_parameters};
use crate::Scalar;
use crate::activations::{Head, Softmax};
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// yᵢ = e^xᵢ / Σⱼ e^xⱼ along an axis of each sample, [`keras.layers.Softmax`](https://keras.io/api/layers/activation_layers/softmax/)
/// with an `axis`. Along the last one it is the activation [`Softmax`].
///
/// Over values of the shape `S`, along its axis `AXIS`, counted from 0 without the batch.
///
/// ```
/// use layerproof::layers::{Layer, SoftmaxOver};
/// use layerproof::shape::Sequence;
///
/// let y = SoftmaxOver::<f32, Sequence<2, 2>, 0>::ZERO.call(&[[0.0, 1e4], [0.0, -1e4]]);
/// assert_eq!(y, [[0.5, 1.0], [0.5, 0.0]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct SoftmaxOver<T, S, const AXIS: usize> {
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: Shape, const AXIS: usize> SoftmaxOver<T, S, AXIS> {
    /// The size of the axis.
    const SIZE: usize = {
        assert!(AXIS < S::DIMS.len(), "a `SoftmaxOver` has an axis of its input");
        S::DIMS[AXIS]
    };
    /// How far apart neighbours along the axis lie.
    const STRIDE: usize = {
        let (mut stride, mut axis) = (1, AXIS + 1);
        while axis < S::DIMS.len() {
            stride *= S::DIMS[axis];
            axis += 1;
        }
        stride
    };

    /// Shows the place of the first value of each run along the axis.
    #[inline(always)]
    fn for_each_run(mut visit: impl FnMut(usize)) {
        let (size, stride) = const { (Self::SIZE, Self::STRIDE) };
        for block in 0..S::LEN / (size * stride) {
            for place in 0..stride {
                visit(block * size * stride + place);
            }
        }
    }

    /// The values of one run.
    #[inline(always)]
    fn run(values: &[T], first: usize) -> impl Iterator<Item = &T> {
        let (size, stride) = const { (Self::SIZE, Self::STRIDE) };
        values
            .get(first..)
            .unwrap_or_default()
            .iter()
            .step_by(stride)
            .take(size)
    }

    /// The values of one run.
    #[inline(always)]
    fn run_mut(values: &mut [T], first: usize) -> impl Iterator<Item = &mut T> {
        let (size, stride) = const { (Self::SIZE, Self::STRIDE) };
        let values = values.get_mut(first..).unwrap_or_default();
        values.iter_mut().step_by(stride).take(size)
    }

    #[inline(always)]
    fn apply<L: Level>(level: L, y: &mut [T]) {
        Self::for_each_run(|first| {
            let largest = Self::run(y, first).fold(T::from_f64(f64::NEG_INFINITY), |a, &b| Scalar::max(a, b));
            let mut sum = T::ZERO;
            for value in Self::run_mut(y, first) {
                // ∞ − ∞ would be NaN.
                *value = level.exp_minus(if *value == largest { T::ZERO } else { largest - *value });
                sum += *value;
            }
            for value in Self::run_mut(y, first) {
                *value /= sum;
            }
        });
    }
}

impl<T: Scalar, S: HeadShape, const AXIS: usize> Layer for SoftmaxOver<T, S, AXIS> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    // No probabilities of classes, which are along the last axis.
    type Head<Previous: Head> = S::Reshaped<Softmax<1>>;

    const STEM: &'static str = "softmax";
    const ZERO: Self = {
        let _ = Self::SIZE;
        Self { settings: PhantomData }
    };
    const IN_PLACE: bool = true;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Softmax<axis = {}>", AXIS + 1)
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
        Self::apply(level, y.flat_mut());
    }

    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, level: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
        Self::apply(level, y.flat_mut());
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, HeadShape, In, Layer, Level, Out, Scalar, SoftmaxOver};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, S: HeadShape, const AXIS: usize> TrainLayer for SoftmaxOver<T, S, AXIS> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                self.infer(level, x, y);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            _: &[In<Self>],
            y: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
            for ((dx, dy), y) in dx.into_iter().flatten().zip(dy).zip(y) {
                *dx = *dy;
                let (dx, y) = (dx.flat_mut(), y.flat());
                Self::for_each_run(|first| {
                    let mean: T = Self::run(y, first)
                        .zip(Self::run(dx, first))
                        .map(|(&y, &dy)| y * dy)
                        .sum();
                    for (dx, &y) in Self::run_mut(dx, first).zip(Self::run(y, first)) {
                        *dx = y * (*dx - mean);
                    }
                });
            }
        }
    }
}
