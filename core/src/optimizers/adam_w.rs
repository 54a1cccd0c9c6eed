//! Adam with decoupled weight decay.

use super::schedules::LearningRateSchedule;
use super::{Adam, AmsGrad, NoAmsGrad, Optimizer, StateVisitor, beta_settings, shared_settings};
use crate::error::InvalidSetting;
use crate::model::Network;

/// [`Adam`] with a weight decay of 0.004 unless said otherwise (Loshchilov and Hutter 2017),
/// [`keras.optimizers.AdamW`](https://keras.io/api/optimizers/adamw/).
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = AdamW::new(0.1).weight_decay(0.001);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(300))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdamW<V = NoAmsGrad, R = f64> {
    adam: Adam<V, R>,
}

impl<R: LearningRateSchedule> AdamW<NoAmsGrad, R> {
    /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷, a decay of 0.004. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            adam: Adam::new(learning_rate).weight_decay(0.004),
        }
    }

    /// Divides by the largest mean square so far: `amsgrad=True`.
    #[must_use]
    pub const fn amsgrad(self) -> AdamW<AmsGrad, R>
    where
        R: Copy,
    {
        AdamW {
            adam: self.adam.amsgrad(),
        }
    }
}

impl<V, R> AdamW<V, R> {
    beta_settings!(adam.betas);
    shared_settings!(adam.common);
}

impl Default for AdamW {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<V, R: LearningRateSchedule> Optimizer for AdamW<V, R>
where
    V: Send + Sync,
    Adam<V, R>: Optimizer,
{
    type Itself = Self;
    type Slots<M: Network> = <Adam<V, R> as Optimizer>::Slots<M>;

    fn check(&self) -> Result<(), InvalidSetting> {
        self.adam.check_as("AdamW")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Self::Slots<M>) -> bool {
        self.adam.step(model, gradient, slots)
    }

    fn skip_step(&mut self) {
        self.adam.skip_step();
    }

    fn learning_rate(&self) -> f64 {
        self.adam.learning_rate()
    }

    fn set_learning_rate(&mut self, rate: f64) -> bool {
        self.adam.set_learning_rate(rate)
    }

    fn visit_state<M: Network>(&mut self, slots: &mut Self::Slots<M>, visitor: &mut dyn StateVisitor<M>) -> bool {
        self.adam.visit_state(slots, visitor)
    }
}
