//! The convolutions of each channel by itself.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;
use layerproof_rules::Padding;
use nalgebra::{ArrayStorage, SMatrix, SVector};

use super::bias::{self, Bias};
use super::convolving::{Convolves, describe_moves, describe_size};
use super::{Ending, HeadShape, In, Layer, Out, rule};
use crate::Scalar;
use crate::activations::{Activation, Head, Linear};
use crate::initializers::{GlorotUniform, Initializers, Zeros};
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// Kernels that move over the steps of a sequence, of which each sees one channel,
/// [`keras.layers.DepthwiseConv1D`](https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/): a
/// [`DepthwiseConv`] with [`Taps`](super::Taps).
///
/// ```
/// use layerproof::layers::{DepthwiseConv1d, Layer, Taps};
/// use layerproof::shape::Sequence;
///
/// // Each channel's sum with the step before.
/// let mut layer = DepthwiseConv1d::<f32, Sequence<3, 2>, Sequence<2, 2>, Taps<2>, 2, 2>::ZERO;
/// layer.kernel.fill(1.0);
/// assert_eq!(layer.call(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]), [[3.0, 30.0], [5.0, 50.0]]);
/// ```
pub type DepthwiseConv1d<
    T,
    X,
    Y,
    K,
    const COUNT: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, Zeros),
> = DepthwiseConv<T, X, Y, K, COUNT, F, A, B, W>;

/// Kernels that move over an image, of which each sees one channel,
/// [`keras.layers.DepthwiseConv2D`](https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/): a
/// [`DepthwiseConv`] with a [`Window`](super::Window).
///
/// ```
/// use layerproof::layers::{DepthwiseConv2d, Layer, Window};
/// use layerproof::shape::Image;
///
/// let mut layer = DepthwiseConv2d::<f32, Image<2, 2, 2>, Image<1, 1, 2>, Window<2, 2>, 4, 2>::ZERO;
/// layer.kernel.fill(1.0);
/// assert_eq!(layer.call(&[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [4.0, 40.0]]]), [[[10.0, 100.0]]]);
/// ```
pub type DepthwiseConv2d<
    T,
    X,
    Y,
    K,
    const COUNT: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, Zeros),
> = DepthwiseConv<T, X, Y, K, COUNT, F, A, B, W>;

/// Kernels of which each sees one channel: [`DepthwiseConv1d`] and [`DepthwiseConv2d`].
///
/// From `X` to `Y`, with kernel size, strides and dilation in `K`; `COUNT` is the number of values under the kernel. Of each
/// channel come `F` divided by the number of channels, which is Keras's `depth_multiplier`, side by side. The other settings
/// are as in [`Dense`](super::Dense); `W` has Keras's `depthwise_initializer` first.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct DepthwiseConv<
    T,
    X,
    Y,
    K,
    const COUNT: usize,
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
    /// A column holds what one place under the kernel multiplies in each channel. In memory this is Keras's (height, width, in,
    /// multiplier) row by row.
    pub kernel: SMatrix<T, F, COUNT>,
    /// One number a channel, added to the sums.
    pub bias: B,
    settings: PhantomData<(X, Y, K, A, W)>,
}

impl<T, X, Y, K, const COUNT: usize, const F: usize, A, B, I> DepthwiseConv<T, X, Y, K, COUNT, F, A, B, I>
where
    T: Scalar,
    X: Shape,
    Y: Shape,
    K: Convolves<X, Y, F>,
{
    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding = {
        assert!(
            COUNT == K::SIZE.0 * K::SIZE.1 && F.is_multiple_of(X::LAST),
            "`COUNT` of a `DepthwiseConv` is the number of values under its kernel, and `F` a multiple of the channels"
        );
        if rule::fits::<X, Y>(Self::rule(Padding::Valid)) {
            Padding::Valid
        } else {
            assert!(
                rule::fits::<X, Y>(Self::rule(Padding::Same)),
                "the output size of a `DepthwiseConv` does not follow from its input with any padding"
            );
            Padding::Same
        }
    };
    /// How many channels come of each.
    const MULTIPLIER: usize = F / X::LAST;
    /// Keras's shape of the kernel.
    const SHAPE: &'static [usize] = {
        let sizes: &[usize] = &[K::SIZE.0, K::SIZE.1, X::LAST, Self::MULTIPLIER];
        sizes.split_at(K::IS_1D as usize).1
    };

    const fn rule(padding: Padding) -> rules::Layer {
        let (vertical, horizontal) = K::DILATION;
        if K::IS_1D {
            rules::Layer::DepthwiseConv1d(rules::layers::DepthwiseConv1d {
                kernel_size: K::SIZE.1,
                strides: K::STRIDES.1,
                padding,
                dilation_rate: horizontal,
                depth_multiplier: Self::MULTIPLIER,
                use_bias: true,
                softmax: false,
            })
        } else {
            rules::Layer::DepthwiseConv2d(rules::layers::DepthwiseConv2d {
                kernel_size: K::SIZE,
                strides: K::STRIDES,
                padding,
                dilation_rate: (vertical, horizontal),
                depth_multiplier: Self::MULTIPLIER,
                use_bias: true,
                softmax: false,
            })
        }
    }
}

