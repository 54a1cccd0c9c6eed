//! A vector as each step of a sequence.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;

use super::rearranging::{gather, grid, rearranging};
use super::{HeadShape, In, Layer, Out, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Shape};

rearranging! {
    /// A vector as each step of a sequence,
    /// [`keras.layers.RepeatVector`](https://keras.io/api/layers/reshaping_layers/repeat_vector/).
    ///
    /// From the features `X` to the sequence `Y`.
    ///
    /// ```
    /// use layerproof::layers::{Layer, RepeatVector};
    /// use layerproof::shape::{Features, Sequence};
    ///
    /// let repeat = RepeatVector::<f32, Features<2>, Sequence<3, 2>>::ZERO;
    /// assert_eq!(repeat.call(&[1.0, 2.0]), [[1.0, 2.0]; 3]);
    /// ```
    RepeatVector<>: "repeat_vector", Reshaped
}

impl<T: Scalar, X: Shape, Y: HeadShape> RepeatVector<T, X, Y> {
    const N: usize = grid::<Y>()[1];
    const RUN: usize = Y::LAST;
    const FITS: () = assert!(
        rule::fits::<X, Y>(rules::Layer::RepeatVector(rules::layers::RepeatVector { n: Self::N })),
        "the sizes of a `RepeatVector` do not fit each other"
    );

    #[inline(always)]
    const fn source(_: usize) -> usize {
        0
    }

    fn describe_arguments(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Self::N)
    }
}
