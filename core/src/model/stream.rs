//! Models that run without end, a step or a block of steps at a time.

use core::borrow::BorrowMut;
use core::fmt;

use super::{Model, Network, run};
use crate::kernels::{Level, Task};
use crate::layers::StepShape;
use crate::shape::{AnySample, Array, ArrayOf, Fits, Shape, Value};

/// The value of one step of a sequence.
pub type StepValue<V> = <<<V as Value>::Shape as StepShape>::Step as Shape>::Value<<V as Value>::Scalar>;
/// The array that a stream takes at a step.
pub(super) type StepInputArray<M> = ArrayOf<<<M as Streams>::StepInput as Value>::Shape, <M as Network>::Scalar>;
/// The array that it gives.
pub(super) type StepOutputArray<M> = ArrayOf<<<M as Streams>::StepOutput as Value>::Shape, <M as Network>::Scalar>;

/// A model of a sequence whose layers all work step by step.
///
/// `sequential!` and `functional!` write it; a layer that needs the whole sequence is named where a stream is asked for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run as a stream",
    note = "a stream is of a sequence, `Input<steps, channels>`, and each layer works step by step"
)]
pub trait Streams: Model {
    /// What it takes at a step.
    type StepInput: Value<Scalar = Self::Scalar>;
    /// What it gives at a step.
    type StepOutput: Value<Scalar = Self::Scalar>;
    /// What all layers remember.
    #[doc(hidden)]
    type Slots: Copy + fmt::Debug + Send + Sync + 'static;
    /// Before the first step.
    #[doc(hidden)]
    const START: Self::Slots;

    /// The next step.
    #[doc(hidden)]
    fn step<L: Level>(&self, level: L, slots: &mut Self::Slots, x: &[Self::Scalar], y: &mut [Self::Scalar]);
}

/// What a stream remembers of the steps so far: a plain value of fixed size, which may lie in a `static`.
///
/// ```
/// use std::sync::Mutex;
///
/// use layerproof::State;
/// use layerproof::prelude::*;
///
/// type Smooth = sequential!(Input<64, 1>, Gru<4, return_sequences = true>, TimeDistributed<Dense<1>>);
///
/// static MODEL: Smooth = Smooth::zeros();
/// static STATE: Mutex<State<Smooth>> = Mutex::new(State::new());
/// const _: () = assert!(State::<Smooth>::BYTES <= 128);
///
/// let mut state = STATE.lock().unwrap();
/// let y = MODEL.stream_in(&mut *state).step(&[0.5]);
/// assert_eq!(y[0], 0.0);
/// ```
pub struct State<M: Streams>(M::Slots);

impl<M: Streams> State<M> {
    /// How many bytes it takes.
    pub const BYTES: usize = size_of::<Self>();

    /// Before the first step: all zeros.
    pub const fn new() -> Self {
        Self(M::START)
    }

    /// Forgets all steps.
    pub const fn reset(&mut self) {
        self.0 = M::START;
    }
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "a derive would ask the type parameter for it"
)]
impl<M: Streams> Clone for State<M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M: Streams> Copy for State<M> {}

impl<M: Streams> Default for State<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Streams> fmt::Debug for State<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("State").field(&self.0).finish()
    }
}

/// A model at work on a sequence without end: [`Model::stream`].
///
/// What it gives at each step has the same bits as [`Model::predict`] over the sequence so far: of a model with
/// `return_sequences` to its end the last step of that prediction, of one that ends with the last state the prediction itself.
/// ("The sequence so far": the model of as many steps as there were, computed with the instructions that this one's prediction
/// takes.) A step allocates nothing and cannot panic; its time does not depend on the numbers. The state's numbers that are so
/// small that a CPU would compute slowly with them are taken as 0, as in a prediction.
///
/// A clone remembers the same steps, and goes its own way from there.
///
/// ```
/// use layerproof::prelude::*;
///
/// sequential! {
///     struct Amplifier {
///         Input<256, 1>,
///         Conv1d<4, 3, Tanh, padding = Causal>,
///         Conv1d<4, 3, Tanh, padding = Causal, dilation_rate = 2>,
///         Lstm<8, return_sequences = true>,
///         TimeDistributed<Dense<1>>,
///     }
/// }
///
/// let model = Amplifier::new(7);
/// let mut stream = model.stream();
/// let first = stream.step(&[0.5]);
///
/// let (input, mut output) = ([[0.25]; 64], [[0.0]; 64]);
/// stream.process(&input, &mut output);
///
/// stream.reset();
/// assert_eq!(stream.step(&[0.5]), first);
/// ```
#[derive(Debug)]
pub struct Stream<'a, M: Streams, S = State<M>> {
    model: &'a M,
    state: S,
}

