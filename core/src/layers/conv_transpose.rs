//! The transposed convolutions.

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

/// A convolution over steps the other way round: each step is spread over those that a kernel would see,
/// [`keras.layers.Conv1DTranspose`](https://keras.io/api/layers/convolution_layers/convolution1d_transpose/): a
/// [`ConvTranspose`] with [`Taps`](super::Taps).
///
/// ```
/// use layerproof::layers::{Conv1dTranspose, Layer, Taps};
/// use layerproof::shape::Sequence;
///
/// let mut layer = Conv1dTranspose::<f32, Sequence<2, 1>, Sequence<4, 1>, Taps<2, 2>, 2, 1, 1>::ZERO;
/// layer.kernel.copy_from_slice(&[1.0, 0.5]);
/// assert_eq!(layer.call(&[[2.0], [4.0]]), [[2.0], [1.0], [4.0], [2.0]]);
/// ```
pub type Conv1dTranspose<
    T,
    X,
    Y,
    K,
    const PATCH: usize,
    const C: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, Zeros),
> = ConvTranspose<T, X, Y, K, PATCH, C, F, A, B, W>;

/// A convolution over images the other way round: each pixel is spread over those that a kernel would see,
/// [`keras.layers.Conv2DTranspose`](https://keras.io/api/layers/convolution_layers/convolution2d_transpose/): a
/// [`ConvTranspose`] with a [`Window`](super::Window).
///
/// ```
/// use layerproof::layers::{Conv2dTranspose, Layer, Window};
/// use layerproof::shape::Image;
///
/// let mut layer = Conv2dTranspose::<f32, Image<1, 2, 1>, Image<2, 4, 1>, Window<2, 2, 2, 2>, 4, 1, 1>::ZERO;
/// layer.kernel.copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
/// let y = layer.call(&[[[1.0], [10.0]]]);
/// assert_eq!(y, [[[1.0], [2.0], [10.0], [20.0]], [[3.0], [4.0], [30.0], [40.0]]]);
/// ```
pub type Conv2dTranspose<
    T,
    X,
    Y,
    K,
    const PATCH: usize,
    const C: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, Zeros),
> = ConvTranspose<T, X, Y, K, PATCH, C, F, A, B, W>;

/// The gradient of a convolution from `Y` to `X` as a layer from `X` to `Y`: [`Conv1dTranspose`] and [`Conv2dTranspose`].
///
/// `K` has kernel size, strides and dilation of that convolution, which sees the `F` channels of `Y` and has `C` filters, one for
/// each channel of `X`. `PATCH` is the number of values under its kernel, height × width × `F`. Whether there is padding follows
/// from the sizes: `Valid` gives (in − 1) · stride + kernel steps, or in · stride where the kernel is smaller than the stride,
/// `Same` gives in · stride. The other settings are as in [`Dense`](super::Dense).
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct ConvTranspose<
    T,
    X,
    Y,
    K,
    const PATCH: usize,
    const C: usize,
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
    /// A column holds what each channel that goes in adds to one number under the kernel. In memory this is Keras's (height,
    /// width, out, in) row by row.
    pub kernel: SMatrix<T, C, PATCH>,
    /// One number a channel that comes out.
    pub bias: B,
    settings: PhantomData<(X, Y, K, A, W)>,
}

impl<T, X, Y, K, const PATCH: usize, const C: usize, const F: usize, A, B, I>
    ConvTranspose<T, X, Y, K, PATCH, C, F, A, B, I>
