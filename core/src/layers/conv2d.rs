//! The two-dimensional convolution.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;
use layerproof_rules::Padding;
use nalgebra::{ArrayStorage, SMatrix, SVector};

use super::bias::{self, Bias};
use super::convolving::{Convolves, describe_moves};
use super::{Ending, In, Layer, Out, Window, rule, shared};
use crate::Scalar;
use crate::activations::{Activation, Head, Linear};
use crate::initializers::{GlorotUniform, Initializers, Zeros};
use crate::kernels::{AnyLevel, Axis, Convolution, Level, Samples, Windows};
use crate::shape::{Array, Image};

/// `F` filters that move over an image, [`keras.layers.Conv2D`](https://keras.io/api/layers/convolution_layers/convolution2d/).
///
/// From the image `X` to the image `Y`, with kernel size, strides and dilation in `K`, a [`Window`]. `PATCH` is the number of
/// values that a filter sees: height × width × channels, divided by the number of groups. Whether there is padding follows from the sizes: `Valid` where
/// they say so, else `Same`. The other settings are as in [`Dense`](super::Dense).
///
/// ```
/// use layerproof::layers::{Conv2d, Layer, Window};
/// use layerproof::shape::Image;
///
/// // One filter of 2 × 2 over a grey image of 2 × 3.
/// let mut layer = Conv2d::<f32, Image<2, 3, 1>, Image<1, 2, 1>, Window<2, 2>, 4, 1>::ZERO;
/// layer.kernel.fill(1.0);
/// assert_eq!(layer.call(&[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]]), [[[12.0], [16.0]]]);
/// ```
///
/// A size that no padding gives does not compile:
///
/// ```compile_fail,E0080
/// # use layerproof::layers::{Conv2d, Layer, Window};
/// # use layerproof::shape::Image;
/// let layer = Conv2d::<f32, Image<5, 5, 1>, Image<4, 4, 1>, Window<3, 3>, 9, 1>::ZERO;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar, B: Zeroable")]
#[repr(C, align(64))]
pub struct Conv2d<
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
    /// The filters: a column holds what one value under the window adds to each of them. In memory this is Keras's
    /// (height, width, in, out) row by row.
    pub kernel: SMatrix<T, F, PATCH>,
    /// One number a filter, added to the sums.
    pub bias: B,
    settings: PhantomData<(X, Y, K, A, W)>,
}

impl<
    T,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const DH: usize,
    const DW: usize,
    const PATCH: usize,
    const F: usize,
    A,
    B,
    I,
> Conv2d<T, Image<H, W, C>, Image<OH, OW, F>, Window<KH, KW, SH, SW, DH, DW>, PATCH, F, A, B, I>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    /// The channels are split into so many groups, and the filters as well.
    const GROUPS: usize = {
        assert!(
            PATCH > 0 && (KH * KW * C).is_multiple_of(PATCH) && PATCH.is_multiple_of(KH * KW),
            "`PATCH` of a `Conv2d` is height × width × channels, divided by the number of groups"
        );
        KH * KW * C / PATCH
    };

    /// What the sizes say of the padding. That they fit is checked here.
    const PADDING: Padding = {
        let _ = Self::GROUPS;
        if rule::fits::<Image<H, W, C>, Image<OH, OW, F>>(Self::rule(Padding::Valid)) {
            Padding::Valid
        } else {
            assert!(
                rule::fits::<Image<H, W, C>, Image<OH, OW, F>>(Self::rule(Padding::Same)),
                "the output size of a `Conv2d` does not follow from its input with any padding"
            );
            Padding::Same
        }
    };

    const fn rule(padding: Padding) -> rules::Layer {
        rules::Layer::Conv2d(rules::layers::Conv2d {
            filters: F,
            kernel_size: (KH, KW),
            strides: (SH, SW),
            padding,
            dilation_rate: (DH, DW),
            groups: Self::GROUPS,
            use_bias: true,
            softmax: false,
        })
    }

    /// What kernels for any size compute with, where the window has no gaps and each filter sees all channels.
    #[inline]
    fn convolution(&self) -> Convolution<'_, T> {
        Convolution {
            windows: const {
                Windows {
                    vertical: Axis::new(H, OH, KH, SH),
                    horizontal: Axis::new(W, OW, KW, SW),
                }
            },
            image: (H, W),
            channels: C,
            positions: (OH, OW),
            filters: F,
            kernel: self.kernel.as_slice(),
            bias: self.bias.values().map(<[T; F]>::as_slice),
        }
    }

    /// The products with the filters, and the bias.
    #[inline(always)]
    fn sums<L: Level>(&self, level: L, x: &[[[T; C]; W]; H], y: &mut [[[T; F]; OW]; OH]) {
        let _ = const { Self::PADDING };
        let (filters, bias) = (&self.kernel.data.0, self.bias.values());
        <Window<KH, KW, SH, SW, DH, DW> as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::convolve(
            level, filters, bias, x, y,
        );
    }
}

