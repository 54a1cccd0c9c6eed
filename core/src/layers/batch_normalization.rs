//! Normalisation of each channel over a mini-batch.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::{Bias, HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::{Channels, Level};
use crate::shape::{Array, Shape};

/// y = (x − mean) / √(variance + ε) · gamma + beta of each channel,
/// [`keras.layers.BatchNormalization`](https://keras.io/api/layers/normalization_layers/batch_normalization/), after Ioffe and
/// Szegedy 2015.
///
/// While the layer learns, mean and variance are those of all values of a channel in the mini-batch, whatever tile or thread they
/// fall to, and the moving ones follow: `moving · momentum + that of the mini-batch · (1 − momentum)`, the variance being the
/// mean square, not divided by one less. A prediction and an evaluation use the moving ones.
///
/// Over values of the shape `S` with `N` channels. `G` and `B` are gamma and beta, one number a channel, or
/// [`NoBias`](super::NoBias) for `scale = false` and `center = false`. `MOMENTUM` and `EPSILON` are the bits of these numbers.
///
/// [`Layer::ZERO`], and so a model's `zeros()`, has zeros everywhere, the moving variance included, as it does of every other
/// parameter; `new(seed)` begins with gamma 1, beta 0, a moving mean of 0 and a moving variance of 1.
///
/// ```
/// use layerproof::layers::{BatchNormalization, Layer};
/// use layerproof::nalgebra::SVector;
/// use layerproof::shape::Features;
///
/// let mut layer = BatchNormalization::<f64, Features<2>, 2>::ZERO;
/// layer.gamma = SVector::from([1.0, 10.0]);
/// layer.moving_mean = SVector::from([5.0, 5.0]);
/// layer.moving_variance = SVector::from([4.0, 4.0]);
/// let y = layer.call(&[7.0, 3.0]);
/// assert!((y[0] - 1.0).abs() < 1e-3 && (y[1] + 10.0).abs() < 1e-2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, G: Zeroable, B: Zeroable")]
#[repr(C, align(64))]
pub struct BatchNormalization<
    T,
    S,
    const N: usize,
    G = SVector<T, N>,
    B = SVector<T, N>,
    const MOMENTUM: u64 = { 0.99_f64.to_bits() },
    const EPSILON: u64 = { 0.001_f64.to_bits() },
> {
    /// What the normalised values are multiplied by.
    pub gamma: G,
    /// What is added to them.
    pub beta: B,
    /// The mean of each channel that predictions use.
    pub moving_mean: SVector<T, N>,
    /// The variance of each channel that predictions use.
    pub moving_variance: SVector<T, N>,
    settings: PhantomData<S>,
}

impl<T: Scalar, S: Shape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const MOMENTUM: u64, const EPSILON: u64>
    BatchNormalization<T, S, N, G, B, MOMENTUM, EPSILON>
{
    const FITS: () = {
        assert!(
            S::LAST == N && N > 0,
            "a `BatchNormalization` has one mean a channel of its input"
        );
        assert!(
            Self::MOMENTUM >= 0.0 && Self::MOMENTUM <= 1.0 && Self::EPSILON >= 0.0,
            "the momentum of a `BatchNormalization` is from 0 to 1, and its epsilon at least 0"
        );
    };
    const MOMENTUM: f64 = f64::from_bits(MOMENTUM);
    const EPSILON: f64 = f64::from_bits(EPSILON);

    /// The normalisation with this mean and this variance.
    #[inline(always)]
    fn channels<'a>(&'a self, mean: &'a [T; N], variance: &'a [T; N]) -> Channels<'a, T, N> {
        Channels {
            mean,
            variance,
            epsilon: T::from_f64(const { Self::EPSILON }),
            scale: self.gamma.values(),
            offset: self.beta.values(),
        }
    }

    /// That of a prediction.
    #[inline(always)]
    fn infer_channels(&self, y: &mut [T]) {
        let () = const { Self::FITS };
        let ([mean], [variance]) = (&self.moving_mean.data.0, &self.moving_variance.data.0);
        let (rows, _) = y.as_chunks_mut();
        self.channels(mean, variance).normalize(rows);
    }
}

