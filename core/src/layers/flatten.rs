//! All values in one vector.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use layerproof_rules as rules;

use super::{Ending, HeadShape, In, Layer, Out, copy, no_parameters, rule};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::{Array, Features};

/// All values in one vector, row by row, [`keras.layers.Flatten`](https://keras.io/api/layers/reshaping_layers/flatten/).
///
/// From the shape `X` to the `N` features that it holds.
///
/// ```
/// use layerproof::layers::{Flatten, Layer};
/// use layerproof::shape::Image;
///
/// let flatten = Flatten::<f32, Image<2, 1, 2>, 4>::ZERO;
/// assert_eq!(flatten.call(&[[[1.0, 2.0]], [[3.0, 4.0]]]), [1.0, 2.0, 3.0, 4.0]);
/// ```
///
/// Another number than the shape holds does not compile:
///
/// ```compile_fail,E0080
/// # use layerproof::layers::{Flatten, Layer};
/// # use layerproof::shape::Image;
/// let flatten = Flatten::<f32, Image<2, 1, 2>, 5>::ZERO;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Flatten<T, X, const N: usize> {
    settings: PhantomData<(T, X)>,
}

impl<T: Scalar, X: HeadShape, const N: usize> Flatten<T, X, N> {
    const FITS: () = assert!(
        rule::fits::<X, Features<N>>(rules::Layer::Flatten(rules::layers::Flatten {})),
        "a `Flatten` gives as many values as it takes"
    );
}

impl<T: Scalar, X: HeadShape, const N: usize> Layer for Flatten<T, X, N> {
    type Scalar = T;
    type Input = X;
    type Output = Features<N>;
    type Head<Previous: Head> = Previous::Reshaped<N>;

    const STEM: &'static str = "flatten";
    const ZERO: Self = {
        let () = Self::FITS;
        Self { settings: PhantomData }
    };
    const RENAMES: bool = true;
    const ENDING: Ending = Ending::Passes;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flatten")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        let () = const { Self::FITS };
        copy(x.flat(), y.flat_mut());
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Array, Flatten, HeadShape, In, Level, Out, Scalar, copy};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, X: HeadShape, const N: usize> TrainLayer for Flatten<T, X, N> {
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
