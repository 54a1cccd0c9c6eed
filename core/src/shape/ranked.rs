//! Shapes whose number of axes is a number.

use super::{Features, Image, Sequence, Shape};

/// A number of axes.
#[derive(Debug)]
pub struct Rank<const R: usize>;

/// The shape with so many axes and these sizes; of fewer than three axes, the first sizes do not count.
pub trait WithSizes<const A: usize, const B: usize, const C: usize> {
    /// The shape.
    type Shape: Shape;
}

impl<const A: usize, const B: usize, const C: usize> WithSizes<A, B, C> for Rank<1> {
    type Shape = Features<C>;
}

impl<const A: usize, const B: usize, const C: usize> WithSizes<A, B, C> for Rank<2> {
    type Shape = Sequence<B, C>;
}

impl<const A: usize, const B: usize, const C: usize> WithSizes<A, B, C> for Rank<3> {
    type Shape = Image<A, B, C>;
}

/// What the macros write where the rules alone know how many axes a value has.
pub type Ranked<const R: usize, const A: usize, const B: usize, const C: usize> =
    <Rank<R> as WithSizes<A, B, C>>::Shape;
