//! The rectifier with a slope that is learnt.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use nalgebra::{ArrayStorage, SVector};

use super::layer_normalization::product;
use super::normalizing::is_among;
use super::{HeadShape, In, Layer, Out, ParameterInfo, Source};
use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::initializers::{Initializer, Zeros};
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// y = x where x > 0, else alpha · x, [`keras.layers.PReLU`](https://keras.io/api/layers/activation_layers/prelu/), after He, Zhang,
/// Ren and Sun 2015. Alpha is a parameter, one number for each value of a sample; along the axes that share one, a single number.
///
/// Over values of the shape `S`; `N` is how many numbers alpha has. The axes that share them have their bits set in `SHARED`, the
/// first axis being bit 0. `W` is the initialiser of alpha.
///
/// ```
/// use layerproof::layers::{Layer, PRelu};
/// use layerproof::nalgebra::SVector;
/// use layerproof::shape::Features;
///
/// let mut layer = PRelu::<f32, Features<2>, 2>::ZERO;
/// layer.alpha = SVector::from([0.5, 0.25]);
/// assert_eq!(layer.call(&[-2.0, -2.0]), [-1.0, -0.5]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "T: Scalar")]
#[repr(C, align(64))]
pub struct PRelu<T, S, const N: usize, const SHARED: usize = 0, W = Zeros> {
    /// The slopes below 0. In memory this is Keras's shape, in which shared axes are 1, row by row.
    pub alpha: SVector<T, N>,
    settings: PhantomData<(S, W)>,
}

impl<T: Scalar, S: Shape, const N: usize, const SHARED: usize, W> PRelu<T, S, N, SHARED, W> {
    /// The sizes of alpha, 1 along shared axes and behind the last.
    const SIZES: &'static [usize; 3] = &{
        let (mut sizes, mut axis) = ([1; 3], 0);
        while axis < S::DIMS.len() {
            if !Self::is_shared(axis) {
                sizes[axis] = S::DIMS[axis];
            }
            axis += 1;
        }
        sizes
    };
    const SHAPE: &'static [usize] = Self::SIZES.split_at(S::DIMS.len()).0;
    const FITS: () = assert!(
        product(Self::SHAPE) == N,
        "alpha of a `PRelu` has a number for each value of a sample, but along shared axes"
    );
    /// How far apart the numbers of neighbours along an axis are: 0 for shared ones. From the last axis, with axes of 1 in front.
    const STRIDES: [usize; 3] = {
        let (mut strides, mut stride, mut axis) = ([0; 3], 1, S::DIMS.len());
        while axis > 0 {
            axis -= 1;
            if !Self::is_shared(axis) {
                strides[3 - S::DIMS.len() + axis] = stride;
                stride *= S::DIMS[axis];
            }
        }
        strides
    };
    const DIMS: [usize; 3] = {
        let (mut dims, mut axis) = ([1; 3], 0);
        while axis < S::DIMS.len() {
            dims[3 - S::DIMS.len() + axis] = S::DIMS[axis];
            axis += 1;
        }
        dims
    };

    const fn is_shared(axis: usize) -> bool {
        SHARED != 0 && is_among(SHARED, axis, S::DIMS.len())
    }

    /// Shows each value's place, and that of its slope.
    #[inline(always)]
    fn for_each(mut visit: impl FnMut(usize, usize)) {
        let () = const { Self::FITS };
        let ([height, width, channels], [down, across, along]) = const { (Self::DIMS, Self::STRIDES) };
        let mut place = 0;
        for row in 0..height {
            for column in 0..width {
                for channel in 0..channels {
                    visit(place, row * down + column * across + channel * along);
                    place += 1;
                }
            }
        }
    }

    #[inline(always)]
    fn rectify(&self, y: &mut [T]) {
        let slopes = self.alpha.as_slice();
        Self::for_each(|place, slope| {
            if let (Some(value), Some(&slope)) = (y.get_mut(place), slopes.get(slope)) {
                *value = if *value > T::ZERO { *value } else { *value * slope };
            }
        });
    }
}

impl<T: Scalar, S: HeadShape, const N: usize, const SHARED: usize, W: Initializer> Layer for PRelu<T, S, N, SHARED, W> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    // With a slope of any sign the values have any range.
    type Head<Previous: Head> = S::Head<Linear>;

    const STEM: &'static str = "p_relu";
    const ZERO: Self = {
        let () = Self::FITS;
        Self {
            alpha: SVector::from_array_storage(ArrayStorage([[T::ZERO; N]])),
            settings: PhantomData,
        }
    };
    const PARAMS: usize = N;
    const MACS: usize = S::LEN;
    const IN_PLACE: bool = true;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PRelu")?;
        let mut separator = "<";
        if SHARED != 0 {
            f.write_str("<shared_axes = (")?;
            let shared = (0..S::DIMS.len()).filter(|axis| Self::is_shared(*axis));
            for (i, axis) in shared.enumerate() {
                write!(f, "{}{}", if i == 0 { "" } else { ", " }, axis + 1)?;
            }
            f.write_str(")")?;
            separator = ", ";
        }
        if core::any::TypeId::of::<W>() != core::any::TypeId::of::<Zeros>() {
            write!(f, "{separator}alpha_initializer = ")?;
            W::describe(f)?;
            separator = ", ";
        }
        f.write_str(if separator == "<" { "" } else { ">" })
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
        self.rectify(y.flat_mut());
    }

    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, _: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
        self.rectify(y.flat_mut());
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[T])) {
        visit(
            ParameterInfo::trained("alpha", const { Self::SHAPE }),
            self.alpha.as_slice(),
        );
    }

    fn parameters_mut<const K: usize>(layers: [&mut Self; K], visit: &mut impl FnMut(ParameterInfo, [&mut [T]; K])) {
        let alphas = layers.map(|layer| layer.alpha.as_mut_slice());
        visit(ParameterInfo::trained("alpha", const { Self::SHAPE }), alphas);
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, HeadShape, In, Layer, Level, Out, PRelu, Scalar};
    use crate::initializers::{Draw, Fans};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, S: HeadShape, const N: usize, const SHARED: usize, W: Draw> TrainLayer for PRelu<T, S, N, SHARED, W> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            W::fill(self.alpha.as_mut_slice(), Fans::of_vector(N), rng);
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
            x: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            gradient: &mut Self,
            _: bool,
        ) {
            let (slopes, gradients) = (self.alpha.as_slice(), gradient.alpha.as_mut_slice());
            for (x, dy) in x.iter().zip(&mut *dy) {
                let (x, dy) = (x.flat(), dy.flat_mut());
                Self::for_each(|place, slope| {
                    let (Some(&x), Some(dy)) = (x.get(place), dy.get_mut(place)) else {
                        return;
                    };
                    if x <= T::ZERO
                        && let (Some(&slope), Some(gradient)) = (slopes.get(slope), gradients.get_mut(slope))
                    {
                        *gradient += *dy * x;
                        *dy *= slope;
                    }
                });
            }
            if let Some(dx) = dx {
                dx.copy_from_slice(dy);
            }
        }
    }
}
