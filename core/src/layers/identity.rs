//! Values as they are.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Ending, In, Layer, Out, no_parameters};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::Level;
use crate::shape::Shape;

/// Values as they are, [`keras.layers.Identity`](https://keras.io/api/layers/core_layers/identity/).
///
/// ```
/// use layerproof::layers::{Identity, Layer};
/// use layerproof::shape::Features;
///
/// assert_eq!(Identity::<f32, Features<2>>::ZERO.call(&[1.0, 2.0]), [1.0, 2.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Identity<T, S> {
    settings: PhantomData<(T, S)>,
}

impl<T: Scalar, S: Shape> Layer for Identity<T, S> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    type Head<Previous: Head> = Previous;

    const STEM: &'static str = "identity";
    const ZERO: Self = Self { settings: PhantomData };
    const RENAMES: bool = true;
    const ENDING: Ending = Ending::Passes;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }

    #[inline(always)]
    fn infer<L: Level>(&self, _: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
    }
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape]
    Identity<T, S>,
    |_layer, _level, x, y| super::copy(x.get(0), crate::shape::Array::flat_mut(y))
}

#[cfg(feature = "train")]
mod train {
    use super::{Identity, In, Level, Out, Scalar, Shape};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, S: Shape> TrainLayer for Identity<T, S> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, _: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            y.copy_from_slice(x);
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
            if let Some(dx) = dx {
                dx.copy_from_slice(dy);
            }
        }
    }
}