impl<T, X, Y, K, const COUNT: usize, const F: usize, A, B, I> Layer for DepthwiseConv<T, X, Y, K, COUNT, F, A, B, I>
where
    T: Scalar,
    X: Shape,
    Y: HeadShape,
    K: Convolves<X, Y, F>,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    type Scalar = T;
    type Input = X;
    type Output = Y;
    type Head<Previous: Head> = Y::Head<A>;

    const STEM: &'static str = if K::IS_1D {
        "depthwise_conv1d"
    } else {
        "depthwise_conv2d"
    };
    const ZERO: Self = {
        let _ = Self::PADDING;
        Self {
            kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; F]; COUNT])),
            bias: B::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = COUNT * F + B::LEN;
    const MACS: usize = Y::LEN * COUNT;
    const ENDING: Ending = Ending::Activation;
    const HAS_RULES: bool = I::KERNEL_RULES.exist_for(Self::SHAPE.len()) | I::BIAS_RULES.exist_for(1);

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if K::IS_1D {
            "DepthwiseConv1d<"
        } else {
            "DepthwiseConv2d<"
        })?;
        describe_size::<K, X, Y, F>(f)?;
        super::describe_activation::<A>(f)?;
        if Self::MULTIPLIER != 1 {
            write!(f, ", depth_multiplier = {}", Self::MULTIPLIER)?;
        }
        describe_moves::<K, X, Y, F>(f, Self::PADDING)?;
        super::describe_parameters_as::<I>(f, B::LEN > 0, "depthwise")?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        K::convolve_channels(level, &self.kernel.data.0, self.bias.values(), x, y);
        A::apply_rows(level, y.flat_mut(), F);
    }

    bias::kernel_and_bias! { T, I, F, B, Self::SHAPE }
}

#[cfg(feature = "train")]
mod train {
    use super::{
        Activation, Array, Bias, Convolves, DepthwiseConv, HeadShape, In, Initializers, Level, Out, Scalar, Shape, bias,
    };
    use crate::initializers::{Draw, Fans};
    use crate::layers::{SaveSums, TrainLayer};
    use crate::tape::Noise;

    impl<T, X, Y, K, const COUNT: usize, const F: usize, A, B, I> TrainLayer
        for DepthwiseConv<T, X, Y, K, COUNT, F, A, B, I>
    where
        T: Scalar,
        X: Shape,
        Y: HeadShape,
        K: Convolves<X, Y, F>,
        A: Activation,
        B: Bias<T, F>,
        I: Initializers<Kernel: Draw, Bias: Draw>,
    {
        type Saved = A::Sums<Y::Array<T>>;
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            // Keras's, of a kernel of the shape (height, width, in, multiplier).
            let fans = Fans {
                input: COUNT * X::LAST,
                output: COUNT * Self::MULTIPLIER,
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
                K::convolve_channels(level, &self.kernel.data.0, self.bias.values(), x, y);
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
            let mut dx = dx.map(|dx| dx.iter_mut());
            for (x, dy) in x.iter().zip(&*dy) {
                let dx = dx.as_mut().and_then(Iterator::next);
                let (filters, gradient) = (&self.kernel.data.0, &mut gradient.kernel.data.0);
                K::channel_gradients(level, filters, x, dy, dx, gradient);
            }
        }
    }
}
