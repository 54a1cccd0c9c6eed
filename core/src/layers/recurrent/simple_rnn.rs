//! The simple recurrent layer.

use core::fmt;
use core::marker::PhantomData;

use nalgebra::SVector;

use super::cell::{Both, Cell, describe_activations, flush};
#[cfg(feature = "train")]
use super::cell::{SaveBoth, Step};
#[cfg(feature = "train")]
use super::product::Back;
use super::{Options, Product, Recurrent};
use crate::Scalar;
use crate::activations::{Activation, PlainData, Sigmoid, Tanh};
use crate::initializers::RecurrentDefault;
use crate::kernels::Level;

/// h = activation(W·x + U·h₋₁ + b) at each step,
/// [`keras.layers.SimpleRNN`](https://keras.io/api/layers/recurrent_layers/simple_rnn/), after Elman 1990.
///
/// `S` steps of `C` channels in, `U` units. `Y` says what is given: `Features<U>`, the state after the last step, or
/// `Sequence<S, U>`, that after each. The other settings are those of [`Recurrent`].
///
/// ```
/// use layerproof::activations::Linear;
/// use layerproof::layers::{Layer, SimpleRnn, SimpleRnnCell};
/// use layerproof::shape::Features;
///
/// // Half of what was there before, and what comes in.
/// let mut layer = SimpleRnn::<f32, 3, 1, Features<1>, 1, SimpleRnnCell<Linear>>::ZERO;
/// layer.kernel[(0, 0)] = 1.0;
/// layer.recurrent_kernel[(0, 0)] = 0.5;
/// assert_eq!(layer.call(&[[4.0], [2.0], [1.0]]), [3.0]);
/// ```
pub type SimpleRnn<
    T,
    const S: usize,
    const C: usize,
    Y,
    const U: usize,
    Z = SimpleRnnCell,
    B = SVector<T, U>,
    W = RecurrentDefault,
    O = Options,
> = Recurrent<T, Z, S, C, Y, U, U, B, W, O>;

/// The step of a [`SimpleRnn`], with the activation `A`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimpleRnnCell<A = Tanh>(PhantomData<A>);

impl<A: Activation> Cell for SimpleRnnCell<A> {
    const NAME: &'static str = "SimpleRnn";
    const STEM: &'static str = "simple_rnn";
    const GATES: usize = 1;

    type Head<const U: usize> = A::Head<U>;
    type Carry<T: Scalar, const U: usize> = [T; 0];
    type Kept<T: Scalar, const U: usize> = ();
    type Sums<X: PlainData> = Both<A::Sums<X>, ()>;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe_activations::<A, Sigmoid>(f)
    }

    #[inline(always)]
    fn step<L: Level, T: Scalar, const U: usize, const G: usize>(
        level: L,
        x: &[T; G],
        product: &impl Product<T, U, G>,
        gates: &mut [T; G],
        h: &mut [T; U],
        _: &mut [T],
        sums: impl FnOnce(&[T; G]),
    ) {
        product.of(level, h, Some(x), gates);
        sums(gates);
        A::apply(level, gates);
        flush(gates);
        for (h, &value) in h.iter_mut().zip(&*gates) {
            *h = value;
        }
    }

    #[cfg(feature = "train")]
    #[inline(always)]
    fn differentiate<L: Level, T: Scalar, const U: usize, const G: usize>(
        level: L,
        step: &Step<'_, T, Self, U, G>,
        back: &mut impl Back<T, U, G>,
        dh: &mut [T; U],
        _: &mut [T],
        dx: &mut [T; G],
    ) {
        for (dx, &dh) in dx.iter_mut().zip(&*dh) {
            *dx = dh;
        }
        A::differentiate(level, step.sums.of_activation(step.gates), step.gates, dx);
        back.product(level, step.before, dx, dh);
    }
}
