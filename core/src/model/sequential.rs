//! The anonymous form of a sequential model: layers as nested pairs.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::layers::{Layer, Out, Slot, StepShape, Steps, StreamLayer};
use crate::model::graph::{Call, Graph, Input, Node, Places, Plan, Values};
use crate::model::{LayerInfo, Model, Name, Network, Streams, Visit, VisitMut};
use crate::shape::Shape;

/// What `sequential!(…)` is where a type stands: layers one after another, without names of their own.
///
/// `L` nests pairs: `(Dense<…>, (Dense<…>, ()))`.
#[derive(Clone, Copy, PartialEq, Zeroable)]
#[repr(transparent)]
pub struct Sequential<L>(pub(crate) L);

impl<L> crate::model::SealedModel for Sequential<L> {}

impl<L: Stack> Sequential<L> {
    /// All parameters zero.
    pub const fn zeros() -> Self {
        Self(L::ZERO)
    }
}

/// How the macro names a [`Sequential`]: where a value stands, rustc says of this path that it is no value, and names it.
#[doc(hidden)]
pub trait AsType {
    /// The model's type.
    type ThisIsATypeNotAValue;
}

impl<L> AsType for Sequential<L> {
    type ThisIsATypeNotAValue = Self;
}

impl<L: Stack> fmt::Debug for Sequential<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::__private::debug::<Self>("Sequential", f)
    }
}

impl<L: Stack> Sequential<L> {
    const TABLE: &'static Table = &L::TABLE;
    const NODES: &'static [Node; Table::MAX] = &Self::TABLE.nodes();
    const GRAPH: Graph = Graph {
        inputs: &[Input::of::<L::Input>("input")],
        nodes: Self::NODES.split_at(Self::TABLE.len).0,
        outputs: &[Self::TABLE.len],
    };
    const PLACES: &'static Places<{ Table::MAX }> = &Places::new(&Self::GRAPH);
}

impl<L: Stack> Network for Sequential<L> {
    type Scalar = L::Scalar;
    type Inputs = <L::Input as Shape>::Value<L::Scalar>;
    type Outputs = <L::Output as Shape>::Value<L::Scalar>;
    type Arena = L::Arena;

    const ZERO: Self = Self::zeros();
    const LAYERS: &'static [LayerInfo] = Self::TABLE.entries.split_at(Self::TABLE.len).0;
    const PLAN: Plan = Plan::new(Self::PLACES);
    const SCRATCH_BYTES: usize = size_of::<L::Arena>() + Self::TABLE.room * size_of::<L::Scalar>();

    #[inline(always)]
    fn infer<C: Level, const R: usize>(&self, mut values: Values<'_, Self, C, R>) {
        self.0.infer(&mut values);
    }

    fn parameters(&self, visit: &mut impl Visit<Self::Scalar>) {
        self.0.parameters(Self::LAYERS, visit);
    }

    fn parameters_mut<const K: usize>(models: [&mut Self; K], visit: &mut impl VisitMut<Self::Scalar, K>) {
        L::parameters_mut(models.map(|model| &mut model.0), Self::LAYERS, visit);
    }
}

impl<L: Stack> Model for Sequential<L> {
    type Input = <L::Input as Shape>::Value<L::Scalar>;
    type Output = <L::Output as Shape>::Value<L::Scalar>;
    type Head = L::Head<Linear>;
}

impl<L: StreamStack<Output: StepShape>> Streams for Sequential<L>
where
    L::Input: Steps,
{
    type StepInput = <<L::Input as StepShape>::Step as Shape>::Value<L::Scalar>;
    type StepOutput = <<L::Output as StepShape>::Step as Shape>::Value<L::Scalar>;
    type Slots = L::Slots;
    const START: L::Slots = L::START;

    #[inline(always)]
    fn step<C: Level>(&self, level: C, slots: &mut L::Slots, x: &[L::Scalar], y: &mut [L::Scalar]) {
        self.0.step(level, slots, x, y);
    }
}

