//! Training: forward with everything that the way back needs, and backward through time.

use core::array::from_fn;

use bytemuck::Zeroable;

use super::bias::GateBias;
use super::cell::{Cell, SaveBoth, Step};
use super::product::{Back, Product};
use super::{AnyOptions, Inputs, Plain, Recurrent, Returns, Room, SIDE_BY_SIDE, Watch};
use crate::Scalar;
use crate::initializers::{Draw, Fans, RecurrentInitializers};
use crate::kernels::{self, GOLDEN, Level, mix};
use crate::layers::{In, Out, TrainLayer};
use crate::tape::Noise;

/// The steps whose gradients are added to those of the parameters at a time.
const TOGETHER: usize = 8;

/// The products with the state of so many steps: a cell may make two of them a step.
const PRODUCTS: usize = 2 * TOGETHER;

/// The most gates that a cell has.
const MOST_GATES: usize = 4;

/// What the forward pass saves of one sample, step by step in the order in which they are computed.
#[derive(Debug, Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Saved<T: Scalar, Z: Cell, const S: usize, const U: usize, const G: usize> {
    gates: [[T; G]; S],
    sums: [Z::Sums<[T; G]>; S],
    h: [[T; U]; S],
    kept: [Z::Kept<T, U>; S],
    /// The seed of the sample's noise.
    seed: u64,
}

impl<T: Scalar, Z: Cell, const S: usize, const U: usize, const G: usize> Saved<T, Z, S, U, G> {
    /// The state after the `k`th step.
    pub(super) fn state(&self, k: usize) -> &[T] {
        self.h.get(k).map_or(&[], |h| h)
    }
}

impl<T: Scalar, Z: Cell, const S: usize, const U: usize, const G: usize> Watch<T, Z, U, G> for Saved<T, Z, S, U, G> {
    #[inline(always)]
    fn sums(&mut self, k: usize, sums: &[T; G]) {
        if let Some(place) = self.sums.get_mut(k) {
            place.save(sums);
        }
    }
    #[inline(always)]
    fn done(&mut self, k: usize, gates: &[T; G], h: &[T; U], kept: &Z::Kept<T, U>) {
        if let (Some(g), Some(s), Some(p)) = (self.gates.get_mut(k), self.h.get_mut(k), self.kept.get_mut(k)) {
            (*g, *s, *p) = (*gates, *h, *kept);
        }
    }
}

/// What is left out of the values that a product takes: a factor for each of them, 0 or what makes up for those left out. One row for
/// all gates, or one for each.
struct Masks<T, const N: usize> {
    rows: [[T; N]; MOST_GATES],
    /// None where nothing is left out.
    count: usize,
}

impl<T: Scalar, const N: usize> Masks<T, N> {
    /// Those of a sample.
    #[inline(always)]
    fn draw(seed: u64, rate: f64, count: usize) -> Self {
        let mut rows = [[T::ONE; N]; MOST_GATES];
        if rate == 0.0 {
            return Self { rows, count: 0 };
        }
        let scale = T::from_f64(1.0 / (1.0 - rate));
        for (i, row) in (1..).zip(rows.iter_mut().take(count)) {
            let seed = mix(seed.wrapping_add(GOLDEN.wrapping_mul(i)));
            kernels::dropout(row, seed, kernels::probability(rate), scale);
        }
        Self { rows, count }
    }

    /// Each row, and the gates that it belongs to.
    #[inline(always)]
    fn each(&self, gates: usize) -> impl Iterator<Item = (&[T; N], core::ops::Range<usize>)> {
        let all = self.count == 1;
        let rows = self.rows.iter().take(self.count).enumerate();
        rows.map(move |(i, row)| (row, if all { 0..gates } else { i..i + 1 }))
    }
}

/// Each value times its factor.
#[inline(always)]
fn masked<T: Scalar, const N: usize>(values: &[T; N], mask: &[T; N]) -> [T; N] {
    from_fn(|i| values[i] * mask[i])
}

/// The sums of some gates, `units` each; the others are 0.
#[inline(always)]
fn of_gates<T: Scalar, const G: usize>(sums: &[T; G], gates: &core::ops::Range<usize>, units: usize) -> [T; G] {
    let range = gates.start * units..gates.end * units;
    from_fn(|i| if range.contains(&i) { sums[i] } else { T::ZERO })
}

