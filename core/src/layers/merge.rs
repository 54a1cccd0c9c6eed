//! Values of one shape made into one, element by element: [`Add`], [`Subtract`], [`Multiply`], [`Average`], [`Maximum`],
//! [`Minimum`].

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Layer, Out, Port, Ref, Repeated, Source, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

/// What a merging layer computes of the values at one place, and of their gradient.
trait Function {
    /// What two values give; more are taken one after another.
    fn of<T: Scalar>(first: T, second: T) -> T;

    /// What becomes of the result of `count` values.
    fn end<T: Scalar>(result: T, count: usize) -> T {
        let _ = count;
        result
    }

    /// The derivative of the result at one place with respect to value `i`. `x` are the values there, `y` the result.
    #[cfg_attr(not(feature = "train"), expect(dead_code, reason = "only training asks for it"))]
    fn slope<T: Scalar>(x: impl Fn(usize) -> T, y: T, i: usize, count: usize) -> T;
}

/// A merging layer: its type, and its function.
macro_rules! merging {
    ($(#[$doc:meta])* $name:ident: $stem:literal) => {
        $(#[$doc])*
        ///
        /// Of `N` values of the shape `S`.
        #[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
        #[zeroable(bound = "")]
        #[repr(C)]
        pub struct $name<T, S, const N: usize> {
            settings: PhantomData<(T, S)>,
        }

        impl<T: Scalar, S: Shape, const N: usize> Layer for $name<T, S, N> {
            type Scalar = T;
            type Input = Repeated<S, N>;
            type Output = S;
            type Head<Previous: Head> = Previous;

            const STEM: &'static str = $stem;
            const ZERO: Self = Self { settings: PhantomData };
            const IN_PLACE: bool = true;
            no_parameters!();

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }

            #[inline(always)]
            fn infer<L: Level>(&self, _: L, x: Ref<'_, Self>, y: &mut Out<Self>) {
                merge::<Self, T, N>(&x, y.flat_mut());
            }

            #[inline(always)]
            fn infer_in_place<'a, L: Level>(&self, _: L, others: impl Source<'a, T>, y: &mut Out<Self>) {
                merge_in_place::<Self, T, N>(&<Repeated<S, N> as Port>::sample(others), y.flat_mut());
            }
        }

        super::stream::stateless_steps! {
            [T: Scalar, S: super::StepShape, const N: usize]
            $name<T, S, N>,
            |_layer, _level, x, y| merge::<Self, T, N>(&<Repeated<S, N> as Port>::sample(x), Array::flat_mut(y))
        }

        #[cfg(feature = "train")]
        impl<T: Scalar, S: Shape, const N: usize> crate::layers::TrainLayer for $name<T, S, N> {
            type Saved = ();
            type Tape<const B: usize> = ();

            fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

            #[inline(always)]
            fn compute<L: Level>(
                &self,
                _: L,
                x: crate::layers::Rows<'_, Self>,
                y: &mut [Out<Self>],
                _: &mut [()],
                _: crate::tape::Noise,
            ) {
                merge::<Self, T, N>(&x, Array::flat_rows_mut(y));
            }

            #[inline(always)]
            fn differentiate<L: Level>(
                &self,
                _: L,
                x: crate::layers::Rows<'_, Self>,
                y: &[Out<Self>],
                _: &[()],
                dy: &mut [Out<Self>],
                dx: crate::layers::InputGradients<'_, Self>,
                _: &mut Self,
                _: bool,
            ) {
                let (y, dy) = (Array::flat_rows(y), Array::flat_rows(dy));
                for (i, dx) in dx.into_iter().enumerate() {
                    for (place, dx) in dx.into_iter().flatten().enumerate() {
                        let (Some(&y), Some(&dy)) = (y.get(place), dy.get(place)) else { break };
                        let x = |i: usize| x.get(i).and_then(|x| x.get(place)).copied().unwrap_or(T::ZERO);
                        *dx = dy * Self::slope(x, y, i, N);
                    }
                }
            }
        }
    };
}

/// What the values give, place by place.
#[inline(always)]
fn merge<F: Function, T: Scalar, const N: usize>(x: &[&[T]; N], y: &mut [T]) {
    let [first, rest @ ..] = x.as_slice() else { return };
    debug_assert_eq!(first.len(), y.len(), "values of one shape");
    for (y, &x) in y.iter_mut().zip(*first) {
        *y = x;
    }
    for x in rest {
        debug_assert_eq!(x.len(), y.len(), "values of one shape");
        for (y, &x) in y.iter_mut().zip(*x) {
            *y = F::of(*y, x);
        }
    }
    for y in y {
        *y = F::end(*y, N);
    }
}

