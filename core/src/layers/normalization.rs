//! Normalisation by a mean and a variance of the data.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::{HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// y = (x − mean) / max(√variance, 10⁻⁷) of each channel,
/// [`keras.layers.Normalization`](https://keras.io/api/layers/preprocessing_layers/numerical/normalization/).
///
/// Mean and variance are parameters that no optimiser changes: they are [adapted](Normalization::adapt) to samples before the
/// training, or set, and travel with the model. `new(seed)` begins with 0 and 1, which change nothing; with the zeros of
/// [`Layer::ZERO`] a variance is 0, as that of a channel that never changes.
///
/// Over values of the shape `S` with `N` channels.
///
/// ```
/// use layerproof::prelude::*;
///
/// sequential! {
///     struct Heights {
///         Input<1>,
///         centered: Normalization,
///         Dense<1>,
///     }
/// }
///
/// fn main() {
///     let x = [[150.0], [170.0], [190.0]];
///     let mut model = Heights::new(1);
///     model.centered.adapt(&x);
///     assert!((model.centered.mean[0] - 170.0_f32).abs() < 1e-3);
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar")]
#[repr(C, align(64))]
pub struct Normalization<T, S, const N: usize> {
    /// What is taken off each channel.
    pub mean: SVector<T, N>,
    /// The square of what each channel is divided by.
    pub variance: SVector<T, N>,
    settings: PhantomData<S>,
}

/// The least that a channel is divided by: Keras's.
const LEAST: f64 = 1e-7;

impl<T: Scalar, S: Shape, const N: usize> Normalization<T, S, N> {
    const FITS: () = assert!(
        S::LAST == N && N > 0,
        "a `Normalization` has one mean a channel of its input"
    );

    /// Sets mean and variance to those of all values of each channel in these samples, as they come into the layer. Without a
    /// sample nothing changes. Sums are `f64`s.
    pub fn adapt<'a>(&mut self, samples: impl IntoIterator<Item = &'a S::Array<T>>) {
        let () = const { Self::FITS };
        let (mut count, mut means, mut squares) = (0.0, [0.0; N], [0.0; N]);
        for sample in samples {
            for row in sample.flat().as_chunks::<N>().0 {
                count += 1.0;
                for i in 0..N {
                    // Welford's way: large means do not take the variance's digits.
                    let distance = row[i].to_f64() - means[i];
                    means[i] += distance / count;
                    squares[i] += distance * (row[i].to_f64() - means[i]);
                }
            }
        }
        if count > 0.0 {
            for i in 0..N {
                self.mean[i] = T::from_f64(means[i]);
                self.variance[i] = T::from_f64(squares[i] / count);
            }
        }
    }

    #[inline(always)]
    fn normalize(&self, y: &mut [T]) {
        let () = const { Self::FITS };
        let ([means], [variances]) = (&self.mean.data.0, &self.variance.data.0);
        let (rows, _) = y.as_chunks_mut::<N>();
        for row in rows {
            for ((value, &mean), &variance) in row.iter_mut().zip(means).zip(variances) {
                *value = (*value - mean) / Scalar::max(variance.sqrt(), T::from_f64(LEAST));
            }
        }
    }
}

impl<T: Scalar, S: HeadShape, const N: usize> Layer for Normalization<T, S, N> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    // Whatever range the values had, they have another one.
    type Head<Previous: Head> = S::Head<Linear>;

    const STEM: &'static str = "normalization";
    const ZERO: Self = {
        let () = Self::FITS;
        let zeros = SVector::from_array_storage(ArrayStorage([[T::ZERO; N]]));
        Self {
            mean: zeros,
            variance: zeros,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = 2 * N;
    const MACS: usize = S::LEN;
    const IN_PLACE: bool = true;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Normalization")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
        self.normalize(y.flat_mut());
    }

    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, _: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
        self.normalize(y.flat_mut());
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
        visit(ParameterInfo::kept("mean", const { &[N] }), self.mean.as_slice());
        visit(
            ParameterInfo::kept("variance", const { &[N] }),
            self.variance.as_slice(),
        );
    }

    fn parameters_mut<const K: usize>(
        mut layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K]),
    ) {
        let means = layers.each_mut().map(|layer| layer.mean.as_mut_slice());
        visit(ParameterInfo::kept("mean", const { &[N] }), means);
        let variances = layers.map(|layer| layer.variance.as_mut_slice());
        visit(ParameterInfo::kept("variance", const { &[N] }), variances);
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, HeadShape, In, LEAST, Layer, Level, Normalization, Out, Scalar};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, S: HeadShape, const N: usize> TrainLayer for Normalization<T, S, N> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {
            self.mean.fill(T::ZERO);
            self.variance.fill(T::ONE);
        }

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
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
            let Some(dx) = dx else { return };
            dx.copy_from_slice(dy);
            for row in <In<Self>>::flat_rows_mut(dx).as_chunks_mut::<N>().0 {
                for (value, &variance) in row.iter_mut().zip(&self.variance.data.0[0]) {
                    *value /= Scalar::max(variance.sqrt(), T::from_f64(LEAST));
                }
            }
        }
    }
}
