//! The gated recurrent unit.

use core::fmt;
use core::marker::PhantomData;

use nalgebra::SMatrix;

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

/// A gated recurrent unit: [`keras.layers.GRU`](https://keras.io/api/layers/recurrent_layers/gru/), after Cho et al. 2014.
///
/// At each step there are two products for three gates in the order z, r, g:
///
/// ```text
/// x = W·input + b₀        y = U·h₋₁ + b₁
/// z = σ(x_z + y_z)        r = σ(x_r + y_r)
/// c = tanh(x_g + r·y_g)   h = z·h₋₁ + (1 − z)·c
/// ```
///
/// In the older form, `reset_after = false`, there is one bias, and the third part of y is `U_g·(r·h₋₁)`.
///
/// `S` steps of `C` channels in, `U` units, `G` = 3·`U`. `Y` says what is given: `Features<U>`, the state after the last step,
/// or `Sequence<S, U>`, that after each. The other settings are those of [`Recurrent`].
///
/// ```
/// use layerproof::layers::{Gru, Layer};
/// use layerproof::shape::Features;
///
/// // A quarter of what was there before, and three quarters of what comes in.
/// let mut layer = Gru::<f64, 2, 1, Features<1>, 1, 3>::ZERO;
/// layer.bias[(0, 0)] = (1.0_f64 / 3.0).ln();
/// layer.kernel[(2, 0)] = 100.0;
/// assert!((layer.call(&[[1.0], [0.0]])[0] - 0.25 * 0.75).abs() < 1e-15);
/// ```
pub type Gru<
    T,
    const S: usize,
    const C: usize,
    Y,
    const U: usize,
    const G: usize,
    Z = GruCell,
    B = SMatrix<T, G, 2>,
    W = RecurrentDefault,
    O = Options,
> = Recurrent<T, Z, S, C, Y, U, G, B, W, O>;

/// The step of a [`Gru`], with the activation `A` and that of the gates `R`. `AFTER`: the reset gate comes after the product with
/// the state, else before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GruCell<A = Tanh, R = Sigmoid, const AFTER: bool = true>(PhantomData<(A, R)>);

impl<A: Activation, R: Activation, const AFTER: bool> Cell for GruCell<A, R, AFTER> {
    const NAME: &'static str = "Gru";
    const STEM: &'static str = "gru";
    const GATES: usize = 3;
    const TWO_BIASES: bool = AFTER;

    // A mean of the candidate and the state before: as far as it is known, any number.
    type Head<const U: usize> = Linear<U>;
    type Carry<T: Scalar, const U: usize> = [T; 0];
    /// The third part of the state's product.
    type Kept<T: Scalar, const U: usize> = [T; U];
    type Sums<X: PlainData> = Both<A::Sums<X>, R::Sums<X>>;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe_activations::<A, R>(f)?;
        f.write_str(if AFTER { "" } else { ", reset_after = false" })
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
    ) -> [T; U] {
        let mut kept = [T::ZERO; U];
        product.of(level, h, product.bias(), gates);
        let [x_z, x_r, x_g] = x.as_chunks::<U>().0 else {
            return kept;
        };
        let before = {
            let [z, r, g] = gates.as_chunks_mut::<U>().0 else {
                return kept;
            };
            kept = *g;
            for u in 0..U {
                z[u] += x_z[u];
                r[u] += x_r[u];
            }
            [*z, *r]
        };
        {
            let [z, r, _] = gates.as_chunks_mut::<U>().0 else {
                return kept;
            };
            R::apply(level, z);
            R::apply(level, r);
        }
        if !AFTER {
            let mut reset = [T::ZERO; U];
            let mut products = [T::ZERO; G];
            let [_, r, _] = gates.as_chunks::<U>().0 else {
                return kept;
            };
            for u in 0..U {
                reset[u] = r[u] * h[u];
            }
            product.of(level, &reset, None, &mut products);
            let [_, _, g] = products.as_chunks::<U>().0 else {
                return kept;
            };
            kept = *g;
        }
        let mut all = [T::ZERO; G];
        let [z, r, g] = gates.as_chunks_mut::<U>().0 else {
            return kept;
        };
        for u in 0..U {
            g[u] = if AFTER {
                level.mul_add(r[u], kept[u], x_g[u])
            } else {
                kept[u] + x_g[u]
            };
        }
        if let [z_sums, r_sums, g_sums] = all.as_chunks_mut::<U>().0 {
            [*z_sums, *r_sums] = before;
            *g_sums = *g;
        }
        sums(&all);
        A::apply(level, g);
        for u in 0..U {
            h[u] = level.mul_add(z[u], h[u] - g[u], g[u]);
        }
        flush(h);
        kept
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
        let for_activation = step.sums.of_activation(step.gates).as_chunks::<U>().0;
        let for_gates = step.sums.of_gates(step.gates).as_chunks::<U>().0;
        let ([z, r, g], [z_sums, r_sums, _], [_, _, g_sums]) =
            (step.gates.as_chunks::<U>().0, for_gates, for_activation)
        else {
            return;
        };
        let h = step.before;
        // What reaches the state before by the gate alone.
        let mut past = [T::ZERO; U];
        let mut dy = [T::ZERO; G];
        let ([dz, dr, dg], [_, _, y_g]) = (dx.as_chunks_mut::<U>().0, dy.as_chunks_mut::<U>().0) else {
            return;
        };
        for u in 0..U {
            past[u] = dh[u] * z[u];
            dz[u] = dh[u] * (h[u] - g[u]);
            dg[u] = dh[u] * (T::ONE - z[u]);
        }
        A::differentiate(level, g_sums, g, dg);
        R::differentiate(level, z_sums, z, dz);
        if AFTER {
            for u in 0..U {
                dr[u] = dg[u] * step.kept[u];
                y_g[u] = dg[u] * r[u];
            }
        } else {
            let (mut reset, mut dreset) = ([T::ZERO; U], [T::ZERO; U]);
            for u in 0..U {
                reset[u] = r[u] * h[u];
                y_g[u] = dg[u];
            }
            back.product(level, &reset, &dy, &mut dreset);
            for u in 0..U {
                dr[u] = dreset[u] * h[u];
                past[u] += dreset[u] * r[u];
            }
        }
        R::differentiate(level, r_sums, r, dr);
        if let [y_z, y_r, y_g] = dy.as_chunks_mut::<U>().0 {
            (*y_z, *y_r) = (*dz, *dr);
            if !AFTER {
                *y_g = [T::ZERO; U];
            }
        }
        back.product(level, h, &dy, dh);
        for u in 0..U {
            dh[u] += past[u];
        }
    }
}
