//! The product of two values along one axis of each.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Layer, Out, Ref, Several, Shapes};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// The sums of products of two values along one axis of each,
/// [`keras.layers.Dot`](https://keras.io/api/layers/merging_layers/dot/).
///
/// Of two vectors or sequences with the shapes in the tuple `X` to a value of the shape `Y`: what is left of the first, then
/// what is left of the second. The axes count those of a sample from 0. With `NORMALIZE`, both are first divided by their
/// norms along these axes, so that the result is their cosine similarity.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Dot<T, X, Y, const AXIS_A: usize, const AXIS_B: usize, const NORMALIZE: bool> {
    settings: PhantomData<(T, X, Y)>,
}

/// Keras's epsilon: a norm counts as no less than this, so that zeros can be divided by it.
const EPSILON: f64 = 1e-7;

/// How a value of one or two axes is gone through: along the axis of the products, and along the other.
#[derive(Clone, Copy)]
struct Walk {
    /// How many products, and how far apart.
    terms: usize,
    step: usize,
    /// How many places are left, and how far apart.
    places: usize,
    stride: usize,
}

impl Walk {
    const fn new(dims: &[usize], axis: usize) -> Self {
        match *dims {
            [terms] => Self {
                terms,
                step: 1,
                places: 1,
                stride: 0,
            },
            [steps, channels] if axis == 0 => Self {
                terms: steps,
                step: channels,
                places: channels,
                stride: 1,
            },
            [steps, channels] => Self {
                terms: channels,
                step: 1,
                places: steps,
                stride: channels,
            },
            _ => panic!("a `Dot` takes vectors and sequences"),
        }
    }

    /// The index of one term at one place.
    #[inline(always)]
    const fn at(self, place: usize, term: usize) -> usize {
        place * self.stride + term * self.step
    }
}

impl<T: Scalar, X: Shapes, Y: Shape, const AXIS_A: usize, const AXIS_B: usize, const NORMALIZE: bool>
    Dot<T, X, Y, AXIS_A, AXIS_B, NORMALIZE>
{
    const WALKS: (Walk, Walk) = {
        assert!(X::DIMS.len() == 2, "a `Dot` takes two values");
        let (a, b) = (Walk::new(X::DIMS[0], AXIS_A), Walk::new(X::DIMS[1], AXIS_B));
        assert!(a.terms == b.terms, "a `Dot` multiplies along axes of one size");
        assert!(
            a.places * b.places == Y::LEN,
            "a `Dot` gives one number for each pair of places"
        );
        (a, b)
    };

    /// 1 / norm of one place's terms, and whether the norm is their own; 1 where nothing is normalised.
    #[inline(always)]
    fn scale(walk: Walk, x: &[T], place: usize) -> (T, bool) {
        if !NORMALIZE {
            return (T::ONE, false);
        }
        let mut squares = T::ZERO;
        for term in 0..walk.terms {
            let x = number(x, walk.at(place, term));
            squares += x * x;
        }
        let (scale, most) = (T::ONE / squares.sqrt(), T::from_f64(1.0 / EPSILON));
        if scale > most { (most, false) } else { (scale, true) }
    }

    #[inline(always)]
    fn products(a: &[T], b: &[T], y: &mut [T]) {
        let (first, second) = const { Self::WALKS };
        for (p, y) in y.chunks_exact_mut(second.places).enumerate() {
            let (of_first, _) = Self::scale(first, a, p);
            for (q, y) in y.iter_mut().enumerate() {
                let (of_second, _) = Self::scale(second, b, q);
                let mut sum = T::ZERO;
                for term in 0..first.terms {
                    let (a, b) = (number(a, first.at(p, term)), number(b, second.at(q, term)));
                    // Divided before they are multiplied, as in Keras.
                    sum += if NORMALIZE {
                        a * of_first * (b * of_second)
                    } else {
                        a * b
                    };
                }
                *y = sum;
            }
        }
    }
}

/// One of the numbers, which is there.
#[inline(always)]
fn number<T: Scalar>(x: &[T], i: usize) -> T {
    debug_assert!(i < x.len(), "number {i} of {}", x.len());
    x.get(i).copied().unwrap_or(T::ZERO)
}

