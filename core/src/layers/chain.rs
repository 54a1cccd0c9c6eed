//! Layers one after the other, with as little memory as can be: a layer's input is gone when its output is there.

use core::mem::MaybeUninit;

use super::{In, Layer, Out};
use crate::kernels::Level;
use crate::shape::Array;

/// Values that are still to be computed.
///
/// The place for a layer's output is first touched when its input is there, and the place of the input belongs to a function
/// that has returned when the next layer begins: so the compiler keeps two places at a time on the stack, not one a layer.
pub trait Chain: Sized {
    /// The values.
    type Array;
    /// Where they are put.
    type Place;

    /// A place with nothing in it yet.
    fn place() -> Self::Place;

    /// Computes the values.
    fn compute<'p, C: Level>(self, level: C, place: &'p mut Self::Place) -> &'p Self::Array
    where
        Self: 'p;

    /// What the layer makes of them.
    #[inline(always)]
    fn then<L: Layer>(self, layer: &L) -> Then<'_, Self, L>
    where
        Self: Chain<Array = In<L>>,
    {
        Then { before: self, layer }
    }

    /// Computes all of it.
    #[inline(always)]
    fn infer<C: Level>(self, level: C) -> Self::Array
    where
        Self::Array: Copy,
    {
        *self.compute(level, &mut Self::place())
    }
}

/// The input of a model.
#[derive(Debug)]
pub struct Begin<'a, X>(pub &'a X);

impl<X> Chain for Begin<'_, X> {
    type Array = X;
    type Place = ();

    #[inline(always)]
    fn place() {}

    #[inline(always)]
    fn compute<'p, C: Level>(self, _: C, (): &'p mut ()) -> &'p X
    where
        Self: 'p,
    {
        self.0
    }
}

/// A layer behind others.
#[derive(Debug)]
pub struct Then<'a, S, L> {
    before: S,
    layer: &'a L,
}

impl<S: Chain<Array = In<L>>, L: Layer> Chain for Then<'_, S, L> {
    type Array = Out<L>;
    type Place = MaybeUninit<Out<L>>;

    #[inline(always)]
    fn place() -> Self::Place {
        MaybeUninit::uninit()
    }

    #[inline(always)]
    fn compute<'p, C: Level>(self, level: C, place: &'p mut Self::Place) -> &'p Out<L>
    where
        Self: 'p,
    {
        let mut before = S::place();
        let x = self.before.compute(level, &mut before);
        let y = place.write(Out::<L>::ZERO);
        self.layer.infer(level, x, y);
        y
    }
}
