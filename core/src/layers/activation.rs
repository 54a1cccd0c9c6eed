//! An activation as a layer of its own.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;

use super::{Ending, HeadShape, In, Layer, Out, Source, no_parameters};
use crate::Scalar;
use crate::activations::{self, Head};
use crate::kernels::Level;
use crate::shape::Array;

/// An activation function `A` on values of the shape `S`,
/// [`keras.layers.Activation`](https://keras.io/api/layers/core_layers/activation/).
///
/// Written `Activation<Relu>`, or `Relu`.
///
/// ```
/// use layerproof::activations::Relu;
/// use layerproof::layers::{Activation, Layer};
/// use layerproof::shape::Features;
///
/// let relu = Activation::<f32, Features<2>, Relu>::ZERO;
/// assert_eq!(relu.call(&[-1.0, 2.0]), [0.0, 2.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct Activation<T, S, A> {
    settings: PhantomData<(T, S, A)>,
}

impl<T: Scalar, S: HeadShape, A: activations::Activation> Layer for Activation<T, S, A> {
    type Scalar = T;
    type Input = S;
    type Output = S;
    type Head<Previous: Head> = S::Head<A>;

    const STEM: &'static str = A::STEM;
    const ZERO: Self = Self { settings: PhantomData };
    const IN_PLACE: bool = true;
    const ENDING: Ending = Ending::Activation;
    no_parameters!();

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        A::describe(f)
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: &In<Self>, y: &mut Out<Self>) {
        *y = *x;
        A::apply_rows(level, y.flat_mut(), S::LAST);
    }

    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, level: L, _: impl Source<'a, T>, y: &mut Out<Self>) {
        A::apply_rows(level, y.flat_mut(), S::LAST);
    }
}

super::stream::stateless_steps! {
    [T: Scalar, S: super::StepShape, A: activations::Activation]
    Activation<T, S, A>,
    |_layer, level, x, y| {
        super::copy(x.get(0), Array::flat_mut(y));
        A::apply(level, Array::flat_mut(y));
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Activation, Array, HeadShape, In, Level, Out, Scalar, activations};
    use crate::layers::TrainLayer;
    use crate::tape::Noise;

    impl<T: Scalar, S: HeadShape, A: activations::Activation> TrainLayer for Activation<T, S, A> {
        type Saved = ();
        type Tape<const B: usize> = ();

        fn initialize<R: rand::Rng + ?Sized>(&mut self, _: &mut R) {}

        #[inline(always)]
        fn compute<L: Level>(&self, level: L, x: &[In<Self>], y: &mut [Out<Self>], _: &mut [()], _: Noise) {
            for (x, y) in x.iter().zip(y) {
                *y = *x;
                A::apply_rows(level, y.flat_mut(), S::LAST);
            }
        }

        #[inline(always)]
        fn differentiate<L: Level>(
            &self,
            level: L,
            x: &[In<Self>],
            y: &[Out<Self>],
            _: &[()],
            dy: &mut [Out<Self>],
            dx: Option<&mut [In<Self>]>,
            _: &mut Self,
            is_fused: bool,
        ) {
            for ((dx, dy), (x, y)) in dx.into_iter().flatten().zip(dy).zip(x.iter().zip(y)) {
                *dx = *dy;
                if !is_fused {
                    A::differentiate_rows(level, x.flat(), y.flat(), dx.flat_mut(), S::LAST);
                }
            }
        }
    }
}
