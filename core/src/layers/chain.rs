//! Layers one after the other, with as little memory as can be: a layer's input is gone when its output is there.

use core::borrow::Borrow;
use core::mem::MaybeUninit;

use super::{In, Layer, Out};
use crate::kernels::{self, Level};

/// Values of `R` samples that are still to be computed.
///
/// The place for a layer's output is first touched when its input is there, and the place of the input belongs to a function
/// that has returned when the next layer begins: so the compiler keeps two places at a time on the stack, not one a layer.
pub trait Chain<const R: usize>: Sized {
    /// The values of one sample.
    type Array;
    /// How one sample's values are at hand.
    type Row: Borrow<Self::Array>;
    /// Where they are put.
    type Place;

    /// A place with nothing in it yet.
    fn place() -> Self::Place;

    /// Computes the values.
    fn compute<'p, C: Level>(self, level: C, place: &'p mut Self::Place) -> &'p [Self::Row; R]
    where
        Self: 'p;

    /// What the layer makes of them.
    #[inline(always)]
    fn then<L: Layer>(self, layer: &L) -> Then<'_, Self, L>
    where
        Self: Chain<R, Array = In<L>>,
    {
        Then { before: self, layer }
    }

    /// Computes all of it.
    #[inline(always)]
    fn infer<C: Level>(self, level: C) -> [Self::Row; R]
    where
        Self::Row: Copy,
    {
        *self.compute(level, &mut Self::place())
    }
}

/// The inputs of a model.
#[derive(Debug)]
pub struct Begin<'a, X, const R: usize>(pub &'a [&'a X; R]);

impl<'a, X, const R: usize> Chain<R> for Begin<'a, X, R> {
    type Array = X;
    type Row = &'a X;
    type Place = ();

    #[inline(always)]
    fn place() {}

    #[inline(always)]
    fn compute<'p, C: Level>(self, _: C, (): &'p mut ()) -> &'p [&'a X; R]
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

impl<S: Chain<R, Array = In<L>>, L: Layer, const R: usize> Chain<R> for Then<'_, S, L> {
    type Array = Out<L>;
    type Row = Out<L>;
    type Place = MaybeUninit<[Out<L>; R]>;

    #[inline(always)]
    fn place() -> Self::Place {
        MaybeUninit::uninit()
    }

    #[inline(always)]
    fn compute<'p, C: Level>(self, level: C, place: &'p mut Self::Place) -> &'p [Out<L>; R]
    where
        Self: 'p,
    {
        let mut before = S::place();
        let x = self.before.compute(level, &mut before);
        let y = kernels::any_numbers(place);
        self.layer.infer_rows(level, x, y);
        y
    }
}
