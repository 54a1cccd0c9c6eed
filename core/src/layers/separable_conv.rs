//! The separable convolutions: each channel by itself, then all of them at each position.

use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;
use layerproof_rules::Padding;
use nalgebra::{ArrayStorage, SMatrix, SVector};

use super::bias::{self, Bias};
use super::convolving::{Convolves, describe_moves, describe_size};
use super::{Ending, HeadShape, In, Layer, Out, ParameterInfo, Ref, rule};
use crate::Scalar;
use crate::activations::{Activation, Head, Linear};
use crate::initializers::{GlorotUniform, Initializer, Initializers, Zeros};
use crate::kernels::{self, Level};
use crate::shape::{Array, Shape};

/// A [`DepthwiseConv1d`](super::DepthwiseConv1d), and behind it a matrix from its channels to `F` others at each step,
/// [`keras.layers.SeparableConv1D`](https://keras.io/api/layers/convolution_layers/separable_convolution1d/): a
/// [`SeparableConv`] with [`Taps`](super::Taps).
///
/// ```
/// use layerproof::layers::{Layer, SeparableConv1d, Taps};
/// use layerproof::shape::Sequence;
///
/// // The sum of two steps of both channels.
/// type Summed = SeparableConv1d<f32, Sequence<3, 2>, Sequence<2, 2>, Sequence<2, 1>, Taps<2>, 2, 2, 1>;
/// let mut layer = Summed::ZERO;
/// layer.depthwise_kernel.fill(1.0);
/// layer.pointwise_kernel.fill(1.0);
/// assert_eq!(layer.call(&[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]), [[33.0], [55.0]]);
/// ```
pub type SeparableConv1d<
    T,
    X,
    D,
    Y,
    K,
    const COUNT: usize,
    const M: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, GlorotUniform, Zeros),
> = SeparableConv<T, X, D, Y, K, COUNT, M, F, A, B, W>;

/// A [`DepthwiseConv2d`](super::DepthwiseConv2d), and behind it a matrix from its channels to `F` others at each pixel,
/// [`keras.layers.SeparableConv2D`](https://keras.io/api/layers/convolution_layers/separable_convolution2d/): a
/// [`SeparableConv`] with a [`Window`](super::Window).
///
/// ```
/// use layerproof::layers::{Layer, SeparableConv2d, Window};
/// use layerproof::shape::Image;
///
/// type Summed = SeparableConv2d<f32, Image<2, 2, 2>, Image<1, 1, 2>, Image<1, 1, 1>, Window<2, 2>, 4, 2, 1>;
/// let mut layer = Summed::ZERO;
/// layer.depthwise_kernel.fill(1.0);
/// layer.pointwise_kernel.fill(1.0);
/// assert_eq!(layer.call(&[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [4.0, 40.0]]]), [[[110.0]]]);
/// ```
pub type SeparableConv2d<
    T,
    X,
    D,
    Y,
    K,
    const COUNT: usize,
    const M: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, GlorotUniform, Zeros),
> = SeparableConv<T, X, D, Y, K, COUNT, M, F, A, B, W>;

/// Kernels of which each sees one channel, and a matrix behind them: [`SeparableConv1d`] and [`SeparableConv2d`].
///
/// From `X` by way of `D`, whose `M` channels are those of `X`, each as often as Keras's `depth_multiplier` says, to the `F`
/// channels of `Y`. `K` has kernel size, strides and dilation; `COUNT` is the number of values under the kernel. There is one
/// bias, behind the matrix, and one activation. `W` are the initialisers of both kernels and of the bias. The other settings are
/// as in [`Dense`](super::Dense).
///
/// What is between the two has room of its own while the layer computes, [`Layer::SCRATCH`].
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct SeparableConv<
    T,
    X,
    D,
    Y,
    K,
    const COUNT: usize,
    const M: usize,
    const F: usize,
    A = Linear,
    B = SVector<T, F>,
    W = (GlorotUniform, GlorotUniform, Zeros),
> where
    T: Scalar,
    X: 'static,
    D: 'static,
    Y: 'static,
    K: 'static,
    A: 'static,
    W: 'static,
{
    /// A column holds what one place under the kernel multiplies in each channel. In memory this is Keras's (height, width, in,
    /// multiplier) row by row.
    pub depthwise_kernel: SMatrix<T, M, COUNT>,
    /// A column holds what one channel of the first kernel's adds to each that comes out: Keras's (1, 1, in · multiplier, out).
    pub pointwise_kernel: SMatrix<T, F, M>,
    /// One number a channel that comes out.
    pub bias: B,
    settings: PhantomData<(X, D, Y, K, A, W)>,
}

/// The initialisers of a [`SeparableConv`]: `(GlorotUniform, GlorotUniform, Zeros)`, of its depthwise kernel, its pointwise kernel
/// and its bias.
pub trait SeparableInitializers: Copy + PartialEq + Send + Sync + 'static {
    /// That of the depthwise kernel.
    type Depthwise: Initializer;
    /// Those of the pointwise kernel and the bias.
    type Pointwise: Initializers;
}

