//! The one-dimensional convolution.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;
use layerproof_rules::Padding;
use nalgebra::{ArrayStorage, SMatrix, SVector};

use super::bias::{self, Bias};
use super::convolving::Convolves;
use super::{Ending, In, Layer, Out, Taps, rule};
use crate::Scalar;
use crate::activations::{Activation, Head, Linear};
use crate::initializers::{GlorotUniform, Initializers, Zeros};
use crate::kernels::Level;
use crate::shape::{Array, Sequence};

/// `F` filters that move over the steps of a sequence,
/// [`keras.layers.Conv1D`](https://keras.io/api/layers/convolution_layers/convolution1d/).
///
/// From the sequence `X` to the sequence `Y`, with kernel size, strides and dilation in `K`, the [`Taps`]. `PATCH` is the
/// number of values that a filter sees: kernel size × channels, divided by the number of groups. Whether there is padding
/// follows from `K` and the sizes: `Causal` where `K` says so, `Valid` where the sizes do, else `Same`. The other settings
/// are as in [`Dense`](super::Dense).
///
/// ```
/// use layerproof::layers::{Conv1d, Layer, Taps};
/// use layerproof::shape::Sequence;
///
/// // The sum of a step and the one two steps before.
/// let mut layer = Conv1d::<f32, Sequence<4, 1>, Sequence<4, 1>, Taps<2, 1, 2, true>, 2, 1>::ZERO;
/// layer.kernel.fill(1.0);
/// assert_eq!(layer.call(&[[1.0], [2.0], [3.0], [4.0]]), [[1.0], [2.0], [4.0], [6.0]]);
/// ```
///
/// A size that no padding gives does not compile:
///
/// ```compile_fail,E0080
/// # use layerproof::layers::{Conv1d, Layer, Taps};
/// # use layerproof::shape::Sequence;
/// let layer = Conv1d::<f32, Sequence<5, 1>, Sequence<4, 1>, Taps<3>, 3, 1>::ZERO;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct Conv1d<
    T,
    X,
    Y,
    K,
    const PATCH: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, Zeros),
> where
    T: Scalar,
    X: 'static,
    Y: 'static,
    K: 'static,
    A: 'static,
    W: 'static,
{
    /// The filters: a column holds what one value adds to each of them. In memory this is Keras's (steps, in, out) row by
    /// row.
    pub kernel: SMatrix<T, F, PATCH>,
    /// One number a filter, added to the sums.
    pub bias: B,
    settings: PhantomData<(X, Y, K, A, W)>,
}

impl<
    T,
    const S: usize,
    const C: usize,
    const OS: usize,
    const COUNT: usize,
    const STRIDE: usize,
    const DILATION: usize,
    const CAUSAL: bool,
    const PATCH: usize,
    const F: usize,
    A,
    B,
    I,
> Conv1d<T, Sequence<S, C>, Sequence<OS, F>, Taps<COUNT, STRIDE, DILATION, CAUSAL>, PATCH, F, A, B, I>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    /// The channels are split into so many groups, and the filters as well.
    const GROUPS: usize = {
        assert!(
            PATCH > 0 && (COUNT * C).is_multiple_of(PATCH) && PATCH.is_multiple_of(COUNT),
            "`PATCH` of a `Conv1d` is kernel size × channels, divided by the number of groups"
        );
        COUNT * C / PATCH
    };

    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding = {
        let padding = if CAUSAL {
            Padding::Causal
        } else if rule::fits::<Sequence<S, C>, Sequence<OS, F>>(Self::rule(Padding::Valid)) {
            Padding::Valid
        } else {
            Padding::Same
        };
        assert!(
            rule::fits::<Sequence<S, C>, Sequence<OS, F>>(Self::rule(padding)),
            "the output size of a `Conv1d` does not follow from its input with any padding"
        );
        padding
    };

    const fn rule(padding: Padding) -> rules::Layer {
        rules::Layer::Conv1d(rules::layers::Conv1d {
            filters: F,
            kernel_size: COUNT,
            strides: STRIDE,
            padding,
            dilation_rate: DILATION,
            groups: Self::GROUPS,
            use_bias: true,
            softmax: false,
        })
    }

    /// The products with the filters, and the bias.
    #[inline(always)]
    fn sums<L: Level>(&self, level: L, x: &[[T; C]; S], y: &mut [[T; F]; OS]) {
        let _ = const { Self::PADDING };
        let (filters, bias) = (&self.kernel.data.0, self.bias.values());
        <Taps<COUNT, STRIDE, DILATION, CAUSAL> as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::convolve(
            level, filters, bias, x, y,
        );
    }
}

