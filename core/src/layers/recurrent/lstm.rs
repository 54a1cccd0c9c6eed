//! The long short-term memory.

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
use crate::activations::{Activation, Linear, PlainData, Sigmoid, Tanh};
use crate::initializers::RecurrentDefault;
use crate::kernels::Level;

/// A long short-term memory: [`keras.layers.LSTM`](https://keras.io/api/layers/recurrent_layers/lstm/), after Hochreiter and
/// Schmidhuber 1997.
///
/// At each step, with the sums `z = W·x + U·h₋₁ + b` of four gates in the order i, f, g, o:
/// c = σ(f)·c₋₁ + σ(i)·tanh(g) and h = σ(o)·tanh(c).
///
/// `S` steps of `C` channels in, `U` units, `G` = 4·`U`. `Y` says what is given: `Features<U>`, the state after the last step,
/// or `Sequence<S, U>`, that after each. The other settings are those of [`Recurrent`].
///
/// ```
/// use layerproof::layers::{Layer, Lstm};
/// use layerproof::shape::Sequence;
///
/// // Everything is let in, kept and let out.
/// let mut layer = Lstm::<f32, 3, 1, Sequence<3, 1>, 1, 4>::ZERO;
/// layer.bias.copy_from_slice(&[100.0, 100.0, 0.0, 100.0]);
/// layer.kernel[(2, 0)] = 100.0;
/// let y = layer.call(&[[1.0], [0.0], [-1.0]]);
/// assert!((y[0][0] - 1_f32.tanh()).abs() < 1e-6 && y[1] == y[0] && y[2] == [0.0]);
/// ```
pub type Lstm<
    T,
    const S: usize,
    const C: usize,
    Y,
    const U: usize,
    const G: usize,
    Z = LstmCell,
    B = SVector<T, G>,
    W = RecurrentDefault,
    O = Options,
> = Recurrent<T, Z, S, C, Y, U, G, B, W, O>;

/// The step of an [`Lstm`], with the activation `A` and that of the gates `R`. `FORGET`: the bias of the forget gate is drawn as
/// ones (Jozefowicz et al. 2015).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LstmCell<A = Tanh, R = Sigmoid, const FORGET: bool = true>(PhantomData<(A, R)>);

impl<A: Activation, R: Activation, const FORGET: bool> Cell for LstmCell<A, R, FORGET> {
    const NAME: &'static str = "Lstm";
    const STEM: &'static str = "lstm";
    const GATES: usize = 4;

    // A product of two activations is none of them.
    type Head<const U: usize> = Linear<U>;
    type Carry<T: Scalar, const U: usize> = [T; U];
    /// c, and its activation.
    type Kept<T: Scalar, const U: usize> = [[T; U]; 2];
    type Sums<X: PlainData> = Both<A::Sums<X>, R::Sums<X>>;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe_activations::<A, R>(f)?;
        f.write_str(if FORGET { "" } else { ", unit_forget_bias = false" })
    }

    fn begin<T: Scalar>(bias: &mut [T], units: usize) {
        if FORGET && let Some(forget) = bias.chunks_exact_mut(units).nth(1) {
            forget.fill(T::ONE);
        }
    }

    #[inline(always)]
    fn step<L: Level, T: Scalar, const U: usize, const G: usize>(
        level: L,
        x: &[T; G],
        product: &impl Product<T, U, G>,
        gates: &mut [T; G],
        h: &mut [T; U],
        carry: &mut [T],
        sums: impl FnOnce(&[T; G]),
    ) -> [[T; U]; 2] {
        product.of(level, h, Some(x), gates);
        sums(gates);
        let mut kept = [[T::ZERO; U]; 2];
        let [c_kept, activated] = &mut kept;
        let ([i, f, g, o], Some(c)) = (gates.as_chunks_mut::<U>().0, carry.first_chunk_mut::<U>()) else {
            return kept;
        };
        R::apply(level, i);
        R::apply(level, f);
        A::apply(level, g);
        R::apply(level, o);
        for u in 0..U {
            c[u] = level.mul_add(f[u], c[u], i[u] * g[u]);
        }
        flush(c);
        *activated = *c;
        A::apply(level, activated);
        for u in 0..U {
            h[u] = o[u] * activated[u];
        }
        flush(h);
        *c_kept = *c;
        kept
    }

    #[cfg(feature = "train")]
    #[inline(always)]
    fn differentiate<L: Level, T: Scalar, const U: usize, const G: usize>(
        level: L,
        step: &Step<'_, T, Self, U, G>,
        back: &mut impl Back<T, U, G>,
        dh: &mut [T; U],
        dcarry: &mut [T],
        dx: &mut [T; G],
    ) {
        let [c, activated] = step.kept;
        let at_first = [[T::ZERO; U]; 2];
        let [c_before, _] = step.kept_before.unwrap_or(&at_first);
        let for_activation = step.sums.of_activation(step.gates).as_chunks::<U>().0;
        let for_gates = step.sums.of_gates(step.gates).as_chunks::<U>().0;
        let ([i, f, g, o], [i_sums, f_sums, _, o_sums], [_, _, g_sums, _]) =
            (step.gates.as_chunks::<U>().0, for_gates, for_activation)
        else {
            return;
        };
        let ([di, df, dg, do_], Some(dc)) = (dx.as_chunks_mut::<U>().0, dcarry.first_chunk_mut::<U>()) else {
            return;
        };
        let mut through = [T::ZERO; U];
        for u in 0..U {
            do_[u] = dh[u] * activated[u];
            through[u] = dh[u] * o[u];
        }
        let c_sums = if size_of::<A::Sums<[T; U]>>() == 0 {
            activated
        } else {
            c
        };
        A::differentiate(level, c_sums, activated, &mut through);
        for u in 0..U {
            dc[u] += through[u];
            di[u] = dc[u] * g[u];
            df[u] = dc[u] * c_before[u];
            dg[u] = dc[u] * i[u];
            dc[u] *= f[u];
        }
        R::differentiate(level, i_sums, i, di);
        R::differentiate(level, f_sums, f, df);
        A::differentiate(level, g_sums, g, dg);
        R::differentiate(level, o_sums, o, do_);
        back.product(level, step.before, dx, dh);
    }
}
