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
    /// How many layers compute them.
    type Length: Length;

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

    /// Goes on with more layers, in this chain or, where it is long enough, in one of its own.
    #[inline(always)]
    fn go_on<C: Level, N: Rest<R, Array = Self::Array>>(self, level: C, rest: N) -> N::Output {
        Self::Length::go_on(self, level, rest)
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
    type Length = L0;

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
    type Length = <S::Length as Length>::Next;

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

/// Layers that are still to follow a chain.
pub trait Rest<const R: usize> {
    /// What they take.
    type Array;
    /// What they give.
    type Output;

    /// All of it, from the chain before to what they give.
    fn after(self, x: impl Chain<R, Array = Self::Array>) -> Self::Output;
}

/// The number of layers in a chain, as a type. A chain is compiled anew for each layer that it grows by (one of sixteen took
/// minutes), so it ends after eight; its values are then kept until all is done.
pub trait Length {
    /// One layer more.
    type Next: Length;

    /// Hands a chain of this length on to what follows.
    #[inline(always)]
    fn go_on<const R: usize, C: Level, S: Chain<R>, N: Rest<R, Array = S::Array>>(x: S, _: C, rest: N) -> N::Output {
        rest.after(x)
    }
}

macro_rules! lengths {
    ($($length:ident $next:ident),*) => {$(
        /// So many layers.
        #[derive(Debug)]
        pub enum $length {}

        impl Length for $length {
            type Next = $next;
        }
    )*};
}

lengths!(L0 L1, L1 L2, L2 L3, L3 L4, L4 L5, L5 L6, L6 L7, L7 L8);

/// As many layers as a chain has at most.
#[derive(Debug)]
pub enum L8 {}

impl Length for L8 {
    type Next = L8;

    #[inline(always)]
    fn go_on<const R: usize, C: Level, S: Chain<R>, N: Rest<R, Array = S::Array>>(
        x: S,
        level: C,
        rest: N,
    ) -> N::Output {
        let mut place = S::place();
        let rows = x.compute(level, &mut place);
        rest.after(Begin(&rows.each_ref().map(Borrow::borrow)))
    }
}
