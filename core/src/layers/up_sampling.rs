//! More steps, rows and columns.

use core::fmt::{self, Debug};
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;

use super::rearranging::{gather, grid, rearranging};
use super::{HeadShape, In, Layer, Out, no_parameters, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Image, Shape};

rearranging! {
    /// Each step several times, [`keras.layers.UpSampling1D`](https://keras.io/api/layers/reshaping_layers/up_sampling1d/).
    ///
    /// From the sequence `X` to the sequence `Y`, whose length is a multiple.
    ///
    /// ```
    /// use layerproof::layers::{Layer, UpSampling1d};
    /// use layerproof::shape::Sequence;
    ///
    /// let repeat = UpSampling1d::<f32, Sequence<2, 1>, Sequence<4, 1>>::ZERO;
    /// assert_eq!(repeat.call(&[[1.0], [2.0]]), [[1.0], [1.0], [2.0], [2.0]]);
    /// ```
    UpSampling1d<>: "up_sampling1d", Reshaped
}

impl<T: Scalar, X: Shape, Y: HeadShape> UpSampling1d<T, X, Y> {
    const SIZE: usize = grid::<Y>()[1] / grid::<X>()[1];
    const RUN: usize = Y::LAST;
    const FITS: () = assert!(
        rule::fits::<X, Y>(rules::Layer::UpSampling1d(rules::layers::UpSampling1d {
            size: Self::SIZE
        })),
        "the length of an `UpSampling1d` is no multiple of its input's"
    );

    #[inline(always)]
    const fn source(at: usize) -> usize {
        at / const { Self::SIZE }
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Self::SIZE)
    }
}

/// How an [`UpSampling2d`] finds the values between pixels.
pub trait Interpolation: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// As it stands in a model.
    const NAME: &'static str;
    /// y of x.
    #[doc(hidden)]
    fn forward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; C]; OW]; OH],
    );
    /// dx of dy.
    #[doc(hidden)]
    fn backward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    );
}

/// The nearest pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearest;

impl Interpolation for Nearest {
    const NAME: &'static str = "Nearest";

    #[inline(always)]
    fn forward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; C]; OW]; OH],
    ) {
        for (row, y) in y.iter_mut().enumerate() {
            for (column, y) in y.iter_mut().enumerate() {
                if let Some(x) = x.get(row / (OH / H)).and_then(|x| x.get(column / (OW / W))) {
                    *y = *x;
                }
            }
        }
    }

    #[inline(always)]
    fn backward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    ) {
        *dx = Array::ZERO;
        for (row, dy) in dy.iter().enumerate() {
            for (column, dy) in dy.iter().enumerate() {
                add(dx, (row / (OH / H), column / (OW / W)), dy, T::ONE);
            }
        }
    }
}

/// A mean of the four nearest pixels, weighted by how near they are. Pixels are squares: their centres lie half a pixel inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bilinear;

impl Interpolation for Bilinear {
    const NAME: &'static str = "Bilinear";