impl<D: Initializer, P: Initializer, B: Initializer> SeparableInitializers for (D, P, B) {
    type Depthwise = D;
    type Pointwise = (P, B);
}

impl<T, X, D, Y, K, const COUNT: usize, const M: usize, const F: usize, A, B, I>
    SeparableConv<T, X, D, Y, K, COUNT, M, F, A, B, I>
where
    T: Scalar,
    X: Shape,
    D: Shape,
    Y: Shape,
    K: Convolves<X, D, M>,
{
    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding = {
        assert!(
            COUNT == K::SIZE.0 * K::SIZE.1 && M.is_multiple_of(X::LAST),
            "`COUNT` of a `SeparableConv` is the number of values under its kernel, and `M` a multiple of the channels"
        );
        assert!(
            D::LEN / D::LAST == Y::LEN / Y::LAST && D::LAST == M && Y::LAST == F,
            "both parts of a `SeparableConv` have the same positions"
        );
        if rule::fits::<X, Y>(Self::rule(Padding::Valid)) {
            Padding::Valid
        } else {
            assert!(
                rule::fits::<X, Y>(Self::rule(Padding::Same)),
                "the output size of a `SeparableConv` does not follow from its input with any padding"
            );
            Padding::Same
        }
    };
    /// How many channels come of each.
    const MULTIPLIER: usize = M / X::LAST;
    /// Keras's shapes of the kernels.
    const SHAPES: [&'static [usize]; 2] = {
        let depthwise: &[usize] = &[K::SIZE.0, K::SIZE.1, X::LAST, Self::MULTIPLIER];
        let pointwise: &[usize] = &[1, 1, M, F];
        [
            depthwise.split_at(K::IS_1D as usize).1,
            pointwise.split_at(K::IS_1D as usize).1,
        ]
    };

    const fn rule(padding: Padding) -> rules::Layer {
        if K::IS_1D {
            rules::Layer::SeparableConv1d(rules::layers::SeparableConv1d {
                filters: F,
                kernel_size: K::SIZE.1,
                strides: K::STRIDES.1,
                padding,
                dilation_rate: K::DILATION.1,
                depth_multiplier: Self::MULTIPLIER,
                use_bias: true,
                softmax: false,
            })
        } else {
            rules::Layer::SeparableConv2d(rules::layers::SeparableConv2d {
                filters: F,
                kernel_size: K::SIZE,
                strides: K::STRIDES,
                padding,
                dilation_rate: K::DILATION,
                depth_multiplier: Self::MULTIPLIER,
                use_bias: true,
                softmax: false,
            })
        }
    }

    /// The sums, by way of `between`.
    #[inline(always)]
    fn sums<L: Level>(&self, level: L, x: &X::Array<T>, between: &mut D::Array<T>, y: &mut Y::Array<T>)
    where
        B: Bias<T, F>,
    {
        K::convolve_channels(level, &self.depthwise_kernel.data.0, None, x, between);
        let (rows, _) = between.flat().as_chunks::<M>();
        let (y, _) = y.flat_mut().as_chunks_mut::<F>();
        kernels::affine_rows(level, &self.pointwise_kernel.data.0, self.bias.values(), rows, y);
    }
}

impl<T, X, D, Y, K, const COUNT: usize, const M: usize, const F: usize, A, B, I> Layer
    for SeparableConv<T, X, D, Y, K, COUNT, M, F, A, B, I>
