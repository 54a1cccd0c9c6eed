//! The anonymous form of a sequential model: layers as nested pairs.

use core::fmt;

use bytemuck::Zeroable;

use crate::Scalar;
use crate::activations::{Head, Linear};
use crate::kernels::Level;
use crate::layers::{Begin, Chain, In, Layer, Rest};
use crate::model::{LayerInfo, Model, Name, Visit, VisitMut};
use crate::shape::{ArrayOf, Shape};

/// What `sequential!(…)` is where a type stands: layers one after another, without names of their own.
///
/// `L` nests pairs: `(Dense<…>, (Dense<…>, ()))`.
#[derive(Clone, Copy, PartialEq, Zeroable)]
#[repr(transparent)]
pub struct Sequential<L>(pub(crate) L);

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

#[cfg(feature = "serde")]
impl<L: Stack> serde::Serialize for Sequential<L> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::weights::serialize(self, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, L: Stack> serde::Deserialize<'de> for Sequential<L> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::weights::deserialize(deserializer)
    }
}

impl<L: Stack> Model for Sequential<L> {
    type Scalar = L::Scalar;
    type Input = <L::Input as Shape>::Value<L::Scalar>;
    type Output = <L::Output as Shape>::Value<L::Scalar>;
    type Head = L::Head<Linear>;

    const ZERO: Self = Self::zeros();
    const LAYERS: &'static [LayerInfo] = {
        let table: &'static Table = &L::TABLE;
        table.entries.split_at(table.len).0
    };

    #[inline(always)]
    fn infer<C: Level, const R: usize>(
        &self,
        level: C,
        x: &[&ArrayOf<L::Input, L::Scalar>; R],
    ) -> [ArrayOf<L::Output, L::Scalar>; R] {
        self.0.infer(level, Begin(x))
    }

    fn parameters(&self, visit: &mut impl Visit<Self::Scalar>) {
        self.0.parameters(Self::LAYERS, visit);
    }

    fn parameters_mut<const K: usize>(models: [&mut Self; K], visit: &mut impl VisitMut<Self::Scalar, K>) {
        L::parameters_mut(models.map(|model| &mut model.0), Self::LAYERS, visit);
    }
}

/// Layers one after another, as nested pairs.
#[doc(hidden)]
pub trait Stack: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    type Scalar: Scalar;
    type Input: Shape;
    type Output: Shape;
    type Head<Previous: Head>: Head;
    const ZERO: Self;
    const TABLE: Table;

    fn infer<C: Level, const R: usize>(
        &self,
        level: C,
        x: impl Chain<R, Array = ArrayOf<Self::Input, Self::Scalar>>,
    ) -> [ArrayOf<Self::Output, Self::Scalar>; R];

    fn parameters(&self, infos: &[LayerInfo], visit: &mut impl Visit<Self::Scalar>);

    fn parameters_mut<const K: usize>(
        stacks: [&mut Self; K],
        infos: &[LayerInfo],
        visit: &mut impl VisitMut<Self::Scalar, K>,
    );
}

impl<L: Layer> Stack for (L, ()) {
    type Scalar = L::Scalar;
    type Input = L::Input;
    type Output = L::Output;
    type Head<Previous: Head> = L::Head<Previous>;
    const ZERO: Self = (L::ZERO, ());
    const TABLE: Table = Table::of::<L>();

    #[inline(always)]
    fn infer<C: Level, const R: usize>(
        &self,
        level: C,
        x: impl Chain<R, Array = In<L>>,
    ) -> [ArrayOf<L::Output, L::Scalar>; R] {
        x.then(&self.0).infer(level)
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
    L: Layer,
    R: Stack<Scalar = L::Scalar, Input = L::Output>,
{
    type Scalar = L::Scalar;
    type Input = L::Input;
    type Output = R::Output;
    type Head<Previous: Head> = R::Head<L::Head<Previous>>;
    const ZERO: Self = (L::ZERO, R::ZERO);
    const TABLE: Table = R::TABLE.after::<L>();

    #[inline(always)]
    fn infer<C: Level, const N: usize>(
        &self,
        level: C,
        x: impl Chain<N, Array = In<L>>,
    ) -> [ArrayOf<R::Output, L::Scalar>; N] {
        x.then(&self.0).go_on(level, Others { stack: &self.1, level })
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

/// The layers behind the first.
struct Others<'a, R, C> {
    stack: &'a R,
    level: C,
}

impl<S: Stack, C: Level, const N: usize> Rest<N> for Others<'_, S, C> {
    type Array = ArrayOf<S::Input, S::Scalar>;
    type Output = [ArrayOf<S::Output, S::Scalar>; N];

    #[inline(always)]
    fn after(self, x: impl Chain<N, Array = Self::Array>) -> Self::Output {
        self.stack.infer(self.level, x)
    }
}

/// The facts of at most [`Table::MAX`] layers, put together from the last to the first.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Table {
    entries: [LayerInfo; Self::MAX],
    len: usize,
}

impl Table {
    /// More layers than this need the item form of `sequential!`.
    pub const MAX: usize = 100;