impl<T: Scalar, S: HeadShape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const MOMENTUM: u64, const EPSILON: u64>
    Layer for BatchNormalization<T, S, N, G, B, MOMENTUM, EPSILON>
{
    type Scalar = T;
    type Input = S;
    type Output = S;
    // Whatever range the values had, they have another one.
    type Head<Previous: Head> = S::Head<Linear>;

    const STEM: &'static str = "batch_normalization";
    const ZERO: Self = {
        let () = Self::FITS;
        let zeros = SVector::from_array_storage(ArrayStorage([[T::ZERO; N]]));
        Self {
            gamma: G::ZERO,
            beta: B::ZERO,
            moving_mean: zeros,
            moving_variance: zeros,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = G::LEN + B::LEN + 2 * N;
    const MACS: usize = S::LEN;
    const IN_PLACE: bool = true;
    const BARRIERS: usize = 1;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BatchNormalization")?;
        let mut separator = "<";
        for (name, value, default) in [("momentum", Self::MOMENTUM, 0.99), ("epsilon", Self::EPSILON, 0.001)] {
            if value.to_bits() != f64::to_bits(default) {
                write!(f, "{separator}{name} = {value:?}")?;
                separator = ", ";
            }
        }
        for (name, len) in [("center", B::LEN), ("scale", G::LEN)] {
            if len == 0 {
                write!(f, "{separator}{name} = false")?;
                separator = ", ";
            }
        }
        f.write_str(if separator == "<" { "" } else { ">" })
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
        self.infer_channels(y.flat_mut());
    }

    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, _: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
        self.infer_channels(y.flat_mut());
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
        let shape = const { &[N] };
        for (name, values) in [("gamma", self.gamma.values()), ("beta", self.beta.values())] {
            if let Some(values) = values {
                visit(ParameterInfo::trained(name, shape), values);
            }
        }
        visit(ParameterInfo::kept("moving_mean", shape), self.moving_mean.as_slice());
        visit(
            ParameterInfo::kept("moving_variance", shape),
            self.moving_variance.as_slice(),
        );
    }

    fn parameters_mut<const K: usize>(
        mut layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K]),
    ) {
        let shape = const { &[N] };
        if G::LEN > 0 {
            let gammas = layers.each_mut().map(|layer| match layer.gamma.values_mut() {
                Some(values) => &mut values[..],
                None => &mut [],
            });
            visit(ParameterInfo::trained("gamma", shape), gammas);
        }
        if B::LEN > 0 {
            let betas = layers.each_mut().map(|layer| match layer.beta.values_mut() {
                Some(values) => &mut values[..],
                None => &mut [],
            });
            visit(ParameterInfo::trained("beta", shape), betas);
        }
        let means = layers.each_mut().map(|layer| layer.moving_mean.as_mut_slice());
        visit(ParameterInfo::kept("moving_mean", shape), means);
        let variances = layers.map(|layer| layer.moving_variance.as_mut_slice());
        visit(ParameterInfo::kept("moving_variance", shape), variances);
    }
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const MOMENTUM: u64, const EPSILON: u64]
    BatchNormalization<T, S, N, G, B, MOMENTUM, EPSILON>,
    |layer, _level, x, y| {
        super::copy(x.get(0), Array::flat_mut(y));
        layer.infer_channels(Array::flat_mut(y));
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, BatchNormalization, Bias, HeadShape, In, Out, Scalar};
    use crate::kernels::{ChannelMoments, ChannelSums};
    use crate::layers::TrainLayer;
    use crate::layers::whole_batch::{WholeBatch, whole_batch_passes};

    impl<T: Scalar, S: HeadShape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const MOMENTUM: u64, const EPSILON: u64>
        TrainLayer for BatchNormalization<T, S, N, G, B, MOMENTUM, EPSILON>
    {
        type Saved = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {
            if let Some(gamma) = self.gamma.values_mut() {
                gamma.fill(T::ONE);
            }
            if let Some(beta) = self.beta.values_mut() {
                beta.fill(T::ZERO);
            }
            self.moving_mean.fill(T::ZERO);
            self.moving_variance.fill(T::ONE);
        }

        whole_batch_passes!();
    }

    impl<T: Scalar, S: HeadShape, const N: usize, G: Bias<T, N>, B: Bias<T, N>, const MOMENTUM: u64, const EPSILON: u64>
        WholeBatch for BatchNormalization<T, S, N, G, B, MOMENTUM, EPSILON>
    {
        type Statistics = ChannelMoments<T, N>;
        type Sums = ChannelSums<T, N>;

        fn accumulate(&self, x: &[In<Self>], statistics: &mut Self::Statistics) {
            let () = const { Self::FITS };
            for x in x {
                statistics.add(x.flat().as_chunks().0);
            }
        }

        fn finish(&self, statistics: &mut Self::Statistics) {
            statistics.finish();
        }

        fn compute_with(&self, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], statistics: &Self::Statistics) {
            y.copy_from_slice(x);
            let channels = self.channels(&statistics.mean, &statistics.spread);
            channels.normalize(<Out<Self>>::flat_rows_mut(y).as_chunks_mut().0);
        }

        fn accumulate_gradients(
            &self,
            x: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            dy: &[Out<Self>],
            statistics: &Self::Statistics,
            sums: &mut Self::Sums,
        ) {
            let channels = self.channels(&statistics.mean, &statistics.spread);
            for (x, dy) in x.iter().zip(dy) {
                sums.add(&channels, x.flat().as_chunks().0, dy.flat().as_chunks().0);
            }
        }

        fn differentiate_with(
            &self,
            x: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            statistics: &Self::Statistics,
            sums: &Self::Sums,
        ) {
            let channels = self.channels(&statistics.mean, &statistics.spread);
            if let Some(dx) = dx {
                let (x, dy) = (<In<Self>>::flat_rows(x), <Out<Self>>::flat_rows(dy));
                let dx = <In<Self>>::flat_rows_mut(dx);
                sums.differentiate(
                    &channels,
                    statistics.count,
                    x.as_chunks().0,
                    dy.as_chunks().0,
                    dx.as_chunks_mut().0,
                );
            }
        }

        fn add_gradients(&self, statistics: &Self::Statistics, sums: &Self::Sums, gradient: &mut Self) {
            let add = |gradient: Option<&mut [T; N]>, terms: &[T; N]| {
                for (sum, &term) in gradient.into_iter().flatten().zip(terms) {
                    *sum += term;
                }
            };
            add(gradient.gamma.values_mut(), &sums.scale);
            add(gradient.beta.values_mut(), &sums.offset);
            let share = T::from_f64(1.0 - Self::MOMENTUM);
            for i in 0..N {
                gradient.moving_mean[i] += (statistics.mean[i] - self.moving_mean[i]) * share;
                gradient.moving_variance[i] += (statistics.spread[i] - self.moving_variance[i]) * share;
            }
        }
    }
}