/// The products with inputs of which some are left out.
struct MaskedInputs<'a, T, const C: usize, const G: usize> {
    plain: Plain<'a, T, C, G>,
    masks: &'a Masks<T, C>,
    units: usize,
}

impl<T: Scalar, const C: usize, const G: usize> Inputs<T, C, G> for MaskedInputs<'_, T, C, G> {
    #[inline(always)]
    fn of<L: Level>(&self, level: L, x: &[[T; C]], y: &mut [[T; G]]) {
        if self.masks.count == 0 {
            return self.plain.of(level, x, y);
        }
        for (x, y) in x.iter().zip(y) {
            for (mask, gates) in self.masks.each(G / self.units) {
                let (x, mut products) = (masked(x, mask), [[T::ZERO; G]]);
                self.plain.of(level, core::slice::from_ref(&x), &mut products);
                let range = gates.start * self.units..gates.end * self.units;
                let [products] = &products;
                if let (Some(y), Some(products)) = (y.get_mut(range.clone()), products.get(range)) {
                    y.copy_from_slice(products);
                }
            }
        }
    }
}

/// The product with a state of which some numbers are left out.
struct MaskedProduct<'a, T, const U: usize, const G: usize> {
    kernel: &'a [[T; G]; U],
    bias: Option<&'a [T; G]>,
    masks: &'a Masks<T, U>,
}

impl<T: Scalar, const U: usize, const G: usize> Product<T, U, G> for MaskedProduct<'_, T, U, G> {
    #[inline(always)]
    fn of<L: Level>(&self, level: L, h: &[T; U], start: Option<&[T; G]>, y: &mut [T; G]) {
        if self.masks.count == 0 {
            return kernels::affine(level, self.kernel, start, h, y);
        }
        for (mask, gates) in self.masks.each(G / U) {
            let mut products = [T::ZERO; G];
            kernels::affine(level, self.kernel, start, &masked(h, mask), &mut products);
            let range = gates.start * U..gates.end * U;
            if let (Some(y), Some(products)) = (y.get_mut(range.clone()), products.get(range)) {
                y.copy_from_slice(products);
            }
        }
    }
    #[inline(always)]
    fn bias(&self) -> Option<&[T; G]> {
        self.bias
    }
}

/// The products of some steps with the state, on the way back: what they took, and the gradients of what they gave.
struct Products<'a, T, const U: usize, const G: usize> {
    kernel: &'a [[T; G]; U],
    masks: &'a Masks<T, U>,
    h: [[T; U]; PRODUCTS],
    dy: [[T; G]; PRODUCTS],
    count: usize,
}

impl<T: Scalar, const U: usize, const G: usize> Back<T, U, G> for Products<'_, T, U, G> {
    #[inline(always)]
    fn product<L: Level>(&mut self, level: L, h: &[T; U], dy: &[T; G], dh: &mut [T; U]) {
        if let (Some(h_place), Some(dy_place)) = (self.h.get_mut(self.count), self.dy.get_mut(self.count)) {
            (*h_place, *dy_place) = (*h, *dy);
            self.count += 1;
        }
        if self.masks.count == 0 {
            return kernels::transposed_product(level, self.kernel, dy, dh);
        }
        *dh = [T::ZERO; U];
        for (mask, gates) in self.masks.each(G / U) {
            let mut part = [T::ZERO; U];
            kernels::transposed_product(level, self.kernel, &of_gates(dy, &gates, U), &mut part);
            level.add(dh, &masked(&part, mask));
        }
    }
}

impl<T: Scalar, const U: usize, const G: usize> Products<'_, T, U, G> {
    /// Adds the gradients of the kernel and the bias, and forgets the products.
    #[inline(always)]
    fn finish<L: Level>(&mut self, level: L, kernel: &mut [[T; G]; U], bias: Option<&mut [T; G]>) {
        let (Some(h), Some(dy)) = (self.h.get_mut(..self.count), self.dy.get(..self.count)) else {
            return;
        };
        self.count = 0;
        if let Some(bias) = bias {
            kernels::add_rows(level, dy, bias);
        }
        if self.masks.count == 0 {
            return kernels::add_outer_products(level, h, dy, kernel);
        }
        for (mask, gates) in self.masks.each(G / U) {
            for (h, dy) in h.iter().zip(dy) {
                let (h, dy) = ([masked(h, mask)], [of_gates(dy, &gates, U)]);
                kernels::add_outer_products(level, &h, &dy, kernel);
            }
        }
    }
}