    const fn of<L: Layer>() -> Self {
        Self {
            entries: [LayerInfo::named::<L>(Name::Nth(L::STEM, 1)); Self::MAX],
            len: 1,
        }
    }

    /// This table after one more layer, put first: later layers of its kind count one higher.
    const fn after<L: Layer>(self) -> Self {
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
            i += 1;
        }
        table.len = self.len + 1;
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
    use bytemuck::Zeroable;

    use super::{Sequential, Stack};
    use crate::layers::TrainLayer;
    use crate::shape::ArrayOf;
    use crate::training::passes::Passes;
    use crate::training::{Below, Pass, Record};

    /// A [`Stack`] that can learn.
    #[doc(hidden)]
    pub trait TrainStack: Stack {
        type Last: TrainLayer<Scalar = Self::Scalar, Output = Self::Output>;
        type Tape<const B: usize>: Zeroable + Copy + Send + Sync;

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);
        fn last<const B: usize>(tape: &mut Self::Tape<B>) -> &mut Record<Self::Last, B>;
        fn forward<const B: usize>(
            &self,
            x: &[ArrayOf<Self::Input, Self::Scalar>],
            tape: &mut Self::Tape<B>,
            pass: &mut Pass,
        );
        fn backward<const B: usize>(
            &self,
            below: Below<'_, ArrayOf<Self::Input, Self::Scalar>>,
            tape: &mut Self::Tape<B>,
            gradient: &mut Self,
            pass: &mut Pass,
        );
    }

    impl<L: TrainLayer> TrainStack for (L, ()) {
        type Last = L;
        type Tape<const B: usize> = Record<L, B>;

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            self.0.initialize(rng);
        }
        fn last<const B: usize>(tape: &mut Self::Tape<B>) -> &mut Record<L, B> {
            tape
        }
        fn forward<const B: usize>(
            &self,
            x: &[ArrayOf<Self::Input, Self::Scalar>],
            tape: &mut Self::Tape<B>,
            pass: &mut Pass,
        ) {
            self.0.forward(x, tape, pass);
        }
        fn backward<const B: usize>(
            &self,
            below: Below<'_, ArrayOf<Self::Input, Self::Scalar>>,
            tape: &mut Self::Tape<B>,
            gradient: &mut Self,
            pass: &mut Pass,
        ) {
            self.0.backward(below, tape, &mut gradient.0, pass);
        }
    }

    impl<L, R> TrainStack for (L, R)
    where
        L: TrainLayer,
        R: TrainStack<Scalar = L::Scalar, Input = L::Output>,
    {
        type Last = R::Last;
        type Tape<const B: usize> = (Record<L, B>, R::Tape<B>);

        fn initialize<G: rand::Rng + ?Sized>(&mut self, rng: &mut G) {
            self.0.initialize(rng);
            self.1.initialize(rng);
        }
        fn last<const B: usize>(tape: &mut Self::Tape<B>) -> &mut Record<Self::Last, B> {
            R::last(&mut tape.1)
        }
        fn forward<const B: usize>(
            &self,
            x: &[ArrayOf<Self::Input, Self::Scalar>],
            tape: &mut Self::Tape<B>,
            pass: &mut Pass,
        ) {
            self.0.forward(x, &mut tape.0, pass);
            self.1.forward(tape.0.outputs(), &mut tape.1, pass);
        }
        fn backward<const B: usize>(
            &self,
            below: Below<'_, ArrayOf<Self::Input, Self::Scalar>>,
            tape: &mut Self::Tape<B>,
            gradient: &mut Self,
            pass: &mut Pass,
        ) {
            self.1.backward(tape.0.below(), &mut tape.1, &mut gradient.1, pass);
            self.0.backward(below, &mut tape.0, &mut gradient.0, pass);
        }
    }

    impl<L: TrainStack> Passes for Sequential<L> {
        type Last = L::Last;
        type Tape<const B: usize> = L::Tape<B>;

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            self.0.initialize(rng);
        }
        fn last<const B: usize>(tape: &mut L::Tape<B>) -> &mut Record<L::Last, B> {
            L::last(tape)
        }
        fn forward<const B: usize>(&self, x: &[ArrayOf<L::Input, L::Scalar>], tape: &mut L::Tape<B>, pass: &mut Pass) {
            self.0.forward(x, tape, pass);
        }
        fn backward<const B: usize>(
            &self,
            x: &[ArrayOf<L::Input, L::Scalar>],
            tape: &mut L::Tape<B>,
            gradient: &mut Self,
            pass: &mut Pass,
        ) {
            self.0.backward(Below::data(x), tape, &mut gradient.0, pass);
        }
    }
}