/// Layers one after another, as nested pairs.
#[doc(hidden)]
pub trait Stack: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    type Scalar: Scalar;
    type Input: Shape;
    type Output: Shape;
    type Head<Previous: Head>: Head;
    /// What the first layer gives, where another one takes it.
    type Lead: Copy + 'static;
    /// As much memory as the values of two layers, one after the other, take at most.
    type Arena: Copy + 'static;
    const ZERO: Self;
    /// How many layers there are.
    const LEN: usize;
    const TABLE: Table;

    /// The calls of the layers, which are the last of the model.
    fn infer<M: Network<Scalar = Self::Scalar>, C: Level, const R: usize>(&self, values: &mut Values<'_, M, C, R>);

    fn parameters(&self, infos: &[LayerInfo], visit: &mut impl Visit<Self::Scalar>);

    fn parameters_mut<const K: usize>(
        stacks: [&mut Self; K],
        infos: &[LayerInfo],
        visit: &mut impl VisitMut<Self::Scalar, K>,
    );
}

/// The call of the first layer of the last ones of a model.
struct First<M, S>(PhantomData<(M, S)>);

impl<M: Network, S: Stack> Call for First<M, S> {
    const NUMBER: usize = M::LAYERS.len() - S::LEN;
}

/// Two values, one behind the other.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Pair<A, B>(A, B);

/// Memory for either of two.
#[doc(hidden)]
#[derive(Clone, Copy)]
#[repr(C)]
#[allow(
    missing_debug_implementations,
    reason = "memory alone; it holds nothing that could be shown"
)]
pub union Larger<A: Copy, B: Copy> {
    first: A,
    second: B,
}

impl<L: Layer<Input: Shape>> Stack for (L, ()) {
    type Scalar = L::Scalar;
    type Input = L::Input;
    type Output = L::Output;
    type Head<Previous: Head> = L::Head<Previous>;
    // What the last layer gives lies with the caller.
    type Lead = ();
    type Arena = ();
    const ZERO: Self = (L::ZERO, ());
    const LEN: usize = 1;
    const TABLE: Table = Table::of::<L>();

    #[inline(always)]
    fn infer<M: Network<Scalar = L::Scalar>, C: Level, const R: usize>(&self, values: &mut Values<'_, M, C, R>) {
        values.call_at::<First<M, Self>, L>(&self.0);
    }

    fn parameters(&self, infos: &[LayerInfo], visit: &mut impl Visit<L::Scalar>) {
        if let [info, ..] = infos {
            self.0
                .parameters(&mut |parameter, values| visit(info.name, parameter, values));
        }
    }

    fn parameters_mut<const K: usize>(
        stacks: [&mut Self; K],
        infos: &[LayerInfo],
        visit: &mut impl VisitMut<L::Scalar, K>,
    ) {
        if let [info, ..] = infos {
            let layers = stacks.map(|stack| &mut stack.0);
            L::parameters_mut(layers, &mut |parameter, values| visit(info.name, parameter, values));
        }
    }
}

impl<L, R> Stack for (L, R)
where
    L: Layer<Input: Shape>,
    R: Stack<Scalar = L::Scalar, Input = L::Output>,
{
    type Scalar = L::Scalar;
    type Input = L::Input;
    type Output = R::Output;
    type Head<Previous: Head> = R::Head<L::Head<Previous>>;
    type Lead = Out<L>;
    type Arena = Larger<Pair<Out<L>, R::Lead>, R::Arena>;
    const ZERO: Self = (L::ZERO, R::ZERO);
    const LEN: usize = R::LEN + 1;
    const TABLE: Table = R::TABLE.after::<L>();

    #[inline(always)]
    fn infer<M: Network<Scalar = L::Scalar>, C: Level, const N: usize>(&self, values: &mut Values<'_, M, C, N>) {
        values.call_at::<First<M, Self>, L>(&self.0);
        self.1.infer(values);
    }

    fn parameters(&self, infos: &[LayerInfo], visit: &mut impl Visit<L::Scalar>) {
        if let [info, rest @ ..] = infos {
            self.0
                .parameters(&mut |parameter, values| visit(info.name, parameter, values));
            self.1.parameters(rest, visit);
        }
    }

    fn parameters_mut<const K: usize>(
        mut stacks: [&mut Self; K],
        infos: &[LayerInfo],
        visit: &mut impl VisitMut<L::Scalar, K>,
    ) {
        if let [info, rest @ ..] = infos {
            let layers = stacks.each_mut().map(|stack| &mut stack.0);
            L::parameters_mut(layers, &mut |parameter, values| visit(info.name, parameter, values));
            R::parameters_mut(stacks.map(|stack| &mut stack.1), rest, visit);
        }
    }
}