/// The same, where `y` holds each of the values that have no numbers here.
#[inline(always)]
fn merge_in_place<F: Function, T: Scalar, const N: usize>(x: &[&[T]; N], y: &mut [T]) {
    for (place, y) in y.iter_mut().enumerate() {
        let mut result = None;
        for x in x {
            let x = x.get(place).copied().unwrap_or(*y);
            result = Some(match result {
                None => x,
                Some(before) => F::of(before, x),
            });
        }
        *y = F::end(result.unwrap_or(*y), N);
    }
}

merging! {
    /// The sum of values, [`keras.layers.Add`](https://keras.io/api/layers/merging_layers/add/).
    Add: "add"
}
merging! {
    /// The first value less the second, [`keras.layers.Subtract`](https://keras.io/api/layers/merging_layers/subtract/).
    Subtract: "subtract"
}
merging! {
    /// The product of values, [`keras.layers.Multiply`](https://keras.io/api/layers/merging_layers/multiply/).
    Multiply: "multiply"
}
merging! {
    /// The mean of values, [`keras.layers.Average`](https://keras.io/api/layers/merging_layers/average/).
    Average: "average"
}
merging! {
    /// The larger of values, [`keras.layers.Maximum`](https://keras.io/api/layers/merging_layers/maximum/). The gradient goes
    /// to the first of equal ones.
    Maximum: "maximum"
}
merging! {
    /// The smaller of values, [`keras.layers.Minimum`](https://keras.io/api/layers/merging_layers/minimum/). The gradient goes
    /// to the first of equal ones.
    Minimum: "minimum"
}

impl<T, S, const N: usize> Function for Add<T, S, N> {
    fn of<V: Scalar>(first: V, second: V) -> V {
        first + second
    }
    fn slope<V: Scalar>(_: impl Fn(usize) -> V, _: V, _: usize, _: usize) -> V {
        V::ONE
    }
}

impl<T, S, const N: usize> Function for Subtract<T, S, N> {
    fn of<V: Scalar>(first: V, second: V) -> V {
        first - second
    }
    fn slope<V: Scalar>(_: impl Fn(usize) -> V, _: V, i: usize, _: usize) -> V {
        if i == 0 { V::ONE } else { -V::ONE }
    }
}

impl<T, S, const N: usize> Function for Multiply<T, S, N> {
    fn of<V: Scalar>(first: V, second: V) -> V {
        first * second
    }
    fn slope<V: Scalar>(x: impl Fn(usize) -> V, _: V, i: usize, count: usize) -> V {
        (0..count)
            .filter(|&other| other != i)
            .map(x)
            .fold(V::ONE, |product, x| product * x)
    }
}

impl<T, S, const N: usize> Function for Average<T, S, N> {
    fn of<V: Scalar>(first: V, second: V) -> V {
        first + second
    }
    fn end<V: Scalar>(result: V, count: usize) -> V {
        result / V::from_f64(count as f64)
    }
    fn slope<V: Scalar>(_: impl Fn(usize) -> V, _: V, _: usize, count: usize) -> V {
        V::ONE / V::from_f64(count as f64)
    }
}

impl<T, S, const N: usize> Function for Maximum<T, S, N> {
    fn of<V: Scalar>(first: V, second: V) -> V {
        if second > first || is_nan(second) {
            second
        } else {
            first
        }
    }
    fn slope<V: Scalar>(x: impl Fn(usize) -> V, y: V, i: usize, _: usize) -> V {
        of_first_equal(x, y, i)
    }
}

impl<T, S, const N: usize> Function for Minimum<T, S, N> {
    fn of<V: Scalar>(first: V, second: V) -> V {
        if second < first || is_nan(second) {
            second
        } else {
            first
        }
    }
    fn slope<V: Scalar>(x: impl Fn(usize) -> V, y: V, i: usize, _: usize) -> V {
        of_first_equal(x, y, i)
    }
}

/// A NaN among the values is the result, as in `NumPy`.
#[expect(clippy::eq_op, reason = "a NaN is not equal to itself")]
fn is_nan<V: Scalar>(value: V) -> bool {
    value != value
}

/// 1 for the first value that is the result, else 0.
fn of_first_equal<V: Scalar>(x: impl Fn(usize) -> V, y: V, i: usize) -> V {
    if x(i) == y && (0..i).all(|before| x(before) != y) {
        V::ONE
    } else {
        V::ZERO
    }
}
