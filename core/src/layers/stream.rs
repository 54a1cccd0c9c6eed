//! Layers that work step by step, as a stream needs them.

use core::fmt::{self, Debug};

use super::{HeadShape, Layer, Source};
use crate::Scalar;
use crate::kernels::Level;
use crate::shape::{Array, ArrayOf, Features, Sequence};

/// A shape that has a part for each step: a [`Sequence`], or [`Features`], which are what a layer makes of all steps so far.
pub trait StepShape: HeadShape {
    /// The part of one step.
    type Step: HeadShape + StepShape<Step = Self::Step>;
}

impl<const N: usize> StepShape for Features<N> {
    type Step = Self;
}

impl<const L: usize, const C: usize> StepShape for Sequence<L, C> {
    type Step = Features<C>;
}

/// A shape of steps: a [`Sequence`].
pub trait Steps: StepShape {}

impl<const L: usize, const C: usize> Steps for Sequence<L, C> {}

/// The numbers of one step of a shape.
pub type StepArray<S, T> = ArrayOf<<S as StepShape>::Step, T>;
/// What a layer gives at one step.
pub type StepOut<K> = StepArray<<K as Layer>::Output, <K as Layer>::Scalar>;

/// A layer that can work step by step: what it gives at a step depends on that step and those before.
#[diagnostic::on_unimplemented(
    message = "`{Self}` needs the whole sequence, and cannot run in a stream",
    label = "a stream has no last step",
    note = "what runs step by step: recurrent layers that go forward, `Conv1d` with `padding = Causal` and strides of 1, \
            `TimeDistributed`, `Dense` behind a recurrent layer, activations, normalisations along the channels, and merges \
            of such values"
)]
pub trait StreamLayer: Layer<Output: StepShape> {
    /// What it remembers of the steps so far.
    type State: Copy + Debug + Send + Sync + 'static;
    /// Before the first step.
    const START: Self::State;

    /// The next step: the same bits as [`Layer::infer`] over all steps so far gives there. No allocation, no panic.
    ///
    /// Implementations are `#[inline(always)]`, as those of [`Layer::infer`] are.
    fn step<'a, L: Level>(
        &self,
        level: L,
        state: &mut Self::State,
        x: impl Source<'a, Self::Scalar>,
        y: &mut StepOut<Self>,
    );
}

/// What a layer that works step by step would be: of the names that the macros make of those that do not, none is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the layer `{Self}` needs the whole sequence, and the model cannot run as a stream",
    label = "a stream has no last step",
    note = "what runs step by step: recurrent layers that go forward, `Conv1d` with `padding = Causal` and strides of 1, \
            `TimeDistributed`, `Dense` behind a recurrent layer, activations, normalisations along the channels, and merges \
            of such values"
)]
pub trait StepByStep {}

/// A layer without state, which at each step computes what this expression says of the level, itself, `x` and `y`.
macro_rules! stateless_steps {
    ([$($generics:tt)*] $layer:ty, |$self:ident, $level:ident, $x:ident, $y:ident| $step:expr) => {
        impl<$($generics)*> $crate::layers::StreamLayer for $layer {
            type State = ();
            const START: () = ();

            #[inline(always)]
            fn step<'a, L: $crate::kernels::Level>(
                &self,
                $level: L,
                (): &mut (),
                $x: impl $crate::layers::Source<'a, <Self as $crate::layers::Layer>::Scalar>,
                $y: &mut $crate::layers::StepOut<Self>,
            ) {
                let $self = self;
                $step
            }
        }
    };
}
pub(super) use stateless_steps;

/// One call of a layer in a stream: what it remembers, and what it gave at the last step.
pub struct Slot<K: StreamLayer> {
    state: K::State,
    y: StepOut<K>,
}

impl<K: StreamLayer> Debug for Slot<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("state", &self.state)
            .field("y", &self.y)
            .finish()
    }
}

#[expect(
    clippy::expl_impl_clone_on_copy,
    reason = "a derive would ask the type parameter for it"
)]
impl<K: StreamLayer> Clone for Slot<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K: StreamLayer> Copy for Slot<K> {}

impl<K: StreamLayer> Slot<K> {
    /// Before the first step.
    pub const START: Self = Self {
        state: K::START,
        y: StepOut::<K>::ZERO,
    };

    /// The next step, from what each input is at this step.
    #[inline(always)]
    pub fn step<L: Level, const N: usize>(&mut self, level: L, layer: &K, x: [&[K::Scalar]; N]) {
        layer.step(level, &mut self.state, Values(x), &mut self.y);
    }

    /// What the layer gave at the last step.
    #[inline(always)]
    pub fn y(&self) -> &[K::Scalar] {
        self.y.flat()
    }

    /// Copies it.
    #[inline(always)]
    pub fn copy_to(&self, y: &mut [K::Scalar]) {
        super::copy(self.y(), y);
    }
}

/// The numbers of each input at one step.
struct Values<'a, T, const N: usize>([&'a [T]; N]);

impl<'a, T: Scalar, const N: usize> Source<'a, T> for Values<'a, T, N> {
    #[inline(always)]
    fn get(&self, i: usize) -> &'a [T] {
        self.0.get(i).copied().unwrap_or_default()
    }
}
