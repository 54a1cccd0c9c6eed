//! The passes of one step over some of its samples.

use core::ops::Range;

use bytemuck::Zeroable;

use super::examples::{Examples, rows_of};
use super::{Objective, Passes};
use crate::Scalar;
use crate::kernels::{self, mix};
use crate::losses::Truth;
use crate::model::{Network, each_parameter_mut};
use crate::shape::{MAX_VALUES, ValueList};
use crate::tape::{Pass, Schedule};

/// One step over a mini-batch, as all of its samples see it.
pub(super) struct BatchStep<'a, M, L, E> {
    pub(super) model: &'a M,
    pub(super) loss: &'a L,
    /// What all random choices of this step come from.
    pub(super) seed: u64,
    /// A row's share in the mean of each output's loss, the output's weight included.
    pub(super) share: [f64; MAX_VALUES],
    pub(super) examples: E,
}

/// What the passes need: a gradient, and one tile of samples.
#[derive(Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub(super) struct TileWorker<M, const B: usize>
where
    M: Passes,
{
    pub(super) gradient: M,
    tile: Tile<M, B>,
}

/// The inputs and the tape of at most `B` samples.
#[derive(Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub(super) struct Tile<M, const B: usize>
where
    M: Passes,
{
    inputs: <M::Inputs as ValueList>::Tile<B>,
    tape: M::Tape<B>,
}

/// The sum of each output's loss.
pub(super) type LossSums<T> = [T; MAX_VALUES];

