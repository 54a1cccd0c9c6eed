//! Whether a model whose trained parameters are all zero can learn.
//!
//! Behind a layer of zeros whose activation is 0 at 0, such as Relu or Tanh, all values are 0, and in front of one all gradients
//! are: of a model with hidden layers, the last bias alone moves, for ever. A single dense layer does learn from zeros, and so
//! does one behind a Sigmoid. So this is not asked of the layers, but tried: with any inputs and any gradients of the outputs,
//! either some kernel's gradient is not zero, or none ever will be.

use super::Objective;
use super::worker::{TileWorker, fused};
use crate::Scalar;
use crate::kernels::mix;
use crate::model::passes::Passes;
use crate::model::{Network, each_parameter, each_parameter_mut};
use crate::tape::Pass;

/// Whether there are trained parameters, all of them zero.
pub(super) fn all_zero<M: Network>(model: &M) -> bool {
    let (mut is_trained, mut is_zero) = (false, true);
    each_parameter(model, |_, parameter, values| {
        if parameter.is_trained() && is_zero {
            is_trained = true;
            is_zero = values.iter().all(|value| *value == M::Scalar::ZERO);
        }
    });
    is_trained && is_zero
}

/// How often gradients are tried: a dropout may drop all that matters once, but not each time.
const TRIES: u64 = 8;

/// Whether some trained parameter other than a bias has a gradient, or there is none to have one.
pub(super) fn can_learn<M: Passes, L: Objective, const B: usize>(
    model: &M,
    loss: &L,
    worker: &mut TileWorker<M, B>,
) -> bool {
    let fused = fused::<M, L>(loss);
    (0..TRIES).any(|seed| {
        let pass = Pass::new(B, seed, 0, &fused);
        let gradient = worker.gradient_of(model, &pass, L::COUNT, |place| number(seed, place));
        let (mut are_others, mut moves) = (false, false);
        each_parameter_mut([gradient], |_, parameter, [values]| {
            if parameter.is_trained() && parameter.name != "bias" {
                are_others = true;
                moves |= values.iter().any(|value| *value != M::Scalar::ZERO);
            }
        });
        moves || !are_others
    })
}

/// Any number from 0.5 to 1.5.
fn number<T: Scalar>(seed: u64, place: u64) -> T {
    const BITS: u32 = 20;
    let bits = mix(seed ^ mix(place)) >> (u64::BITS - BITS);
    T::from_f64(0.5 + bits as f64 / f64::from(1_u32 << BITS))
}
