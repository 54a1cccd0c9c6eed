//! Kernels that move over sequences and images, as the layers with such kernels see them.

use core::array::{from_mut, from_ref};
use core::fmt::{self, Debug};

use layerproof_rules::Padding;

use super::{Taps, Window, rule};
use crate::Scalar;
use crate::kernels::{self, Axis, Level, TapGrid, Windows};
use crate::shape::{Image, Sequence, Shape};

/// A kernel that moves over values of the shape `X` and takes as many positions as `Y` has, at each of which there are `F`
/// channels. A sequence is an image of one row.
///
/// The padding follows from the sizes: as many zeros as the last position needs, the smaller half first.
pub trait Convolves<X: Shape, Y: Shape, const F: usize>: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// Whether it moves along one axis.
    const IS_1D: bool;
    /// Rows and columns of the kernel.
    const SIZE: (usize, usize);
    /// How far it moves down and across.
    const STRIDES: (usize, usize);
    /// How far apart its rows and columns are.
    const DILATION: (usize, usize);
    /// Where the kernel lies on an image.
    const TAPS: TapGrid;

    /// y = bias + the products of the filters with x at each position. Column tap · channels + channel of the filters holds
    /// what that number adds to each of them; of fewer columns than taps · channels, each filter sees a group of channels.
    fn convolve<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        filters: &[[T; F]; PATCH],
        bias: Option<&[T; F]>,
        x: &X::Array<T>,
        y: &mut Y::Array<T>,
    );

    /// Adds the gradient of the filters over one sample.
    fn add_gradients<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        x: &X::Array<T>,
        dy: &Y::Array<T>,
        gradient: &mut [[T; F]; PATCH],
    );

    /// The gradient of one sample's x.
    fn input_gradient<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        filters: &[[T; F]; PATCH],
        dy: &Y::Array<T>,
        dx: &mut X::Array<T>,
    );

    /// y = bias + the products of the filters, one row a tap, with each channel of x by itself, of which each makes as many
    /// channels.
    fn convolve_channels<L: Level, T: Scalar>(
        level: L,
        filters: &[[T; F]],
        bias: Option<&[T; F]>,
        x: &X::Array<T>,
        y: &mut Y::Array<T>,
    );

    /// Of the products with each channel by itself: adds the gradient of the filters, and writes that of x.
    fn channel_gradients<L: Level, T: Scalar>(
        level: L,
        filters: &[[T; F]],
        x: &X::Array<T>,
        dy: &Y::Array<T>,
        dx: Option<&mut X::Array<T>>,
        gradient: &mut [[T; F]],
    );

    /// The same where those products go through the matrix `pointwise` at each position: dL/d(what comes out of it) is `dy`.
    fn separable_gradients<L: Level, T: Scalar, const OUT: usize>(
        level: L,
        filters: &[[T; F]],
        pointwise: &[[T; OUT]; F],
        x: &X::Array<T>,
        dy: &[[T; OUT]],
        dx: Option<&mut X::Array<T>>,
        gradient: &mut [[T; F]],
    );
}

/// The taps along one axis.
const fn axis(input: usize, output: usize, count: usize, stride: usize, dilation: usize) -> kernels::Taps {
    let span = (count - 1) * dilation + 1;
    kernels::Taps {
        count,
        stride,
        dilation,
        before: ((output - 1) * stride + span).saturating_sub(input) / 2,
    }
}

impl<
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
    const KH: usize,
    const KW: usize,
    const SH: usize,
    const SW: usize,
    const DH: usize,
    const DW: usize,
