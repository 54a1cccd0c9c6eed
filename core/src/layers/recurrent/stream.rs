//! A recurrent layer that goes on step by step.

use super::{Cell, GateBias, Options, Recurrent, Returns, State};
use crate::Scalar;
use crate::initializers::RecurrentInitializers;
use crate::kernels::Level;
use crate::layers::{Source, StepShape, StreamLayer};
use crate::shape::{Array, Features};

impl<
    T,
    Z,
    const S: usize,
    const C: usize,
    Y,
    const U: usize,
    const G: usize,
    B,
    W,
    const DROPOUT: u64,
    const RECURRENT_DROPOUT: u64,
> StreamLayer for Recurrent<T, Z, S, C, Y, U, G, B, W, Options<false, DROPOUT, RECURRENT_DROPOUT>>
where
    T: Scalar,
    Z: Cell,
    Y: Returns<S, U> + StepShape<Step = Features<U>>,
    B: GateBias<T, G>,
    W: RecurrentInitializers,
{
    type State = State<T, Z, U>;
    const START: Self::State = State::START;

    #[inline(always)]
    fn step<'a, L: Level>(&self, level: L, state: &mut Self::State, x: impl Source<'a, T>, y: &mut [T; U]) {
        let () = const { Self::FITS };
        self.advance(level, Array::of(x.get(0)), state);
        *y = state.h;
    }
}