/// A [`Stack`] whose layers all work step by step.
#[doc(hidden)]
pub trait StreamStack: Stack {
    type Slots: Copy + fmt::Debug + Send + Sync + 'static;
    const START: Self::Slots;

    fn step<C: Level>(&self, level: C, slots: &mut Self::Slots, x: &[Self::Scalar], y: &mut [Self::Scalar]);
}

impl<L: StreamLayer<Input: Shape>> StreamStack for (L, ()) {
    type Slots = Slot<L>;
    const START: Slot<L> = Slot::START;

    #[inline(always)]
    fn step<C: Level>(&self, level: C, slot: &mut Slot<L>, x: &[L::Scalar], y: &mut [L::Scalar]) {
        slot.step(level, &self.0, [x]);
        slot.copy_to(y);
    }
}

impl<L, R> StreamStack for (L, R)
where
    L: StreamLayer<Input: Shape>,
    R: StreamStack<Scalar = L::Scalar, Input = L::Output>,
{
    type Slots = (Slot<L>, R::Slots);
    const START: Self::Slots = (Slot::START, R::START);

    #[inline(always)]
    fn step<C: Level>(&self, level: C, (slot, slots): &mut Self::Slots, x: &[L::Scalar], y: &mut [L::Scalar]) {
        slot.step(level, &self.0, [x]);
        self.1.step(level, slots, slot.y(), y);
    }
}

/// The facts of at most [`Table::MAX`] layers, put together from the last to the first.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Table {
    entries: [LayerInfo; Self::MAX],
    calls: [Node; Self::MAX],
    len: usize,
    /// The most numbers that a layer needs room for.
    room: usize,
}

impl Table {
    /// More layers than this need the item form of `sequential!`.
    pub const MAX: usize = 100;

    /// The calls, each of which takes what the one before gives.
    const fn nodes(&self) -> [Node; Self::MAX] {
        const BEFORE: &[[usize; 1]; Table::MAX] = &{
            let (mut before, mut i) = ([[0]; Table::MAX], 0);
            while i < Table::MAX {
                before[i] = [i];
                i += 1;
            }
            before
        };
        let (mut nodes, mut i) = (self.calls, 0);
        while i < Self::MAX {
            nodes[i].layer = i;
            nodes[i].inputs = &BEFORE[i];
            i += 1;
        }
        nodes
    }

    const fn of<L: Layer<Input: Shape>>() -> Self {
        Self {
            entries: [LayerInfo::named::<L>(Name::Nth(L::STEM, 1)); Self::MAX],
            // An arena is a type, and no type is as long as a constant says: a layer that needs room makes it itself.
            calls: [Node {
                scratch: 0,
                ..Node::of::<L>(0, &[0])
            }; Self::MAX],
            room: L::SCRATCH,
            len: 1,
        }
    }

    /// This table after one more layer, put first: later layers of its kind count one higher.
    const fn after<L: Layer<Input: Shape>>(self) -> Self {
        assert!(
            self.len < Self::MAX,
            "an anonymous model has at most 100 layers; use the item form for more"
        );
        let mut table = Self::of::<L>();
        let mut i = 0;
        while i < self.len {
            let mut entry = self.entries[i];
            if let Name::Nth(stem, number) = entry.name
                && same(stem, L::STEM)
            {
                entry.name = Name::Nth(stem, number + 1);
            }
            table.entries[i + 1] = entry;
            table.calls[i + 1] = self.calls[i];
            i += 1;
        }
        table.len = self.len + 1;
        if table.room < self.room {
            table.room = self.room;
        }
        table
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(feature = "train")]
mod train {
    use super::{Sequential, Stack};
    use crate::layers::{Ending, Entry, PlainData, TrainLayer};
    use crate::model::passes::Passes;
    use crate::shape::Shape;
    use crate::tape::{Pass, Schedule};

    /// A [`Stack`] that can learn.
    #[doc(hidden)]
    pub trait TrainStack: Stack {
        type Tape<const B: usize>: PlainData;
        /// Whether all layers only pass values on.
        const PASSES: bool;
        /// Whether an activation ends the stack, so that a loss may contain its derivative.
        const FUSES: bool;

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);
        fn output<const B: usize>(tape: &mut Self::Tape<B>, rows: usize) -> (&[Self::Scalar], &mut [Self::Scalar]);
        fn forward<const B: usize>(
            &self,
            x: &[Self::Scalar],
            tape: &mut Self::Tape<B>,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        );
        fn backward<const B: usize>(
            &self,
            x: &[Self::Scalar],
            dx: Option<&mut [Self::Scalar]>,
            tape: &mut Self::Tape<B>,
            gradient: &mut Self,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        );
    }

