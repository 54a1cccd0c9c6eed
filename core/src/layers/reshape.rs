//! The same values in another shape.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Ending, HeadShape, In, Layer, Out, copy, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::Array;

/// The same values in another shape, [`keras.layers.Reshape`](https://keras.io/api/layers/reshaping_layers/reshape/).
///
/// From the shape `X` to the shape `Y`, row by row, the last axis fastest.
///
/// ```
/// use layerproof::layers::{Layer, Reshape};
/// use layerproof::shape::{Features, Sequence};
///
/// let reshape = Reshape::<f32, Features<4>, Sequence<2, 2>>::ZERO;
/// assert_eq!(reshape.call(&[1.0, 2.0, 3.0, 4.0]), [[1.0, 2.0], [3.0, 4.0]]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Reshape<T, X, Y> {
    settings: PhantomData<(T, X, Y)>,
}

impl<T: Scalar, X: HeadShape, Y: HeadShape> Reshape<T, X, Y> {
    const FITS: () = assert!(X::LEN == Y::LEN, "a `Reshape` gives as many values as it takes");
}

impl<T: Scalar, X: HeadShape, Y: HeadShape> Layer for Reshape<T, X, Y> {
    type Scalar = T;
    type Input = X;
    type Output = Y;
    type Head<Previous: Head> = Y::Reshaped<Previous>;

    const STEM: &'static str = "reshape";
    const ZERO: Self = {
        let () = Self::FITS;
        Self { settings: PhantomData }
    };
    const RENAMES: bool = true;
    const ENDING: Ending = Ending::Passes;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reshape")?;
        for (i, size) in Y::DIMS.iter().enumerate() {
            write!(f, "{}{size}", if i == 0 { "<" } else { ", " })?;
        }
        f.write_str(">")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        let () = const { Self::FITS };
        copy(x.flat(), y.flat_mut());
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, HeadShape, In, Level, Out, Reshape, Scalar, copy};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, X: HeadShape, Y: HeadShape> TrainLayer for Reshape<T, X, Y> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                copy(x.flat(), y.flat_mut());
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            _: L,
            _: &[In<Self>],
            _: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            _: bool,
        ) {
            for (dx, dy) in dx.into_iter().flatten().zip(dy) {
                copy(dy.flat(), dx.flat_mut());
            }
        }
    }
}