impl<
    T,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const DH: usize,
    const DW: usize,
    const PATCH: usize,
    const F: usize,
    A,
    B,
    I,
> Layer for Conv2d<T, Image<H, W, C>, Image<OH, OW, F>, Window<KH, KW, SH, SW, DH, DW>, PATCH, F, A, B, I>
where
    T: Scalar,
    A: Activation,
    B: Bias<T, F>,
    I: Initializers,
{
    type Scalar = T;
    type Input = Image<H, W, C>;
    type Output = Image<OH, OW, F>;
    type Head<Previous: Head> = A::Head<F>;

    const STEM: &'static str = "conv2d";
    const ZERO: Self = {
        let _ = Self::PADDING;
        Self {
            kernel: SMatrix::from_array_storage(ArrayStorage([[T::ZERO; F]; PATCH])),
            bias: B::ZERO,
            settings: PhantomData,
        }
    };
    const PARAMS: usize = PATCH * F + B::LEN;
    const MACS: usize = OH * OW * PATCH * F;
    const SHARED: bool = DH == 1 && DW == 1 && PATCH == KH * KW * C;
    const ENDING: Ending = Ending::Activation;
    const HAS_RULES: bool = I::KERNEL_RULES.exist_for(4) | I::BIAS_RULES.exist_for(1);

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Conv2d<{F}, {KH}, {KW}")?;
        super::describe_activation::<A>(f)?;
        describe_moves::<Window<KH, KW, SH, SW, DH, DW>, Image<H, W, C>, Image<OH, OW, F>, F>(f, Self::PADDING)?;
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

    fn infer_shared(&self, level: AnyLevel, x: Samples<'_, T>, y: &mut [T]) {
        shared::convolution::<A, T>(level, self.convolution(), x, y);
    }

    bias::kernel_and_bias! { T, I, F, B, &[KH, KW, PATCH / (KH * KW), F] }
}

#[cfg(feature = "train")]
mod train {
    use super::{
        Activation, AnyLevel, Array, Bias, Conv2d, Convolves, Image, In, Initializers, Level, Out, Samples, Scalar,
        Window, bias, shared,
    };
    use crate::initializers::{Draw, Fans};
    use crate::kernels;
    use crate::layers::{SaveSums, TrainLayer};
    use crate::tape::Noise;

    impl<
        T,
        const H: usize,
        const W: usize,
        const C: usize,
        const OH: usize,
        const OW: usize,
        const KH: usize,
        const KW: usize,
        const SH: usize,
        const SW: usize,
        const DH: usize,
        const DW: usize,
        const PATCH: usize,
        const F: usize,
        A,
        B,
        I,
    > TrainLayer for Conv2d<T, Image<H, W, C>, Image<OH, OW, F>, Window<KH, KW, SH, SW, DH, DW>, PATCH, F, A, B, I>
    where
        T: Scalar,
        A: Activation,
        B: Bias<T, F>,
        I: Initializers<Kernel: Draw, Bias: Draw>,
    {
        type Saved = A::Sums<[[[T; F]; OW]; OH]>;
        type Tape<const TILE: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            let fans = Fans {
                input: PATCH,
                output: KH * KW * F,
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

        fn compute_shared(&self, x: &[T], y: &mut [Out<Self>], saved: &mut [Self::Saved]) {
            let (level, x) = (AnyLevel::detected(), Samples::Together(x));
            if const { size_of::<Self::Saved>() == 0 } {
                return shared::convolution::<A, T>(level, self.convolution(), x, Array::flat_rows_mut(y));
            }
            T::convolve(level, self.convolution(), x, Array::flat_rows_mut(y));
            for (y, saved) in y.iter().zip(saved) {
                saved.save(y);
            }
            shared::apply::<A, T>(level, Array::flat_rows_mut(y), F);
        }

        fn differentiate_shared(
            &self,
            x: &[T],
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: Option<&mut [T]>,
            gradient: &mut Self,
            is_fused: bool,
        ) {
            let seen = shared::Seen {
                x,
                sums: Array::flat_rows(SaveSums::rows_or(saved, y)),
                y: Array::flat_rows(y),
                is_fused,
            };
            let gradients = kernels::Gradients {
                kernel: gradient.kernel.as_mut_slice(),
                bias: gradient.bias.values_mut().map(<[T; F]>::as_mut_slice),
                x: dx,
            };
            shared::convolution_gradients::<A, T>(self.convolution(), seen, Array::flat_rows_mut(dy), gradients);
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
                <Window<KH, KW, SH, SW, DH, DW> as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::add_gradients(
                    level,
                    x,
                    dy,
                    &mut gradient.kernel.data.0,
                );
            }
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                <Window<KH, KW, SH, SW, DH, DW> as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::input_gradient(
                    level,
                    &self.kernel.data.0,
                    dy,
                    dx,
                );
            }
        }
    }
}