    impl<L: TrainLayer<Input: Shape>> TrainStack for (L, ()) {
        type Tape<const B: usize> = Entry<L, B>;
        const PASSES: bool = L::ENDING.is(Ending::Passes);
        const FUSES: bool = L::ENDING.is(Ending::Activation);

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            self.0.initialize(rng);
        }
        fn output<const B: usize>(tape: &mut Entry<L, B>, rows: usize) -> (&[L::Scalar], &mut [L::Scalar]) {
            tape.split(rows)
        }
        fn forward<const B: usize>(
            &self,
            x: &[L::Scalar],
            tape: &mut Entry<L, B>,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        ) {
            self.0.forward(&[x], tape, pass, call);
        }
        fn backward<const B: usize>(
            &self,
            x: &[L::Scalar],
            dx: Option<&mut [L::Scalar]>,
            tape: &mut Entry<L, B>,
            gradient: &mut Self,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        ) {
            let is_fused = Self::FUSES && pass.is_fused(0);
            self.0.backward(&[x], tape, [dx], &mut gradient.0, pass, call, is_fused);
        }
    }

    impl<L, R> TrainStack for (L, R)
    where
        L: TrainLayer<Input: Shape>,
        R: TrainStack<Scalar = L::Scalar, Input = L::Output>,
    {
        type Tape<const B: usize> = (Entry<L, B>, R::Tape<B>);
        const PASSES: bool = R::PASSES && L::ENDING.is(Ending::Passes);
        const FUSES: bool = R::FUSES || R::PASSES && L::ENDING.is(Ending::Activation);

        fn initialize<G: rand::Rng + ?Sized>(&mut self, rng: &mut G) {
            self.0.initialize(rng);
            self.1.initialize(rng);
        }
        fn output<const B: usize>(tape: &mut Self::Tape<B>, rows: usize) -> (&[L::Scalar], &mut [L::Scalar]) {
            R::output(&mut tape.1, rows)
        }
        fn forward<const B: usize>(
            &self,
            x: &[L::Scalar],
            tape: &mut Self::Tape<B>,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        ) {
            self.0.forward(&[x], &mut tape.0, pass, call);
            self.1.forward(tape.0.outputs(pass.rows), &mut tape.1, pass, call + 1);
        }
        fn backward<const B: usize>(
            &self,
            x: &[L::Scalar],
            dx: Option<&mut [L::Scalar]>,
            tape: &mut Self::Tape<B>,
            gradient: &mut Self,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        ) {
            let (y, dy) = tape.0.split(pass.rows);
            self.1
                .backward(y, Some(dy), &mut tape.1, &mut gradient.1, pass, call + 1);
            let is_fused = R::PASSES && L::ENDING.is(Ending::Activation) && pass.is_fused(0);
            self.0
                .backward(&[x], &mut tape.0, [dx], &mut gradient.0, pass, call, is_fused);
        }
    }

    impl<L: TrainStack> Passes for Sequential<L> {
        type Tape<const B: usize> = L::Tape<B>;
        const FUSES: &'static [bool] = &[L::FUSES];

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            self.0.initialize(rng);
        }
        fn output<const B: usize>(tape: &mut L::Tape<B>, _: usize, rows: usize) -> (&[L::Scalar], &mut [L::Scalar]) {
            L::output(tape, rows)
        }
        fn forward<const B: usize>(&self, x: &[&[L::Scalar]], tape: &mut L::Tape<B>, pass: &Pass<'_, impl Schedule>) {
            let [x, ..] = x else { return };
            self.0.forward(x, tape, pass, 0);
        }
        fn backward<const B: usize>(
            &self,
            x: &[&[L::Scalar]],
            dx: &mut [Option<&mut [L::Scalar]>],
            tape: &mut L::Tape<B>,
            gradient: &mut Self,
            pass: &Pass<'_, impl Schedule>,
        ) {
            let [x, ..] = x else { return };
            let dx = crate::tape::gradient_of(dx, 0);
            self.0.backward(x, dx, tape, &mut gradient.0, pass, 0);
        }
    }
}
