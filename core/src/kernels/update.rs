//! One step of an optimiser over one parameter.

use super::inside::{at, at_mut};
use super::{Level, Task, run};
use crate::Scalar;

/// The numbers that are updated side by side.
const WIDTH: usize = 16;

/// Gives each weight and its `S` remembered numbers what `rule` makes of them and the gradient.
///
/// Where one of the new numbers would be infinite or NaN, all of that weight stay, and the answer is `false`.
///
/// With the feature `rayon`, on several cores where there is much to do.
pub fn update<T: Scalar, const S: usize>(
    weights: &mut [T],
    gradients: &[T],
    slots: [&mut [T]; S],
    // By value: what it captures could be any of the weights, for all that a reference says.
    rule: impl Fn(T, T, [T; S]) -> (T, [T; S]) + Copy + Send + Sync,
) -> bool {
    #[cfg(feature = "rayon")]
    if let Some(half) = half(weights.len()) {
        let (weights, more) = weights.split_at_mut(half);
        let (gradients, more_gradients) = gradients.split_at(half);
        let (mut slots, mut more_slots) = (slots, core::array::from_fn(|_| <&mut [T]>::default()));
        for (slots, more) in slots.iter_mut().zip(&mut more_slots) {
            (*slots, *more) = core::mem::take(slots).split_at_mut(half);
        }
        // Slots are handed on, so each half is taken out of its place.
        let (mut here, mut there) = (
            Some((weights, gradients, slots)),
            Some((more, more_gradients, more_slots)),
        );
        let (mut left, mut right) = (true, true);
        super::cores::join(
            &mut || {
                if let Some((weights, gradients, slots)) = here.take() {
                    left = update(weights, gradients, slots, rule);
                }
            },
            &mut || {
                if let Some((weights, gradients, slots)) = there.take() {
                    right = update(weights, gradients, slots, rule);
                }
            },
        );
        return left & right;
    }
    run(Update {
        weights,
        gradients,
        slots,
        rule,
    })
}

/// The same as a task.
pub(super) struct Update<'a, T, R, const S: usize> {
    pub(super) weights: &'a mut [T],
    pub(super) gradients: &'a [T],
    pub(super) slots: [&'a mut [T]; S],
    pub(super) rule: R,
}

impl<T: Scalar, R: Fn(T, T, [T; S]) -> (T, [T; S]), const S: usize> Task for Update<'_, T, R, S> {
    type Output = bool;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, _: L) -> bool {
        debug_assert_eq!(self.weights.len(), self.gradients.len(), "a gradient for each weight");
        if S == 0 {
            return alone(self.weights, self.gradients, &self.rule);
        }
        let mut finite = true;
        // What is left over goes in smaller blocks: number by number, its divisions and roots would wait for each other.
        let rest = self.blocks::<WIDTH>(&mut finite).blocks::<4>(&mut finite);
        rest.blocks::<1>(&mut finite);
        finite
    }
}

impl<T: Scalar, R: Fn(T, T, [T; S]) -> (T, [T; S]), const S: usize> Update<'_, T, R, S> {
    /// Updates as many blocks of `N` weights as there are, and gives what is left over.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn blocks<const N: usize>(self, finite: &mut bool) -> Self {
        let (weights, last_weights) = self.weights.as_chunks_mut::<N>();
        let (gradients, last_gradients) = self.gradients.as_chunks::<N>();
        let mut slots = self.slots.map(<[T]>::as_chunks_mut::<N>);
        for (i, (weights, gradients)) in weights.iter_mut().zip(gradients).enumerate() {
            // Copies of fixed size: that nothing overlaps is then plain to the compiler.
            let mut w = *weights;
            let mut s = [[T::ZERO; N]; S];
            for (s, (slots, _)) in s.iter_mut().zip(&slots) {
                *s = at(slots, i).copied().unwrap_or([T::ZERO; N]);
            }
            *finite &= block(&mut w, gradients, &mut s, &self.rule);
            *weights = w;
            for (s, (slots, _)) in s.iter().zip(&mut slots) {
                if let Some(slots) = at_mut(slots, i) {
                    *slots = *s;
                }
            }
        }
        Self {
            weights: last_weights,
            gradients: last_gradients,
            slots: slots.map(|(_, last)| last),
            rule: self.rule,
        }
    }
}