impl<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O>
    Recurrent<T, Z, S, C, Y, U, G, B, W, O>
where
    T: Scalar,
    Z: Cell,
    Y: Returns<S, U>,
    B: GateBias<T, G>,
    W: RecurrentInitializers,
    O: AnyOptions,
{
    /// The masks of each gate by themselves where the state has some, as in Keras.
    const MASKS: usize = if O::RECURRENT_DROPOUT > 0.0 { Z::GATES } else { 1 };

    fn masks(seed: u64) -> (Masks<T, C>, Masks<T, U>) {
        let of_inputs = Masks::draw(seed, O::DROPOUT, Self::MASKS);
        let of_state = Masks::draw(mix(seed), O::RECURRENT_DROPOUT, Self::MASKS);
        (of_inputs, of_state)
    }

    /// Computes one sample, of whose noise this is the seed, and saves what the way back needs.
    #[inline(always)]
    pub(in crate::layers) fn learn<L: Level>(
        &self,
        level: L,
        x: &[[T; C]; S],
        is_reversed: bool,
        saved: &mut Saved<T, Z, S, U, G>,
        seed: u64,
    ) {
        saved.seed = seed;
        let (of_inputs, of_state) = Self::masks(seed);
        let inputs = MaskedInputs {
            plain: self.inputs(),
            masks: &of_inputs,
            units: U,
        };
        let product = MaskedProduct {
            kernel: &self.recurrent_kernel.data.0,
            bias: self.bias.of_state(),
            masks: &of_state,
        };
        let (mut products, mut gates) = ([[T::ZERO; G]; SIDE_BY_SIDE], [T::ZERO; G]);
        let room = Room {
            inputs: &mut products,
            gates: &mut gates,
        };
        Self::run(level, x, is_reversed, (&inputs, &product), room, saved);
    }

    /// The way back of one sample: `dh` adds the gradient of the state after the `k`th step. Writes the gradient of the inputs,
    /// or adds to it.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "one sample's arrays, each once")]
    pub(in crate::layers) fn unlearn<L: Level>(
        &self,
        level: L,
        x: &[[T; C]; S],
        is_reversed: bool,
        saved: &Saved<T, Z, S, U, G>,
        dh_of: impl Fn(usize, &mut [T; U]),
        mut dx: Option<&mut [[T; C]; S]>,
        adds: bool,
        gradient: &mut Self,
    ) {
        let (of_inputs, of_state) = Self::masks(saved.seed);
        let mut back = Products {
            kernel: &self.recurrent_kernel.data.0,
            masks: &of_state,
            h: [[T::ZERO; U]; PRODUCTS],
            dy: [[T::ZERO; G]; PRODUCTS],
            count: 0,
        };
        let at_first = [T::ZERO; U];
        let (mut dh, mut dcarry) = ([T::ZERO; U], Z::Carry::<T, U>::zeroed());
        let mut end = S;
        while end > 0 {
            let count = TOGETHER.min(end);
            let begin = end - count;
            let mut sums = [[T::ZERO; G]; TOGETHER];
            for k in (begin..end).rev() {
                dh_of(k, &mut dh);
                let before = k.checked_sub(1);
                let (Some(gates), Some(step_sums), Some(kept)) =
                    (saved.gates.get(k), saved.sums.get(k), saved.kept.get(k))
                else {
                    return;
                };
                let step = Step {
                    before: before.and_then(|k| saved.h.get(k)).unwrap_or(&at_first),
                    kept_before: before.and_then(|k| saved.kept.get(k)),
                    gates,
                    sums: step_sums,
                    kept,
                };
                let row = if is_reversed { end - 1 - k } else { k - begin };
                if let Some(sums) = sums.get_mut(row) {
                    Z::differentiate(level, &step, &mut back, &mut dh, dcarry.as_mut(), sums);
                }
            }
            let [of_inputs_bias, of_state_bias] = gradient.bias.each_mut();
            back.finish(level, &mut gradient.recurrent_kernel.data.0, of_state_bias);
            let from = if is_reversed { S - end } else { begin };
            let (Some(sums), Some(x)) = (sums.get(..count), x.get(from..from + count)) else {
                return;
            };
            if let Some(bias) = of_inputs_bias {
                kernels::add_rows(level, sums, bias);
            }
            let dx = dx.as_deref_mut().and_then(|dx| dx.get_mut(from..from + count));
            self.inputs_back(level, x, sums, &of_inputs, dx, adds, &mut gradient.kernel.data.0);
            end = begin;
        }
    }

    /// The way back of the products with the inputs of at most [`TOGETHER`] steps.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "some steps' arrays, each once")]
    fn inputs_back<L: Level>(
        &self,
        level: L,
        x: &[[T; C]],
        sums: &[[T; G]],
        masks: &Masks<T, C>,
        mut dx: Option<&mut [[T; C]]>,
        adds: bool,
        gradient: &mut [[T; G]; C],
    ) {
        let kernel = &self.kernel.data.0;
        if masks.count == 0 {
            kernels::add_outer_products(level, x, sums, gradient);
            let Some(dx) = dx else { return };
            if !adds {
                return kernels::transposed_products(level, kernel, sums, dx);
            }
            let mut rows = [[T::ZERO; C]; TOGETHER];
            if let Some(rows) = rows.get_mut(..dx.len()) {
                kernels::transposed_products(level, kernel, sums, rows);
                for (dx, row) in dx.iter_mut().zip(rows) {
                    level.add(dx, row);
                }
            }
            return;
        }
        if let Some(dx) = dx.as_deref_mut().filter(|_| !adds) {
            dx.fill([T::ZERO; C]);
        }
        for (mask, gates) in masks.each(G / U) {
            for (i, (x, sums)) in x.iter().zip(sums).enumerate() {
                let sums = of_gates(sums, &gates, U);
                let x = [masked(x, mask)];
                kernels::add_outer_products(level, &x, &[sums], gradient);
                if let Some(dx) = dx.as_deref_mut().and_then(|dx| dx.get_mut(i)) {
                    let mut part = [T::ZERO; C];
                    kernels::transposed_product(level, kernel, &sums, &mut part);
                    level.add(dx, &masked(&part, mask));
                }
            }
        }
    }
}

