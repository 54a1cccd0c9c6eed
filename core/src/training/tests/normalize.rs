//! A layer that needs the whole mini-batch: each feature without its mean, in units of its standard deviation.

use core::fmt;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::layers::whole_batch::{WholeBatch, whole_batch_passes};
use crate::layers::{In, Layer, Out, ParameterInfo, TrainLayer};
use crate::shape::Features;

pub(super) const EPSILON: f64 = 1e-3;

/// While it learns `y = scale · (x - mean) / √(variance + ε)` with mean and variance of the mini-batch; a prediction takes the
/// mean that it keeps, and a variance of 1.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[repr(C)]
pub(super) struct Normalize<const N: usize> {
    pub(super) scale: SVector<f64, N>,
    pub(super) moving_mean: SVector<f64, N>,
}

impl<const N: usize> Layer for Normalize<N> {
    type Scalar = f64;
    type Input = Features<N>;
    type Output = Features<N>;
    type Head<Previous: Head> = Linear<N>;

    const STEM: &'static str = "normalize";
    const ZERO: Self = Self {
        scale: SVector::from_array_storage(ArrayStorage([[0.0; N]])),
        moving_mean: SVector::from_array_storage(ArrayStorage([[0.0; N]])),
    };
    const PARAMS: usize = 2 * N;
    const MACS: usize = N;
    const BARRIERS: usize = 1;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Normalize")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        for i in 0..N {
            y[i] = (x[i] - self.moving_mean[i]) * self.scale[i];
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[f64])) {
        visit(ParameterInfo::trained("scale", const { &[N] }), self.scale.as_slice());
        visit(
            ParameterInfo::kept("moving_mean", const { &[N] }),
            self.moving_mean.as_slice(),
        );
    }

    fn parameters_mut<const K: usize>(
        mut layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [f64]; K]),
    ) {
        let scales = layers.each_mut().map(|layer| layer.scale.as_mut_slice());
        visit(ParameterInfo::trained("scale", const { &[N] }), scales);
        let means = layers.map(|layer| layer.moving_mean.as_mut_slice());
        visit(ParameterInfo::kept("moving_mean", const { &[N] }), means);
    }
}

impl<const N: usize> TrainLayer for Normalize<N> {
    /// The normalised numbers.
    type Saved = [f64; N];

    fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {
        for (i, scale) in self.scale.iter_mut().enumerate() {
            *scale = 1.0 - 0.25 * i as f64;
        }
        self.moving_mean.fill(0.0);
    }

    whole_batch_passes!();
}

/// Mean and variance, by Welford's way, until the last sample; then the mean and the inverse of the deviation.
#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(C)]
pub(super) struct Statistics<const N: usize> {
    count: f64,
    mean: [f64; N],
    spread: [f64; N],
}

/// Σ dL/dy and Σ dL/dy · (x - mean) / deviation.
#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(C)]
pub(super) struct Sums<const N: usize> {
    dy: [f64; N],
    dy_x: [f64; N],
}

impl<const N: usize> WholeBatch for Normalize<N> {
    type Statistics = Statistics<N>;
    type Sums = Sums<N>;

    fn accumulate(&self, x: &[In<Self>], statistics: &mut Statistics<N>) {
        for x in x {
            statistics.count += 1.0;
            for i in 0..N {
                let distance = x[i] - statistics.mean[i];
                statistics.mean[i] += distance / statistics.count;
                statistics.spread[i] += distance * (x[i] - statistics.mean[i]);
            }
        }
    }

    fn finish(&self, statistics: &mut Statistics<N>) {
        let count = statistics.count;
        statistics.spread = statistics.spread.map(|sum| 1.0 / libm::sqrt(sum / count + EPSILON));
    }

    fn compute_with(&self, x: &[In<Self>], y: &mut [Out<Self>], saved: &mut [[f64; N]], statistics: &Statistics<N>) {
        for ((x, y), saved) in x.iter().zip(y).zip(saved) {
            for i in 0..N {
                saved[i] = (x[i] - statistics.mean[i]) * statistics.spread[i];
                y[i] = saved[i] * self.scale[i];
            }
        }
    }

    fn accumulate_gradients(
        &self,
        _: &[In<Self>],
        _: &[Out<Self>],
        saved: &[[f64; N]],
        dy: &[Out<Self>],
        _: &Statistics<N>,
        sums: &mut Sums<N>,
    ) {
        for (saved, dy) in saved.iter().zip(dy) {
            for i in 0..N {
                sums.dy[i] += dy[i];
                sums.dy_x[i] += dy[i] * saved[i];
            }
        }
    }

    fn differentiate_with(
        &self,
        _: &[In<Self>],
        _: &[Out<Self>],
        saved: &[[f64; N]],
        dy: &mut [Out<Self>],
        dx: Option<&mut [In<Self>]>,
        statistics: &Statistics<N>,
        sums: &Sums<N>,
    ) {
        let count = statistics.count;
        for ((dx, dy), saved) in dx.into_iter().flatten().zip(dy).zip(saved) {
            for i in 0..N {
                let centered = dy[i] - sums.dy[i] / count - saved[i] * sums.dy_x[i] / count;
                dx[i] = self.scale[i] * statistics.spread[i] * centered;
            }
        }
    }

    fn add_gradients(&self, statistics: &Statistics<N>, sums: &Sums<N>, gradient: &mut Self) {
        for i in 0..N {
            gradient.scale[i] += sums.dy_x[i];
            gradient.moving_mean[i] += 0.1 * (statistics.mean[i] - self.moving_mean[i]);
        }
    }
}

/// What the layer gives for all samples of a mini-batch, computed over all of them at once.
#[cfg(feature = "std")]
pub(super) fn normalize<const N: usize>(layer: &Normalize<N>, x: &[[f64; N]]) -> std::vec::Vec<[f64; N]> {
    let count = x.len() as f64;
    let mean: [f64; N] = core::array::from_fn(|i| x.iter().map(|x| x[i]).sum::<f64>() / count);
    let variance: [f64; N] =
        core::array::from_fn(|i| x.iter().map(|x| (x[i] - mean[i]) * (x[i] - mean[i])).sum::<f64>() / count);
    let of =
        |x: &[f64; N]| core::array::from_fn(|i| layer.scale[i] * (x[i] - mean[i]) / (variance[i] + EPSILON).sqrt());
    x.iter().map(of).collect()
}