where
    T: Scalar,
    X: Shape,
    D: Shape,
    Y: HeadShape,
    K: Convolves<X, D, M>,
    A: Activation,
    B: Bias<T, F>,
    I: SeparableInitializers,
{
    type Scalar = T;
    type Input = X;
    type Output = Y;
    type Head<Previous: Head> = Y::Head<A>;

    const STEM: &'static str = if K::IS_1D {
        "separable_conv1d"
    } else {
        "separable_conv2d"
    };
    const ZERO: Self = {
        let _ = Self::PADDING;
        Self {
            depthwise_kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; M]; COUNT])),
            pointwise_kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; F]; M])),
            bias: B::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = COUNT * M + M * F + B::LEN;
    const MACS: usize = D::LEN * (COUNT + F);
    const SCRATCH: usize = D::LEN;
    const ENDING: Ending = Ending::Activation;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if K::IS_1D { "SeparableConv1d" } else { "SeparableConv2d" };
        write!(f, "{name}<{F}, ")?;
        describe_size::<K, X, D, M>(f)?;
        super::describe_activation::<A>(f)?;
        if Self::MULTIPLIER != 1 {
            write!(f, ", depth_multiplier = {}", Self::MULTIPLIER)?;
        }
        describe_moves::<K, X, D, M>(f, Self::PADDING)?;
        if TypeId::of::<I::Depthwise>() != TypeId::of::<GlorotUniform>() {
            f.write_str(", depthwise_initializer = ")?;
            I::Depthwise::describe(f)?;
        }
        super::describe_parameters_as::<I::Pointwise>(f, B::LEN > 0, "pointwise")?;
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        let mut between = <D::Array<T>>::ZERO;
        self.sums(level, x, &mut between, y);
        A::apply_rows(level, y.flat_mut(), F);
    }

    #[inline(always)]
    fn infer_with<L: Level, const R: usize>(
        &self,
        level: L,
        x: &[Ref<'_, Self>; R],
        y: &mut [Out<Self>; R],
        scratch: &mut [T],
    ) {
        // One sample after the other, each in the same room.
        let room = scratch.get_mut(..D::LEN).and_then(<D::Array<T>>::of_mut);
        debug_assert!(room.is_some(), "a plan has room for what is between");
        let Some(between) = room else { return };
        for (x, y) in x.iter().zip(y) {
            self.sums(level, x, between, y);
            A::apply_rows(level, y.flat_mut(), F);
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
        let [depthwise, pointwise] = const { Self::SHAPES };
        visit(
            ParameterInfo::trained("depthwise_kernel", depthwise),
            self.depthwise_kernel.as_slice(),
        );
        visit(
            ParameterInfo::trained("pointwise_kernel", pointwise),
            self.pointwise_kernel.as_slice(),
        );
        if let Some(bias) = self.bias.values() {
            visit(ParameterInfo::trained("bias", const { &[F] }), bias);
        }
    }

    fn parameters_mut<const N: usize>(layers: [&mut Self; N], visit: &mut impl FnMut(ParameterInfo, [&mut [T]; N])) {
        let (mut depthwise, mut pointwise, mut biases) =
            (bias::none::<T, N>(), bias::none::<T, N>(), bias::none::<T, N>());
        for (i, layer) in layers.into_iter().enumerate() {
            depthwise[i] = layer.depthwise_kernel.as_mut_slice();
            pointwise[i] = layer.pointwise_kernel.as_mut_slice();
            biases[i] = layer.bias.values_mut().map_or(&mut [], |bias| bias);
        }
        let shapes = const { Self::SHAPES };
        visit(ParameterInfo::trained("depthwise_kernel", shapes[0]), depthwise);
        visit(ParameterInfo::trained("pointwise_kernel", shapes[1]), pointwise);
        if B::LEN > 0 {
            visit(ParameterInfo::trained("bias", const { &[F] }), biases);
        }
    }
}

#[cfg(feature = "train")]
mod train {
    use bytemuck::Zeroable;

    use super::{
        Activation, Array, Bias, Convolves, HeadShape, In, Initializers, Level, Out, Scalar, SeparableConv,
        SeparableInitializers, Shape, bias,
    };
    use crate::initializers::{Draw, Fans};
    use crate::kernels;
    use crate::layers::{PlainData, SaveSums, TrainLayer};
    use crate::tape::Noise;

    /// What is between the two kernels, and what the activation saves.
    #[derive(Debug, Clone, Copy, Zeroable)]
    #[repr(C)]
    pub struct Between<D, S>
    where
        D: PlainData,
        S: PlainData,
    {
        between: D,
        sums: S,
    }

    impl<T, X, D, Y, K, const COUNT: usize, const M: usize, const F: usize, A, B, I> TrainLayer
        for SeparableConv<T, X, D, Y, K, COUNT, M, F, A, B, I>
    where
        T: Scalar,
        X: Shape,
        D: Shape,
        Y: HeadShape,
        K: Convolves<X, D, M>,
        A: Activation,
        B: Bias<T, F>,
        I: SeparableInitializers<Depthwise: Draw, Pointwise: Initializers<Kernel: Draw, Bias: Draw>>,
    {
        type Saved = Between<D::Array<T>, A::Sums<Y::Array<T>>>;
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            // Keras's, of kernels of the shapes (height, width, in, multiplier) and (1, 1, in · multiplier, out).
            let fans = Fans {
                input: COUNT * X::LAST,
                output: COUNT * Self::MULTIPLIER,
            };
            I::Depthwise::fill(self.depthwise_kernel.as_mut_slice(), fans, rng);
            let fans = Fans { input: M, output: F };
            let pointwise = self.pointwise_kernel.as_mut_slice();
            bias::initialize::<I::Pointwise, _, _, F, _>(pointwise, fans, &mut self.bias, rng);
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
                self.sums(level, x, &mut saved.between, y);
                saved.sums.save(y);
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
            let sums = saved.iter().map(|saved| &saved.sums);
            bias::sums_gradient::<A, _, T, _, _, F>(level, sums, y, dy, &mut gradient.bias, is_fused);
            let mut dx = dx.map(|dx| dx.iter_mut());
            for ((x, saved), dy) in x.iter().zip(saved).zip(&*dy) {
                let dx = dx.as_mut().and_then(Iterator::next);
                let (dy, _) = dy.flat().as_chunks::<F>();
                let (between, _) = saved.between.flat().as_chunks::<M>();
                kernels::add_outer_products(level, between, dy, &mut gradient.pointwise_kernel.data.0);
                K::separable_gradients(
                    level,
                    &self.depthwise_kernel.data.0,
                    &self.pointwise_kernel.data.0,
                    x,
                    dy,
                    dx,
                    &mut gradient.depthwise_kernel.data.0,
                );
            }
        }
    }
}