> Convolves<Image<H, W, C>, Image<OH, OW, F>, F> for Window<KH, KW, SH, SW, DH, DW>
{
    const IS_1D: bool = false;
    const SIZE: (usize, usize) = (KH, KW);
    const STRIDES: (usize, usize) = (SH, SW);
    const DILATION: (usize, usize) = (DH, DW);
    const TAPS: TapGrid = TapGrid {
        vertical: axis(H, OH, KH, SH, DH),
        horizontal: axis(W, OW, KW, SW, DW),
    };

    #[inline(always)]
    fn convolve<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        filters: &[[T; F]; PATCH],
        bias: Option<&[T; F]>,
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; F]; OW]; OH],
    ) {
        if const { DH == 1 && DW == 1 && PATCH == KH * KW * C } {
            let windows = const {
                Windows {
                    vertical: Axis::new(H, OH, KH, SH),
                    horizontal: Axis::new(W, OW, KW, SW),
                }
            };
            kernels::convolve(level, windows, filters, bias, x, y);
        } else {
            let taps = const { <Self as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::TAPS };
            kernels::convolve_taps::<_, _, H, W, C, OH, OW, F, PATCH, KH, KW>(level, taps, filters, bias, x, y);
        }
    }

    #[inline(always)]
    fn add_gradients<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        x: &[[[T; C]; W]; H],
        dy: &[[[T; F]; OW]; OH],
        gradient: &mut [[T; F]; PATCH],
    ) {
        if const { DH == 1 && DW == 1 && PATCH == KH * KW * C } {
            let windows = const {
                Windows {
                    vertical: Axis::new(H, OH, KH, SH),
                    horizontal: Axis::new(W, OW, KW, SW),
                }
            };
            kernels::add_filter_gradients(level, windows, x, dy, gradient);
        } else {
            let taps = const { <Self as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::TAPS };
            kernels::add_tap_gradients::<_, _, H, W, C, OH, OW, F, PATCH, KH, KW>(level, taps, x, dy, gradient);
        }
    }

    #[inline(always)]
    fn input_gradient<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        filters: &[[T; F]; PATCH],
        dy: &[[[T; F]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    ) {
        if const { DH == 1 && DW == 1 && PATCH == KH * KW * C } {
            let windows = const {
                Windows {
                    vertical: Axis::new(H, OH, KH, SH),
                    horizontal: Axis::new(W, OW, KW, SW),
                }
            };
            kernels::image_gradient::<_, _, H, W, C, OH, OW, F, KW, PATCH>(level, windows, filters, dy, dx);
        } else {
            let taps = const { <Self as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::TAPS };
            kernels::tap_image_gradient::<_, _, H, W, C, OH, OW, F, PATCH, KH, KW>(level, taps, filters, dy, dx);
        }
    }

    #[inline(always)]
    fn convolve_channels<L: Level, T: Scalar>(
        level: L,
        filters: &[[T; F]],
        bias: Option<&[T; F]>,
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; F]; OW]; OH],
    ) {
        let taps = const { <Self as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::TAPS };
        kernels::convolve_channels(level, taps, filters, bias, x, y);
    }

    #[inline(always)]
    fn channel_gradients<L: Level, T: Scalar>(
        level: L,
        filters: &[[T; F]],
        x: &[[[T; C]; W]; H],
        dy: &[[[T; F]; OW]; OH],
        mut dx: Option<&mut [[[T; C]; W]; H]>,
        gradient: &mut [[T; F]],
    ) {
        let taps = const { <Self as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::TAPS };
        if let Some(dx) = &mut dx {
            dx.as_flattened_mut().as_flattened_mut().fill(T::ZERO);
        }
        for (top, dy) in dy.iter().enumerate() {
            kernels::add_depthwise_gradients(level, taps, x, (top, dy), gradient);
            if let Some(dx) = &mut dx {
                kernels::add_depthwise_image_gradient(level, taps, filters, (top, dy), dx);
            }
        }
    }

    #[inline(always)]
    fn separable_gradients<L: Level, T: Scalar, const OUT: usize>(
        level: L,
        filters: &[[T; F]],
        pointwise: &[[T; OUT]; F],
        x: &[[[T; C]; W]; H],
        dy: &[[T; OUT]],
        mut dx: Option<&mut [[[T; C]; W]; H]>,
        gradient: &mut [[T; F]],
    ) {
        let taps = const { <Self as Convolves<Image<H, W, C>, Image<OH, OW, F>, F>>::TAPS };
        if let Some(dx) = &mut dx {
            dx.as_flattened_mut().as_flattened_mut().fill(T::ZERO);
        }
        // Row by row: what goes back through the matrix has room on the stack.
        let mut row = [[T::ZERO; F]; OW];
        for (top, dy) in dy.chunks_exact(OW).enumerate() {
            kernels::transposed_products(level, pointwise, dy, &mut row);
            kernels::add_depthwise_gradients(level, taps, x, (top, &row), gradient);
            if let Some(dx) = &mut dx {
                kernels::add_depthwise_image_gradient(level, taps, filters, (top, &row), dx);
            }
        }
    }
}

impl<
    const S: usize,
    const C: usize,
    const OS: usize,
    const F: usize,
    const COUNT: usize,
    const STRIDE: usize,
    const DILATION: usize,
    const CAUSAL: bool,
