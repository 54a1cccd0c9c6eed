//! A running mean of the parameters.

use bytemuck::Zeroable;

use super::settings::check_share;
use super::{Optimizer, StateVisitor, each_trained, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::kernels::mix;
use crate::model::Network;

/// An optimiser with a running mean of the parameters: average ← momentum · average + (1 − momentum) · w after each step,
/// beginning with the parameters after the first. Keras's `use_ema`. Made by [`Optimizer::use_ema`].
///
/// The model takes the average over when a `fit` ends, and after each `ema_overwrite_frequency` steps where that is set. A
/// `train_step` does so only at that frequency. A training that goes on afterwards does so from the parameters that it had before
/// the end, as one that did not end; where the model was changed meanwhile, from those that it has. (Keras's goes on from the average.)
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Sgd::new(0.1).use_ema().ema_momentum(0.9);
/// model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(300))?;
/// assert!((model.predict(&[4.0])[0] - 9.0).abs() < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_field_names, reason = "Keras's name of the argument")]
pub struct Ema<O> {
    optimizer: O,
    ema_momentum: f64,
    overwrite_frequency: Option<u32>,
    steps: u64,
    // Of the average that the model was given at the end of a `fit`, the parameters of the training lying in the average's place
    // meanwhile; 0 while the model has its own.
    given: u64,
}

impl<O> Ema<O> {
    pub(super) const fn new(optimizer: O) -> Self {
        Self {
            optimizer,
            ema_momentum: 0.99,
            overwrite_frequency: None,
            steps: 0,
            given: 0,
        }
    }

    super::setting!(
        /// How much of the average stays from step to step. Training refuses one outside [0, 1).
        ema_momentum
    );

    /// Gives the average to the model after each so many steps, too. Training refuses 0.
    #[must_use]
    pub const fn ema_overwrite_frequency(mut self, steps: u32) -> Self {
        self.overwrite_frequency = Some(steps);
        self
    }
}

/// The average, and what the optimiser itself remembers.
#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(C)]
pub struct EmaSlots<M, S> {
    average: M,
    slots: S,
}

impl<M: Network, S> EmaSlots<M, S> {
    fn swap(&mut self, model: &mut M) {
        each_trained([model, &mut self.average], |[weights, average]| {
            weights.swap_with_slice(average);
        });
    }

    fn overwrite(&mut self, model: &mut M) {
        each_trained([model, &mut self.average], |[weights, average]| {
            weights.copy_from_slice(average);
        });
    }
}

#[diagnostic::do_not_recommend]
impl<O: Optimizer> Optimizer for Ema<O> {
    type Itself = Self;
    type Slots<M: Network> = EmaSlots<M, O::Slots<M>>;

    fn check(&self) -> Result<(), InvalidSetting> {
        check_share("Ema", "ema_momentum", self.ema_momentum)?;
        let fine = self.overwrite_frequency != Some(0);
        InvalidSetting::require(fine, "Ema", "ema_overwrite_frequency", 0.0, "be at least 1")?;
        self.optimizer.check()
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Self::Slots<M>) -> bool {
        let finite = self.optimizer.step(model, gradient, &mut slots.slots);
        let kept = if self.steps == 0 { 0.0 } else { self.ema_momentum };
        let [kept, new] = [kept, 1.0 - kept].map(M::Scalar::from_f64);
        self.steps += 1;
        let finite =
            finite & update_parameters(&mut slots.average, model, &mut [], |a, w, []| (kept * a + new * w, []));
        if let Some(frequency) = self.overwrite_frequency
            && self.steps.is_multiple_of(u64::from(frequency))
        {
            slots.overwrite(model);
        }
        finite
    }

    fn skip_step(&mut self) {
        self.optimizer.skip_step();
    }

    fn resume<M: Network>(&mut self, model: &mut M, slots: &mut Self::Slots<M>) {
        if self.given != 0 {
            if self.given == fingerprint(model) {
                slots.swap(model);
            } else {
                // The average as it was is gone with the change; a new one begins with what the model has.
                each_trained([model, &mut slots.average], |[weights, average]| {
                    average.copy_from_slice(weights);
                });
            }
            self.given = 0;
        }
        self.optimizer.resume(model, &mut slots.slots);
    }

    fn finalize<M: Network>(&mut self, model: &mut M, slots: &mut Self::Slots<M>) {
        self.optimizer.finalize(model, &mut slots.slots);
        if self.steps > 0 && self.given == 0 {
            slots.swap(model);
            self.given = fingerprint(model);
        }
    }

    fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    fn set_learning_rate(&mut self, rate: f64) -> bool {
        self.optimizer.set_learning_rate(rate)
    }

    fn visit_state<M: Network>(&mut self, slots: &mut Self::Slots<M>, visitor: &mut dyn StateVisitor<M>) -> bool {
        visitor.count("ema_steps", &mut self.steps);
        visitor.count("ema_given", &mut self.given);
        visitor.slot("ema_average", &mut slots.average);
        self.optimizer.visit_state(&mut slots.slots, visitor)
    }
}

/// A number by which the trained parameters of a model are known again, bit by bit; never 0.
fn fingerprint<M: Network>(model: &mut M) -> u64 {
    let mut hash = 0;
    each_trained([model], |[values]| {
        for value in values {
            hash = mix(hash ^ value.to_f64().to_bits());
        }
    });
    hash | 1
}