impl<T, Z, const S: usize, const C: usize, Y, const U: usize, const G: usize, B, W, O> TrainLayer
    for Recurrent<T, Z, S, C, Y, U, G, B, W, O>
where
    T: Scalar,
    Z: Cell,
    Y: Returns<S, U>,
    B: GateBias<T, G>,
    W: RecurrentInitializers<Kernel: Draw, Recurrent: Draw, Bias: Draw>,
    O: AnyOptions,
{
    type Saved = Saved<T, Z, S, U, G>;
    type Tape<const TILE: usize> = ();

    fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
        let fans = |input| Fans { input, output: G };
        W::Kernel::fill(self.kernel.as_mut_slice(), fans(C), rng);
        W::Recurrent::fill(self.recurrent_kernel.as_mut_slice(), fans(U), rng);
        let bias = self.bias.flat_mut();
        if !bias.is_empty() {
            let fans = if B::IS_PAIR {
                Fans { input: 2, output: G }
            } else {
                Fans::of_vector(G)
            };
            W::Bias::fill(bias, fans, rng);
            Z::begin(bias, U);
        }
    }

    #[inline(always)]
    fn compute<L: Level>(
        &self,
        level: L,
        x: &[In<Self>],
        y: &mut [Out<Self>],
        saved: &mut [Self::Saved],
        noise: Noise,
    ) {
        for (row, ((x, y), saved)) in x.iter().zip(y).zip(saved).enumerate() {
            self.learn(level, x, O::BACKWARDS, saved, noise.of_sample(row));
            for (k, h) in saved.h.iter().enumerate() {
                Y::put(y, k, h);
            }
        }
    }

    #[inline(always)]
    fn differentiate<L: Level>(
        &self,
        level: L,
        x: &[In<Self>],
        _: &[Out<Self>],
        saved: &[Self::Saved],
        dy: &mut [Out<Self>],
        mut dx: Option<&mut [In<Self>]>,
        gradient: &mut Self,
        _: bool,
    ) {
        for (row, ((x, saved), dy)) in x.iter().zip(saved).zip(&*dy).enumerate() {
            let dh = |k: usize, dh: &mut [T; U]| {
                if let Some(dy) = Y::row::<T>(dy, k) {
                    level.add(dh, dy);
                }
            };
            let dx = dx.as_deref_mut().and_then(|dx| dx.get_mut(row));
            self.unlearn(level, x, O::BACKWARDS, saved, dh, dx, false, gradient);
        }
    }
}