> Convolves<Sequence<S, C>, Sequence<OS, F>, F> for Taps<COUNT, STRIDE, DILATION, CAUSAL>
{
    const IS_1D: bool = true;
    const SIZE: (usize, usize) = (1, COUNT);
    const STRIDES: (usize, usize) = (STRIDE, STRIDE);
    const DILATION: (usize, usize) = (1, DILATION);
    const TAPS: TapGrid = {
        let mut taps = axis(S, OS, COUNT, STRIDE, DILATION);
        if CAUSAL {
            taps.before = (COUNT - 1) * DILATION;
        }
        TapGrid::of_steps(taps)
    };

    #[inline(always)]
    fn convolve<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        filters: &[[T; F]; PATCH],
        bias: Option<&[T; F]>,
        x: &[[T; C]; S],
        y: &mut [[T; F]; OS],
    ) {
        let (x, y) = (from_ref(x), from_mut(y));
        if const { DILATION == 1 && PATCH == COUNT * C } {
            let windows = const { Self::windows(S, OS) };
            kernels::convolve(level, windows, filters, bias, x, y);
        } else {
            let taps = const { <Self as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::TAPS };
            kernels::convolve_taps::<_, _, 1, S, C, 1, OS, F, PATCH, 1, COUNT>(level, taps, filters, bias, x, y);
        }
    }

    #[inline(always)]
    fn add_gradients<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        x: &[[T; C]; S],
        dy: &[[T; F]; OS],
        gradient: &mut [[T; F]; PATCH],
    ) {
        let (x, dy) = (from_ref(x), from_ref(dy));
        if const { DILATION == 1 && PATCH == COUNT * C } {
            let windows = const { Self::windows(S, OS) };
            kernels::add_filter_gradients(level, windows, x, dy, gradient);
        } else {
            let taps = const { <Self as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::TAPS };
            kernels::add_tap_gradients::<_, _, 1, S, C, 1, OS, F, PATCH, 1, COUNT>(level, taps, x, dy, gradient);
        }
    }

    #[inline(always)]
    fn input_gradient<L: Level, T: Scalar, const PATCH: usize>(
        level: L,
        filters: &[[T; F]; PATCH],
        dy: &[[T; F]; OS],
        dx: &mut [[T; C]; S],
    ) {
        let (dy, dx) = (from_ref(dy), from_mut(dx));
        if const { DILATION == 1 && PATCH == COUNT * C } {
            let windows = const { Self::windows(S, OS) };
            kernels::image_gradient::<_, _, 1, S, C, 1, OS, F, COUNT, PATCH>(level, windows, filters, dy, dx);
        } else {
            let taps = const { <Self as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::TAPS };
            kernels::tap_image_gradient::<_, _, 1, S, C, 1, OS, F, PATCH, 1, COUNT>(level, taps, filters, dy, dx);
        }
    }

    #[inline(always)]
    fn convolve_channels<L: Level, T: Scalar>(
        level: L,
        filters: &[[T; F]],
        bias: Option<&[T; F]>,
        x: &[[T; C]; S],
        y: &mut [[T; F]; OS],
    ) {
        let taps = const { <Self as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::TAPS };
        kernels::convolve_channels(level, taps, filters, bias, from_ref(x), from_mut(y));
    }

    #[inline(always)]
    fn channel_gradients<L: Level, T: Scalar>(
        level: L,
        filters: &[[T; F]],
        x: &[[T; C]; S],
        dy: &[[T; F]; OS],
        dx: Option<&mut [[T; C]; S]>,
        gradient: &mut [[T; F]],
    ) {
        let taps = const { <Self as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::TAPS };
        kernels::add_depthwise_gradients(level, taps, from_ref(x), (0, dy), gradient);
        if let Some(dx) = dx {
            dx.as_flattened_mut().fill(T::ZERO);
            kernels::add_depthwise_image_gradient(level, taps, filters, (0, dy), from_mut(dx));
        }
    }

    #[inline(always)]
    fn separable_gradients<L: Level, T: Scalar, const OUT: usize>(
        level: L,
        filters: &[[T; F]],
        pointwise: &[[T; OUT]; F],
        x: &[[T; C]; S],
        dy: &[[T; OUT]],
        dx: Option<&mut [[T; C]; S]>,
        gradient: &mut [[T; F]],
    ) {
        let mut row = [[T::ZERO; F]; OS];
        kernels::transposed_products(level, pointwise, dy, &mut row);
        <Self as Convolves<Sequence<S, C>, Sequence<OS, F>, F>>::channel_gradients(
            level, filters, x, &row, dx, gradient,
        );
    }
}

impl<const COUNT: usize, const STRIDE: usize, const DILATION: usize, const CAUSAL: bool>
    Taps<COUNT, STRIDE, DILATION, CAUSAL>
{
    /// The same as a window over an image of one row, where the taps lie side by side.
    const fn windows(input: usize, output: usize) -> Windows {
        Windows {
            vertical: Axis::new(1, 1, 1, 1),
            horizontal: if CAUSAL {
                Axis::causal(input, COUNT, STRIDE)
            } else {
                Axis::new(input, output, COUNT, STRIDE)
            },
        }
    }
}

/// Writes `3, 3` or `3`: the size of a kernel.
pub(super) fn describe_size<K: Convolves<X, Y, F>, X: Shape, Y: Shape, const F: usize>(
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let (height, width) = K::SIZE;
    if K::IS_1D {
        write!(f, "{width}")
    } else {
        write!(f, "{height}, {width}")
    }
}

/// Writes `, strides = 2, padding = Same, dilation_rate = (1, 2)`, as far as they are not the default.
pub(super) fn describe_moves<K: Convolves<X, Y, F>, X: Shape, Y: Shape, const F: usize>(
    f: &mut fmt::Formatter<'_>,
    padding: Padding,
) -> fmt::Result {
    rule::describe_window(f, K::STRIDES, (1, 1), padding)?;
    let (vertical, horizontal) = K::DILATION;
    if horizontal > 1 && (K::IS_1D || vertical == horizontal) {
        write!(f, ", dilation_rate = {horizontal}")
    } else if (vertical, horizontal) != (1, 1) {
        write!(f, ", dilation_rate = ({vertical}, {horizontal})")
    } else {
        Ok(())
    }
}