impl<T: Scalar, X: Shapes, Y: Shape, const AXIS_A: usize, const AXIS_B: usize, const NORMALIZE: bool> Layer
    for Dot<T, X, Y, AXIS_A, AXIS_B, NORMALIZE>
{
    type Scalar = T;
    type Input = Several<X>;
    type Output = Y;
    type Head<Previous: Head> = Previous;

    const STEM: &'static str = "dot";
    const ZERO: Self = {
        let _ = Self::WALKS;
        Self { settings: PhantomData }
    };
    const PARAMS: usize = 0;
    // Not by `WALKS`, which asserts that the sizes fit: where the rules found that they do not, that is an error already.
    const MACS: usize = match X::DIMS {
        [a, ..] if AXIS_A < a.len() => Y::LEN * a[AXIS_A],
        _ => 0,
    };

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dot(axes = ({}, {})", AXIS_A + 1, AXIS_B + 1)?;
        f.write_str(if NORMALIZE { ", normalize = true)" } else { ")" })
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: Ref<'_, Self>, y: &mut Out<Self>) {
        if let [a, b] = x.as_ref() {
            Self::products(a, b, y.flat_mut());
        }
    }

    fn parameters(&self, _: &mut impl FnMut(super::ParameterInfo, &[T])) {}
    fn parameters_mut<const K: usize>(_: [&mut Self; K], _: &mut impl FnMut(super::ParameterInfo, [&mut [T]; K])) {}
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, Dot, Level, Out, Scalar, Shape, Shapes, Walk, number};
    use crate::layers::{InputGradients, Rows, TrainLayer};
    use crate::tape::Noise;

    impl<T: Scalar, X: Shapes, Y: Shape, const AXIS_A: usize, const AXIS_B: usize, const NORMALIZE: bool>
        Dot<T, X, Y, AXIS_A, AXIS_B, NORMALIZE>
    {
        /// The gradient of one of the two values of a sample. `at` gives the place in the result of a pair of places.
        fn gradient(
            (this, x): (Walk, &[T]),
            (other, z): (Walk, &[T]),
            (y, dy): (&[T], &[T]),
            at: impl Fn(usize, usize) -> usize,
            dx: &mut [T],
        ) {
            dx.fill(T::ZERO);
            for p in 0..this.places {
                let (scale, is_normal) = Self::scale(this, x, p);
                for q in 0..other.places {
                    let (y, dy) = (number(y, at(p, q)), number(dy, at(p, q)));
                    let (of_other, _) = Self::scale(other, z, q);
                    for term in 0..this.terms {
                        let i = this.at(p, term);
                        let mut slope = number(z, other.at(q, term)) * of_other * scale;
                        if is_normal {
                            // The norm changes too, unless it is the least one.
                            slope -= y * (number(x, i) * scale) * scale;
                        }
                        if let Some(dx) = dx.get_mut(i) {
                            *dx += dy * slope;
                        }
                    }
                }
            }
        }
    }

    impl<T: Scalar, X: Shapes, Y: Shape, const AXIS_A: usize, const AXIS_B: usize, const NORMALIZE: bool> TrainLayer
        for Dot<T, X, Y, AXIS_A, AXIS_B, NORMALIZE>
    {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: Rows<'_, Self>, y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            let ([a, b], [a_len, b_len]) = (x.as_ref(), X::LENS) else {
                return;
            };
            for ((a, b), y) in a.chunks_exact(*a_len).zip(b.chunks_exact(*b_len)).zip(y) {
                Self::products(a, b, y.flat_mut());
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            x: Rows<'_, Self>,
            y: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            mut dx: InputGradients<'_, Self>,
            _: &mut Self,
            _: bool,
        ) {
            let (first, second) = const { Self::WALKS };
            let ([a, b], [a_len, b_len], [da, db]) = (x.as_ref(), X::LENS, dx.as_mut()) else {
                return;
            };
            let rows = y.iter().zip(dy).enumerate();
            for (row, (y, dy)) in rows {
                let (y, dy) = (y.flat(), dy.flat());
                let (a_at, b_at) = (row * a_len..(row + 1) * a_len, row * b_len..(row + 1) * b_len);
                let (Some(a), Some(b)) = (a.get(a_at.clone()), b.get(b_at.clone())) else {
                    return;
                };
                if let Some(da) = da.as_deref_mut().and_then(|da| da.get_mut(a_at)) {
                    Self::gradient((first, a), (second, b), (y, dy), |p, q| p * second.places + q, da);
                }
                if let Some(db) = db.as_deref_mut().and_then(|db| db.get_mut(b_at)) {
                    Self::gradient((second, b), (first, a), (y, dy), |q, p| p * second.places + q, db);
                }
            }
        }
    }
}
