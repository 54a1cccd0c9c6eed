//! What passes between layers while a model learns, for a tile of samples.

mod schedule;

pub(crate) use self::schedule::SharedKernels;
pub use self::schedule::{Direction, Schedule, Straight};
#[cfg(feature = "std")]
pub(crate) use self::schedule::{Gathered, Phase, Segment, Segmented};
use crate::Scalar;
use crate::activations::PlainData;
use crate::kernels::{GOLDEN, mix};
use crate::shape::{Array, ArrayOf, Shape, ValueList};

/// The numbers of samples, one behind the other.
pub fn numbers<S: Shape, T: Scalar>(samples: &[ArrayOf<S, T>]) -> &[T] {
    Array::flat_rows(samples)
}

/// The numbers of samples, one behind the other.
pub fn numbers_mut<S: Shape, T: Scalar>(samples: &mut [ArrayOf<S, T>]) -> &mut [T] {
    Array::flat_rows_mut(samples)
}

/// One forward and backward pass of a tile of samples, as all layers of a model see it.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'a, S = Straight> {
    /// How many samples there are.
    pub rows: usize,
    seed: u64,
    first: usize,
    fused: &'a [bool],
    schedule: S,
}

impl<'a> Pass<'a> {
    /// A pass of `rows` samples. The random layers draw from `seed` and each sample's place in the mini-batch, of which
    /// the first one here is `first`. `fused` says of each output whether its gradient is that of the sums before the
    /// last activation.
    pub const fn new(rows: usize, seed: u64, first: usize, fused: &'a [bool]) -> Self {
        Self {
            rows,
            seed,
            first,
            fused,
            schedule: Straight,
        }
    }
}

impl<'a, S: Schedule> Pass<'a, S> {
    /// The same pass through a model whose layers share kernels.
    pub(crate) const fn with_shared_kernels(&self) -> Pass<'a, SharedKernels<S>> {
        self.with_schedule(SharedKernels(self.schedule))
    }

    /// The same pass, of which only the calls of this schedule run.
    pub(crate) const fn with_schedule<R: Schedule>(&self, schedule: R) -> Pass<'a, R> {
        Pass {
            rows: self.rows,
            seed: self.seed,
            first: self.first,
            fused: self.fused,
            schedule,
        }
    }
}

impl<S: Schedule> Pass<'_, S> {
    /// Whether the calls at this point of the model run.
    #[inline(always)]
    pub fn runs(&self) -> bool {
        self.schedule.runs()
    }

    /// Whether the first sample of the mini-batch is in this tile.
    pub const fn is_first(&self) -> bool {
        self.first == 0
    }

    /// Comes to the next point at which training waits for the whole mini-batch: [`Schedule::wait`].
    #[inline(always)]
    pub fn wait<X: PlainData>(
        &self,
        direction: Direction,
        gathered: &mut X,
        accumulate: impl FnOnce(&mut X),
        finish: impl FnOnce(&mut X),
    ) -> bool {
        self.schedule.wait(direction, gathered, accumulate, finish)
    }

    /// Whether the gradient of this output is that of the sums, the activation's derivative included.
    pub fn is_fused(&self, output: usize) -> bool {
        self.fused.get(output).copied().unwrap_or(false)
    }

    /// The noise of one call of a layer: that of no other.
    pub const fn noise(&self, call: usize) -> Noise {
        Noise {
            seed: mix(self.seed.wrapping_add(GOLDEN.wrapping_mul(call as u64 + 1))),
            first: self.first,
        }
    }

    /// The same pass through a model that is a layer.
    pub const fn inside<'b>(&self, noise: Noise, fused: &'b [bool]) -> Pass<'b, S> {
        Pass {
            rows: self.rows,
            seed: noise.seed,
            first: self.first,
            fused,
            schedule: self.schedule,
        }
    }
}

/// Where a layer's random numbers come from: the training's seed, the step, the call, and the sample's place in its
/// mini-batch, whatever tile or thread it falls to.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    seed: u64,
    first: usize,
}

impl Noise {
    /// The noise of a layer at each of so many steps: that of as many samples.
    pub(crate) const fn of_steps(self, steps: usize) -> Self {
        Self {
            seed: self.seed,
            first: self.first * steps,
        }
    }

    /// The seed of one sample, by its place in the tile.
    pub const fn of_sample(&self, row: usize) -> u64 {
        mix(self.seed.wrapping_add((self.first + row) as u64))
    }
}

/// Where the gradient of this input goes, where it is asked for.
pub fn gradient_of<'a, T>(dx: &'a mut [Option<&mut [T]>], input: usize) -> Option<&'a mut [T]> {
    dx.get_mut(input).and_then(Option::as_deref_mut)
}

/// Where the gradients of several inputs go, where they are asked for.
pub fn gradients_of<'a, T, const N: usize>(
    dx: &'a mut [Option<&mut [T]>],
    inputs: [usize; N],
) -> [Option<&'a mut [T]>; N] {
    match dx.get_disjoint_mut(inputs) {
        Ok(gradients) => gradients.map(Option::as_deref_mut),
        // Nothing asks for the gradients of inputs: there are no places.
        Err(_) => [const { None }; N],
    }
}

/// Room for one more gradient of an input, where it is asked for.
pub fn more_of_input<'a, V: ValueList, const B: usize>(
    dx: &[Option<&mut [V::Scalar]>],
    input: usize,
    more: &'a mut V::Tile<B>,
    rows: usize,
) -> Option<&'a mut [V::Scalar]> {
    let len = V::LENS.first()?;
    dx.get(input)?.as_ref()?;
    V::tile_mut(more, 0).get_mut(..rows * len)
}

/// Adds that gradient to the first, where it is asked for.
pub fn add_of_input<V: ValueList, const B: usize>(
    dx: &mut [Option<&mut [V::Scalar]>],
    input: usize,
    more: &V::Tile<B>,
    pass: &Pass<'_, impl Schedule>,
) {
    if !pass.runs() {
        return;
    }
    let sum = gradient_of(dx, input);
    for (sum, &term) in sum.into_iter().flatten().zip(V::tile(more, 0)) {
        *sum += term;
    }
}