impl<M: Streams, S: Clone> Clone for Stream<'_, M, S> {
    fn clone(&self) -> Self {
        Self {
            model: self.model,
            state: self.state.clone(),
        }
    }
}

impl<'a, M: Streams, S: BorrowMut<State<M>>> Stream<'a, M, S> {
    pub(super) const fn new(model: &'a M, state: S) -> Self {
        Self { model, state }
    }

    /// Takes one step, and gives what the model makes of the steps so far.
    #[inline]
    pub fn step<X>(&mut self, x: &X) -> M::StepOutput
    where
        X: AnySample<StepInputArray<M>, Array: Fits<StepInputArray<M>>> + ?Sized,
    {
        let mut y = StepOutputArray::<M>::ZERO;
        self.run(x.numbers().fitting().flat(), y.flat_mut());
        M::StepOutput::from_array(y)
    }

    /// Takes a block of steps, and writes what the model gives at each. Where one of the two is longer, the rest of it is left as it
    /// is; the number of steps that were taken.
    ///
    /// The same as [`step`](Self::step) by step, for less: the CPU is asked once what it can do.
    #[inline]
    pub fn process(&mut self, x: &[StepInputArray<M>], y: &mut [StepOutputArray<M>]) -> usize {
        self.process_interleaved(Array::flat_rows(x), Array::flat_rows_mut(y))
    }

    /// The same of numbers in a row: the channels of the first step, then those of the second. A block of samples of one channel
    /// is a slice of numbers.
    #[inline]
    pub fn process_interleaved(&mut self, x: &[M::Scalar], y: &mut [M::Scalar]) -> usize {
        let (inputs, outputs) = const { Self::CHANNELS };
        let steps = (x.len() / inputs).min(y.len() / outputs);
        if let (Some(x), Some(y)) = (x.get(..steps * inputs), y.get_mut(..steps * outputs)) {
            self.run(x, y);
        }
        steps
    }

    /// Forgets all steps: the next one is the first.
    pub fn reset(&mut self) {
        self.state.borrow_mut().reset();
    }

    /// What it remembers.
    pub fn state(&self) -> &State<M> {
        self.state.borrow()
    }

    const CHANNELS: (usize, usize) = {
        let channels = (
            <<M::StepInput as Value>::Shape as Shape>::LEN,
            <<M::StepOutput as Value>::Shape as Shape>::LEN,
        );
        assert!(channels.0 > 0 && channels.1 > 0, "a step has at least one number");
        channels
    };

    #[inline]
    fn run(&mut self, x: &[M::Scalar], y: &mut [M::Scalar]) {
        let steps = Steps {
            model: self.model,
            slots: &mut self.state.borrow_mut().0,
            x,
            y,
            channels: const { Self::CHANNELS },
        };
        // The instructions are those of a prediction.
        run(M::MACS, steps);
    }
}

/// Some steps of a stream.
struct Steps<'a, M: Streams> {
    model: &'a M,
    slots: &'a mut M::Slots,
    x: &'a [M::Scalar],
    y: &'a mut [M::Scalar],
    channels: (usize, usize),
}

impl<M: Streams> Task for Steps<'_, M> {
    type Output = ();
    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let (inputs, outputs) = self.channels;
        for (x, y) in self.x.chunks_exact(inputs).zip(self.y.chunks_exact_mut(outputs)) {
            self.model.step(level, self.slots, x, y);
        }
    }
}
