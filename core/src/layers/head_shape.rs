//! What a shape is at the end of a model.

use crate::activations::{Activation, Head};
use crate::shape::{Features, Image, Sequence, Shape};

/// A shape as the end of a model: it gives a head the number of units, which is the size of its last axis.
pub trait HeadShape: Shape {
    /// The head of an activation over this shape.
    type Head<A: Activation>: Head;
    /// A head after its values were put into this shape.
    type Reshaped<Previous: Head>: Head;
    /// A head after values were taken together into this shape.
    type Pooled<Previous: Head>: Head;
}

impl<const N: usize> HeadShape for Features<N> {
    type Head<A: Activation> = A::Head<N>;
    type Reshaped<Previous: Head> = Previous::Reshaped<N>;
    type Pooled<Previous: Head> = Previous::Pooled<N>;
}

impl<const L: usize, const C: usize> HeadShape for Sequence<L, C> {
    type Head<A: Activation> = A::Head<C>;
    type Reshaped<Previous: Head> = Previous::Reshaped<C>;
    type Pooled<Previous: Head> = Previous::Pooled<C>;
}

impl<const H: usize, const W: usize, const C: usize> HeadShape for Image<H, W, C> {
    type Head<A: Activation> = A::Head<C>;
    type Reshaped<Previous: Head> = Previous::Reshaped<C>;
    type Pooled<Previous: Head> = Previous::Pooled<C>;
}