/// Weights with nothing remembered: a loop that vectorises as it is, which blocks would keep from it.
#[cfg_attr(not(debug_assertions), inline(always))]
fn alone<T: Scalar, const S: usize>(
    weights: &mut [T],
    gradients: &[T],
    rule: &impl Fn(T, T, [T; S]) -> (T, [T; S]),
) -> bool {
    let mut finite = true;
    for (w, &g) in weights.iter_mut().zip(gradients) {
        let (new, _) = rule(*w, g, [T::ZERO; S]);
        finite &= new.is_finite();
        *w = if new.is_finite() { new } else { *w };
    }
    finite
}

/// `N` weights.
#[cfg_attr(not(debug_assertions), inline(always))]
fn block<T: Scalar, const S: usize, const N: usize>(
    weights: &mut [T; N],
    gradients: &[T; N],
    slots: &mut [[T; N]; S],
    rule: &impl Fn(T, T, [T; S]) -> (T, [T; S]),
) -> bool {
    let mut all = true;
    for i in 0..N {
        let mut old = [T::ZERO; S];
        for (old, slots) in old.iter_mut().zip(&*slots) {
            *old = slots[i];
        }
        let (weight, new) = rule(weights[i], gradients[i], old);
        let mut fine = weight.is_finite();
        for new in &new {
            fine &= new.is_finite();
        }
        all &= fine;
        weights[i] = if fine { weight } else { weights[i] };
        for ((slots, &new), &old) in slots.iter_mut().zip(&new).zip(&old) {
            slots[i] = if fine { new } else { old };
        }
    }
    all
}

/// Σ f(a, b)², in f64, over numbers side by side.
pub fn sum_of_squares<T: Scalar>(a: &[T], b: &[T], f: impl Fn(T, T) -> T) -> f64 {
    run(SumOfSquares { a, b, f })
}

struct SumOfSquares<'a, T, F> {
    a: &'a [T],
    b: &'a [T],
    f: F,
}

impl<T: Scalar, F: Fn(T, T) -> T> Task for SumOfSquares<'_, T, F> {
    type Output = f64;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, _: L) -> f64 {
        let (a, last_a) = self.a.as_chunks::<WIDTH>();
        let (b, last_b) = self.b.as_chunks::<WIDTH>();
        // Sums side by side: one alone would wait for each of its additions.
        let mut sums = [0.0; WIDTH];
        for (a, b) in a.iter().zip(b) {
            let values: [T; WIDTH] = core::array::from_fn(|i| (self.f)(a[i], b[i]));
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value.to_f64() * value.to_f64();
            }
        }
        let mut sum: f64 = sums.iter().sum();
        for (&a, &b) in last_a.iter().zip(last_b) {
            let value = (self.f)(a, b).to_f64();
            sum += value * value;
        }
        sum
    }
}

/// Adds each of `terms` to one of `sums`.
#[cfg(feature = "rayon")]
pub fn add<T: Scalar>(sums: &mut [T], terms: &[T]) {
    if let Some(half) = half(sums.len()) {
        let ((sums, more_sums), (terms, more_terms)) = (sums.split_at_mut(half), terms.split_at(half));
        super::cores::join(&mut || add(sums, terms), &mut || add(more_sums, more_terms));
        return;
    }
    run(Add { sums, terms });
}

/// Where to cut so many numbers for two cores. Only on a thread of a pool: the others of the pool are awake then.
#[cfg(feature = "rayon")]
fn half(len: usize) -> Option<usize> {
    const MANY: usize = 1 << 14;
    (len >= MANY && rayon::current_thread_index().is_some()).then(|| (len / 2).next_multiple_of(WIDTH))
}

#[cfg(feature = "rayon")]
struct Add<'a, T> {
    sums: &'a mut [T],
    terms: &'a [T],
}

#[cfg(feature = "rayon")]
impl<T: Scalar> Task for Add<'_, T> {
    type Output = ();

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, _: L) {
        debug_assert_eq!(self.sums.len(), self.terms.len(), "a term for each sum");
        for (sum, &term) in self.sums.iter_mut().zip(self.terms) {
            *sum += term;
        }
    }
}