    #[inline(always)]
    fn forward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        x: &[[[T; C]; W]; H],
        y: &mut [[[T; C]; OW]; OH],
    ) {
        for (row, y) in y.iter_mut().enumerate() {
            for (column, y) in y.iter_mut().enumerate() {
                *y = [T::ZERO; C];
                for ((row, column), weight) in corners::<T, H, W, OH, OW>(row, column) {
                    if let Some(x) = x.get(row).and_then(|x| x.get(column)) {
                        for (y, &x) in y.iter_mut().zip(x) {
                            *y += weight * x;
                        }
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn backward<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
        dy: &[[[T; C]; OW]; OH],
        dx: &mut [[[T; C]; W]; H],
    ) {
        *dx = Array::ZERO;
        for (row, dy) in dy.iter().enumerate() {
            for (column, dy) in dy.iter().enumerate() {
                for (corner, weight) in corners::<T, H, W, OH, OW>(row, column) {
                    add(dx, corner, dy, weight);
                }
            }
        }
    }
}

/// dx += weight · dy at one pixel.
#[inline(always)]
fn add<T: Scalar, const H: usize, const W: usize, const C: usize>(
    dx: &mut [[[T; C]; W]; H],
    (row, column): (usize, usize),
    dy: &[T; C],
    weight: T,
) {
    if let Some(dx) = dx.get_mut(row).and_then(|dx| dx.get_mut(column)) {
        for (dx, &dy) in dx.iter_mut().zip(dy) {
            *dx += weight * dy;
        }
    }
}

/// The four pixels around a place, and their weights.
#[inline(always)]
fn corners<T: Scalar, const H: usize, const W: usize, const OH: usize, const OW: usize>(
    row: usize,
    column: usize,
) -> [((usize, usize), T); 4] {
    let (top, bottom, down) = between::<T>(row, H, OH);
    let (left, right, across) = between::<T>(column, W, OW);
    let (up, back) = (T::ONE - down, T::ONE - across);
    [
        ((top, left), up * back),
        ((top, right), up * across),
        ((bottom, left), down * back),
        ((bottom, right), down * across),
    ]
}

/// The two cells of an axis between whose centres the centre of a finer cell lies, and how far it is from the first to the
/// second: (at + ½) / factor − ½, held between the first and the last centre.
#[inline(always)]
fn between<T: Scalar>(at: usize, cells: usize, finer: usize) -> (usize, usize, T) {
    let (factor, last) = (finer / cells, cells - 1);
    // In units of half a finer cell.
    let place = (2 * at + 1).saturating_sub(factor);
    let (first, rest) = (place / (2 * factor), place % (2 * factor));
    if first >= last {
        (last, last, T::ZERO)
    } else {
        (
            first,
            first + 1,
            T::from_f64(rest as f64) / T::from_f64((2 * factor) as f64),
        )
    }
}

/// A larger image, [`keras.layers.UpSampling2D`](https://keras.io/api/layers/reshaping_layers/up_sampling2d/).
///
/// From the image `X` to the image `Y`, whose height and width are multiples. `I` says what lies between pixels: [`Nearest`]
/// repeats them, [`Bilinear`] goes from one to the next.
///
/// ```
/// use layerproof::layers::{Bilinear, Layer, UpSampling2d};
/// use layerproof::shape::Image;
///
/// type Wider<I> = UpSampling2d<f32, Image<1, 2, 1>, Image<1, 4, 1>, I>;
/// assert_eq!(Wider::<Bilinear>::ZERO.call(&[[[1.0], [2.0]]]), [[[1.0], [1.25], [1.75], [2.0]]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct UpSampling2d<T, X, Y, I = Nearest> {
    settings: PhantomData<(T, X, Y, I)>,
}

impl<T, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize, I>
    UpSampling2d<T, Image<H, W, C>, Image<OH, OW, C>, I>
{
    const FITS: () = assert!(
        rule::fits::<Image<H, W, C>, Image<OH, OW, C>>(rules::Layer::UpSampling2d(rules::layers::UpSampling2d {
            size: (OH / H, OW / W)
        })),
        "the sizes of an `UpSampling2d` are no multiples of its input's"
    );
}

impl<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize, I: Interpolation>
    Layer for UpSampling2d<T, Image<H, W, C>, Image<OH, OW, C>, I>
{
    type Scalar = T;
    type Input = Image<H, W, C>;
    type Output = Image<OH, OW, C>;
    type Head<Previous: Head> = Previous::Pooled<C>;

    const STEM: &'static str = "up_sampling2d";
    const ZERO: Self = {
        let () = Self::FITS;
        Self { settings: PhantomData }
    };
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UpSampling2d<{}, {}", OH / H, OW / W)?;
        if I::NAME != Nearest::NAME {
            write!(f, ", interpolation = {}", I::NAME)?;
        }
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        let () = const { Self::FITS };
        I::forward(x, y);
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Image, In, Interpolation, Layer, Level, Out, Scalar, UpSampling2d};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize, I: Interpolation>
        TrainLayer for UpSampling2d<T, Image<H, W, C>, Image<OH, OW, C>, I>
    {
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
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                I::backward(dy, dx);
            }
        }
    }
}