impl<M: Passes, const B: usize> TileWorker<M, B> {
    /// Forward and backward over the samples `samples`, tile by tile. Gives the sums of their losses and their gradient.
    ///
    /// `observe` sees each row of each output of each sample.
    pub(super) fn learn<L, E>(
        &mut self,
        step: &BatchStep<'_, M, L, E>,
        samples: Range<usize>,
        mut observe: impl FnMut(usize, usize, &[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> (LossSums<M::Scalar>, &mut M)
    where
        L: Objective,
        E: Examples<M::Scalar>,
    {
        let Self { gradient, tile } = self;
        let fused = fused::<M, L>(step.loss);
        let mut sums = [M::Scalar::ZERO; MAX_VALUES];
        each_parameter_mut([&mut *gradient], |_, _, [values]| values.fill(M::Scalar::ZERO));
        for start in samples.clone().step_by(B) {
            let rows = B.min(samples.end - start);
            let pass = Pass::new(rows, step.seed, start, &fused);
            tile.take_inputs(&step.examples, start, rows);
            tile.forward(step.model, &pass);
            tile.evaluate(step, start, rows, fused, &mut sums, &mut observe);
            tile.backward(step.model, gradient, &pass);
        }
        (sums, gradient)
    }
}

#[cfg(feature = "std")]
impl<M: Passes, const B: usize> TileWorker<M, B> {
    /// The gradient of a tile whose inputs and gradients of the first `outputs` outputs are the numbers that `number` gives.
    pub(super) fn gradient_of(
        &mut self,
        model: &M,
        pass: &Pass<'_>,
        outputs: usize,
        number: impl Fn(u64) -> M::Scalar,
    ) -> &mut M {
        let Self { gradient, tile } = self;
        each_parameter_mut([&mut *gradient], |_, _, [values]| values.fill(M::Scalar::ZERO));
        let mut places = 0..;
        let mut fill = |values: &mut [M::Scalar]| {
            for (value, place) in values.iter_mut().zip(&mut places) {
                *value = number(place);
            }
        };
        for (k, len) in M::Inputs::LENS.iter().enumerate() {
            fill(&mut M::Inputs::tile_mut(&mut tile.inputs, k)[..pass.rows * len]);
        }
        tile.forward(model, pass);
        for k in 0..outputs {
            let (_, gradients) = M::output(&mut tile.tape, k, pass.rows);
            fill(gradients);
        }
        tile.backward(model, gradient, pass);
        gradient
    }
}

/// Of each output whether the loss's gradient is that of the sums before the last activation.
#[inline(always)]
pub(super) fn fused<M: Passes, L: Objective>(loss: &L) -> [bool; MAX_VALUES] {
    core::array::from_fn(|k| k < L::COUNT && loss.is_fused(k) && M::FUSES.get(k) == Some(&true))
}

impl<M: Passes, const B: usize> Tile<M, B> {
    /// Takes the inputs of some samples over.
    #[inline(always)]
    pub(super) fn take_inputs<E: Examples<M::Scalar>>(&mut self, examples: &E, start: usize, rows: usize) {
        for (k, &len) in M::Inputs::LENS.iter().enumerate() {
            let tile = M::Inputs::tile_mut(&mut self.inputs, k);
            for (i, place) in tile.chunks_exact_mut(len).take(rows).enumerate() {
                place.copy_from_slice(examples.input(start + i, k));
            }
        }
    }

    #[inline(always)]
    pub(super) fn forward(&mut self, model: &M, pass: &Pass<'_, impl Schedule>) {
        let Self { inputs, tape } = self;
        Self::with_inputs(inputs, pass.rows, |x| forward(model, x, tape, pass));
    }

    #[inline(always)]
    pub(super) fn backward(&mut self, model: &M, gradient: &mut M, pass: &Pass<'_, impl Schedule>) {
        let Self { inputs, tape } = self;
        Self::with_inputs(inputs, pass.rows, |x| backward(model, x, tape, gradient, pass));
    }

    /// Adds the losses of the outputs to `sums`, and writes the gradients of the outputs.
    #[inline(always)]
    pub(super) fn evaluate<L, E>(
        &mut self,
        step: &BatchStep<'_, M, L, E>,
        start: usize,
        rows: usize,
        fused: [bool; MAX_VALUES],
        sums: &mut LossSums<M::Scalar>,
        observe: &mut impl FnMut(usize, usize, &[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) where
        L: Objective,
        E: Examples<M::Scalar>,
    {
        let BatchStep { loss, examples, .. } = step;
        let mut buffers = M::Outputs::ZEROS;
        let mut logarithms = Logarithms::new();
        for k in 0..L::COUNT {
            let (len, width, is_fused) = (M::Outputs::LENS[k], M::Outputs::LAST[k], fused[k]);
            let (outputs, gradients) = M::output(&mut self.tape, k, rows);
            let each = outputs.chunks_exact(len).zip(gradients.chunks_exact_mut(len));
            for (i, (output, gradient)) in each.enumerate() {
                let weight = examples.weight(start + i);
                let scale = M::Scalar::from_f64(weight * step.share[k]);
                let truth = examples.truth(start + i, k, M::Outputs::numbers_mut(&mut buffers, k));
                let rows = output.chunks_exact(width).zip(gradient.chunks_exact_mut(width));
                for ((y, dy), truth) in rows.zip(rows_of::<M>(k, truth)) {
                    observe(k, start + i, y, truth, weight);
                    if loss.counts(k, truth) {
                        let weight = M::Scalar::from_f64(weight);
                        if let Some(likelihood) = loss.likelihood(k, y, truth) {
                            logarithms.add(likelihood, weight, &mut sums[k]);
                        } else {
                            logarithms.finish(&mut sums[k]);
                            sums[k] += loss.value(k, y, truth) * weight;
                        }
                        loss.gradient(k, y, truth, scale, dy, is_fused);
                    } else {
                        dy.fill(M::Scalar::ZERO);
                    }
                }
            }
            logarithms.finish(&mut sums[k]);
        }
    }

    /// Hands on the numbers of the first `rows` samples of each input.
    fn with_inputs(inputs: &<M::Inputs as ValueList>::Tile<B>, rows: usize, then: impl FnOnce(&[&[M::Scalar]])) {
        let x: [&[M::Scalar]; MAX_VALUES] = core::array::from_fn(|k| match M::Inputs::LENS.get(k) {
            Some(len) => &M::Inputs::tile(inputs, k)[..rows * len],
            None => &[],
        });
        then(&x[..M::Inputs::COUNT]);
    }
}

/// The forward pass of a model, of which only one way is compiled: with kernels for each layer, or with shared ones.
#[inline(always)]
fn forward<M: Passes, S: Schedule, const B: usize>(
    model: &M,
    x: &[&[M::Scalar]],
    tape: &mut M::Tape<B>,
    pass: &Pass<'_, S>,
) {
    type Forward<M, S, const B: usize> =
        fn(&M, &[&[<M as Network>::Scalar]], &mut <M as Passes>::Tape<B>, &Pass<'_, S>);
    // A constant, and not an `if`, of which the compiler would look through both branches with all that they call.
    let forward = const {
        let forward: Forward<M, S, B> = if M::SHARES_KERNELS {
            forward_shared
        } else {
            forward_alone
        };
        forward
    };
    forward(model, x, tape, pass);
}

#[inline(always)]
fn forward_alone<M: Passes, S: Schedule, const B: usize>(
    model: &M,
    x: &[&[M::Scalar]],
    tape: &mut M::Tape<B>,
    pass: &Pass<'_, S>,
) {
    model.forward(x, tape, pass);
}

fn forward_shared<M: Passes, S: Schedule, const B: usize>(
    model: &M,
    x: &[&[M::Scalar]],
    tape: &mut M::Tape<B>,
    pass: &Pass<'_, S>,
) {
    model.forward(x, tape, &pass.with_shared_kernels());
}

/// The same of the backward pass.
#[inline(always)]
fn backward<M: Passes, S: Schedule, const B: usize>(
    model: &M,
    x: &[&[M::Scalar]],
    tape: &mut M::Tape<B>,
    gradient: &mut M,
    pass: &Pass<'_, S>,
) {
    type Backward<M, S, const B: usize> =
        fn(&M, &[&[<M as Network>::Scalar]], &mut <M as Passes>::Tape<B>, &mut M, &Pass<'_, S>);
    let backward = const {
        let backward: Backward<M, S, B> = if M::SHARES_KERNELS {
            backward_shared
        } else {
            backward_alone
        };
        backward
    };
    backward(model, x, tape, gradient, pass);
}

#[inline(always)]
fn backward_alone<M: Passes, S: Schedule, const B: usize>(
    model: &M,
    x: &[&[M::Scalar]],
    tape: &mut M::Tape<B>,
    gradient: &mut M,
    pass: &Pass<'_, S>,
) {
    model.backward(x, &mut [], tape, gradient, pass);
}

fn backward_shared<M: Passes, S: Schedule, const B: usize>(
    model: &M,
    x: &[&[M::Scalar]],
    tape: &mut M::Tape<B>,
    gradient: &mut M,
    pass: &Pass<'_, S>,
) {
    model.backward(x, &mut [], tape, gradient, &pass.with_shared_kernels());
}

/// Losses that are the negative logarithm of one number, on their way into a sum: computed side by side, added in order.
struct Logarithms<T> {
    likelihoods: [T; ROWS],
    weights: [T; ROWS],
    len: usize,
}

/// So many logarithms are computed side by side.
const ROWS: usize = 32;

impl<T: Scalar> Logarithms<T> {
    fn new() -> Self {
        Self {
            likelihoods: [T::ONE; ROWS],
            weights: [T::ZERO; ROWS],
            len: 0,
        }
    }

    /// Adds −ln(likelihood) · weight to `sum`, at the latest when this is [finished](Self::finish).
    #[inline]
    fn add(&mut self, likelihood: T, weight: T, sum: &mut T) {
        if self.len == ROWS {
            self.finish(sum);
        }
        self.likelihoods[self.len] = likelihood;
        self.weights[self.len] = weight;
        self.len += 1;
    }

    /// Adds what is still on its way.
    fn finish(&mut self, sum: &mut T) {
        if self.len > 0 {
            kernels::logarithms(&mut self.likelihoods[..self.len.next_multiple_of(kernels::LANES)]);
            for (&ln, &weight) in self.likelihoods[..self.len].iter().zip(&self.weights) {
                *sum += -ln * weight;
            }
            self.len = 0;
        }
    }
}

/// The seed of one step, from the training's seed and how many steps went before.
pub(super) const fn seed_of_step(seed: u64, step: u64) -> u64 {
    mix(seed ^ mix(step))
}

/// The losses of a mini-batch: of each output the sum, and over how many rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BatchLoss<T> {
    pub(super) sums: LossSums<T>,
    pub(super) counts: [usize; MAX_VALUES],
    /// What the regularisers add.
    pub(super) penalty: f64,
}

impl<T: Scalar> BatchLoss<T> {
    /// The mean loss of one output; 0 where no row counts, as in Keras.
    pub(super) fn mean_of(&self, output: usize) -> T {
        self.sums[output] / T::from_f64(self.counts[output].max(1) as f64)
    }

    /// The weighted sum of the mean losses of all outputs, and the penalties of the regularisers.
    pub(super) fn total<L: Objective>(&self, loss: &L) -> T {
        let mean = if L::COUNT == 1 {
            self.mean_of(0)
        } else {
            (0..L::COUNT)
                .map(|k| self.mean_of(k) * T::from_f64(loss.weight(k)))
                .sum()
        };
        // Not always: the sign of a mean of −0 would change.
        if self.penalty == 0.0 {
            mean
        } else {
            mean + T::from_f64(self.penalty)
        }
    }
}