where
    T: Scalar,
    X: Shape,
    Y: Shape,
    K: Convolves<Y, X, C>,
{
    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding = {
        assert!(
            PATCH == K::SIZE.0 * K::SIZE.1 * F && X::LAST == C,
            "`PATCH` of a `ConvTranspose` is kernel size × the channels that come out"
        );
        if rule::fits::<X, Y>(Self::rule(Padding::Valid)) {
            Padding::Valid
        } else {
            assert!(
                rule::fits::<X, Y>(Self::rule(Padding::Same)),
                "the output size of a `ConvTranspose` does not follow from its input with any padding"
            );
            Padding::Same
        }
    };
    /// Keras's shape of the kernel.
    const SHAPE: &'static [usize] = {
        let sizes: &[usize] = &[K::SIZE.0, K::SIZE.1, F, C];
        sizes.split_at(K::IS_1D as usize).1
    };

    const fn rule(padding: Padding) -> rules::Layer {
        if K::IS_1D {
            rules::Layer::Conv1dTranspose(rules::layers::Conv1dTranspose {
                filters: F,
                kernel_size: K::SIZE.1,
                strides: K::STRIDES.1,
                padding,
                dilation_rate: K::DILATION.1,
                use_bias: true,
                softmax: false,
            })
        } else {
            rules::Layer::Conv2dTranspose(rules::layers::Conv2dTranspose {
                filters: F,
                kernel_size: K::SIZE,
                strides: K::STRIDES,
                padding,
                dilation_rate: K::DILATION,
                use_bias: true,
                softmax: false,
            })
        }
    }

    /// The sums: first all products, then the bias.
    #[inline(always)]
    fn sums<L: Level>(&self, level: L, x: &X::Array<T>, y: &mut Y::Array<T>)
    where
        B: Bias<T, F>,
    {
        K::input_gradient(level, &self.kernel.data.0, x, y);
        if let Some(bias) = self.bias.values() {
            let (pixels, _) = y.flat_mut().as_chunks_mut::<F>();
            for pixel in pixels {
                for (sum, &bias) in pixel.iter_mut().zip(bias) {
                    *sum += bias;
                }
            }
        }
    }
}

impl<T, X, Y, K, const PATCH: usize, const C: usize, const F: usize, A, B, I> Layer
    for ConvTranspose<T, X, Y, K, PATCH, C, F, A, B, I>
where
    T: Scalar,
    X: Shape,
    Y: HeadShape,
    K: Convolves<Y, X, C>,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    type Scalar = T;
    type Input = X;
    type Output = Y;
    type Head<Previous: Head> = Y::Head<A>;

    const STEM: &'static str = if K::IS_1D {
        "conv1d_transpose"
    } else {
        "conv2d_transpose"
    };
    const ZERO: Self = {
        let _ = Self::PADDING;
        Self {
            kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; C]; PATCH])),
            bias: B::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = PATCH * C + B::LEN;
    const MACS: usize = X::LEN * PATCH;
    const ENDING: Ending = Ending::Activation;
    const HAS_RULES: bool = I::KERNEL_RULES.exist_for(Self::SHAPE.len()) | I::BIAS_RULES.exist_for(1);

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if K::IS_1D { "Conv1dTranspose" } else { "Conv2dTranspose" };
        write!(f, "{name}<{F}, ")?;
        describe_size::<K, Y, X, C>(f)?;
        super::describe_activation::<A>(f)?;
        describe_moves::<K, Y, X, C>(f, Self::PADDING)?;
        super::describe_parameters::<I>(f, B::LEN > 0)?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        self.sums(level, x, y);
        A::apply_rows(level, y.flat_mut(), F);
    }

    bias::kernel_and_bias! { T, I, F, B, Self::SHAPE }
}

#[cfg(feature = "train")]
mod train {
    use super::{
        Activation, Array, Bias, ConvTranspose, Convolves, HeadShape, In, Initializers, Level, Out, Scalar, Shape, bias,
    };
    use crate::initializers::{Draw, Fans};
    use crate::layers::{SaveSums, TrainLayer};
    use crate::tape::Noise;

    impl<T, X, Y, K, const PATCH: usize, const C: usize, const F: usize, A, B, I> TrainLayer
        for ConvTranspose<T, X, Y, K, PATCH, C, F, A, B, I>
    where
        T: Scalar,
        X: Shape,
        Y: HeadShape,
        K: Convolves<Y, X, C>,
        A: Activation,
        B: Bias<T, F>,
        I: Initializers<Kernel: Draw, Bias: Draw>,
    {
        type Saved = A::Sums<Y::Array<T>>;
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            // Keras's, which takes the last but one axis of (height, width, out, in) for the inputs.
            let fans = Fans {
                input: PATCH,
                output: K::SIZE.0 * K::SIZE.1 * C,
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
            // The convolution's filters see what comes out, and its results are what goes in.
            for (x, dy) in x.iter().zip(&*dy) {
                K::add_gradients(level, dy, x, &mut gradient.kernel.data.0);
            }
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                K::convolve(level, &self.kernel.data.0, None, dy, dx);
            }
        }
    }
}