impl<
    T,
    const S: usize,
    const C: usize,
    const OS: usize,
    const COUNT: usize,
    const STRIDE: usize,
    const DILATION: usize,
    const CAUSAL: bool,
    const PATCH: usize,
    const F: usize,
    A,
    B,
    I,
> Layer for Conv1d<T, Sequence<S, C>, Sequence<OS, F>, Taps<COUNT, STRIDE, DILATION, CAUSAL>, PATCH, F, A, B, I>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    type Scalar = T;
    type Input = Sequence<S, C>;
    type Output = Sequence<OS, F>;
    type Head<Previous: Head> = A::Head<F>;

    const STEM: &'static str = "conv1d";
    const ZERO: Self = {
        let _ = Self::PADDING;
        Self {
            kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; F]; PATCH])),
            bias: B::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = PATCH * F + B::LEN;
    const MACS: usize = OS * PATCH * F;
    const ENDING: Ending = Ending::Activation;
    const HAS_RULES: bool = I::KERNEL_RULES.exist_for(3) | I::BIAS_RULES.exist_for(1);

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Conv1d<{F}, {COUNT}")?;
        super::describe_activation::<A>(f)?;
        rule::describe_window(f, (STRIDE, STRIDE), (1, 1), Self::PADDING)?;
        if DILATION > 1 {
            write!(f, ", dilation_rate = {DILATION}")?;
        }
        if Self::GROUPS > 1 {
            write!(f, ", groups = {}", Self::GROUPS)?;
        }
        super::describe_parameters::<I>(f, B::LEN > 0)?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        self.sums(level, x, y);
        A::apply_rows(level, y.flat_mut(), F);
    }

    bias::kernel_and_bias! { T, I, F, B, &[COUNT, PATCH / COUNT, F] }
}

#[cfg(feature = "train")]
mod train {
    use super::{
        Activation, Array, Bias, Conv1d, Convolves, In, Initializers, Level, Out, Scalar, Sequence, Taps, bias,
    };
    use crate::initializers::{Draw, Fans};
    use crate::layers::{SaveSums, TrainLayer};
    use crate::tape::Noise;

    impl<
        T,
        const S: usize,
        const C: usize,
        const OS: usize,
        const COUNT: usize,
        const STRIDE: usize,
        const DILATION: usize,
        const CAUSAL: bool,
        const PATCH: usize,
        const F: usize,
        A,
        B,
        I,
    > TrainLayer
        for Conv1d<T, Sequence<S, C>, Sequence<OS, F>, Taps<COUNT, STRIDE, DILATION, CAUSAL>, PATCH, F, A, B, I>
    where
        T: Scalar,
        A: Activation,
        B: Bias<T, F>,
        I: Initializers<Kernel: Draw, Bias: Draw>,
    {
        type Saved = A::Sums<[[T; F]; OS]>;
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            let fans = Fans {
                input: PATCH,
                output: COUNT * F,
            };
            bias::initialize::<I, _, _, F, _>(self.kernel.as_mut_slice(), fans, &mut self.bias, rng);
        }

        #[inline(always)]
        fn compute<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &mut [Out<Self>],
            saved: &mut [Self::Saved],
            _: Noise,
        ) {
            for ((x, y), saved) in x.iter().zip(y).zip(saved) {
                self.sums(level, x, y);
                saved.save(y);
                A::apply_rows(level, y.flat_mut(), F);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            is_fused: bool,
        ) {
            bias::sums_gradient::<A, _, T, _, _, F>(level, saved.iter(), y, dy, &mut gradient.bias, is_fused);
            for (x, dy) in x.iter().zip(&*dy) {
                <Taps<COUNT, STRIDE, DILATION, CAUSAL> as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::add_gradients(
                    level,
                    x,
                    dy,
                    &mut gradient.kernel.data.0,
                );
            }
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                <Taps<COUNT, STRIDE, DILATION, CAUSAL> as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::input_gradient(
                    level,
                    &self.kernel.data.0,
                    dy,
                    dx,
                );
            }
        }
    }
}
