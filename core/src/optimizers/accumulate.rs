//! One step in several mini-batches.

use bytemuck::Zeroable;

use super::{Optimizer, StateVisitor, each_trained, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// An optimiser that steps once in so many mini-batches, by the mean of their gradients: Keras's
/// `gradient_accumulation_steps`. Made by [`Optimizer::gradient_accumulation_steps`].
///
/// A schedule counts every mini-batch; what the optimiser itself counts, such as Adam's t, are the steps.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0]], [1.0, 3.0]);
/// let mut model = Line::zeros();
/// let optimizer = Sgd::new(0.1).gradient_accumulation_steps(2);
/// let mut compiled = model.compile(MeanSquaredError::new(), optimizer, ());
/// let first = compiled.train_step(&x, &y)?;
/// assert_eq!(compiled.train_step(&x, &y)?, first);
/// assert!(compiled.train_step(&x, &y)? < first);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accumulate<O> {
    optimizer: O,
    steps: u32,
    gathered: u32,
}

impl<O> Accumulate<O> {
    pub(super) const fn new(optimizer: O, steps: u32) -> Self {
        Self {
            optimizer,
            steps,
            gathered: 0,
        }
    }
}

/// The sum of gradients, and what the optimiser itself remembers.
#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(C)]
pub struct AccumulateSlots<M, S> {
    sum: M,
    slots: S,
}

#[diagnostic::do_not_recommend]
impl<O: Optimizer> Optimizer for Accumulate<O> {
    type Itself = Self;
    type Slots<M: Network> = AccumulateSlots<M, O::Slots<M>>;

    fn check(&self) -> Result<(), InvalidSetting> {
        let steps = f64::from(self.steps);
        let name = "gradient_accumulation_steps";
        InvalidSetting::require(self.steps > 0, "Accumulate", name, steps, "be at least 1")?;
        self.optimizer.check()
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Self::Slots<M>) -> bool {
        let finite = update_parameters(&mut slots.sum, gradient, &mut [], |sum, g, []| (sum + g, []));
        self.gathered += 1;
        if self.gathered < self.steps {
            self.optimizer.skip_step();
            return finite;
        }
        self.gathered = 0;
        let share = M::Scalar::from_f64(1.0 / f64::from(self.steps));
        each_trained([&mut *gradient, &mut slots.sum], |[gradients, sums]| {
            for (g, sum) in gradients.iter_mut().zip(sums) {
                *g = *sum * share;
                *sum = M::Scalar::ZERO;
            }
        });
        finite & self.optimizer.step(model, gradient, &mut slots.slots)
    }

    fn skip_step(&mut self) {
        self.optimizer.skip_step();
    }

    fn resume<M: Network>(&mut self, model: &mut M, slots: &mut Self::Slots<M>) {
        self.optimizer.resume(model, &mut slots.slots);
    }

    fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    fn set_learning_rate(&mut self, rate: f64) -> bool {
        self.optimizer.set_learning_rate(rate)
    }

    fn visit_state<M: Network>(&mut self, slots: &mut Self::Slots<M>, visitor: &mut dyn StateVisitor<M>) -> bool {
        let mut gathered = u64::from(self.gathered);
        visitor.count("accumulated_gradients", &mut gathered);
        // Never as many as make a step, whatever a file says: such a one makes the step.
        self.gathered = u32::try_from(gathered)
            .unwrap_or(u32::MAX)
            .min(self.steps.saturating_sub(1));
        visitor.slot("accumulated_gradient", &mut slots.sum);
        self.optimizer.visit_state(&mut slots.slots, visitor)
    }

    fn finalize<M: Network>(&mut self, model: &mut M, slots: &mut Self::Slots<M>) {
        self.optimizer.finalize(model, &mut slots.slots);
    }
}
