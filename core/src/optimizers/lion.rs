//! Steps of one size.

use super::schedules::LearningRateSchedule;
use super::settings::check_share;
use super::{Common, Optimizer, remembers, setting, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Steps by the sign of a mean of gradient and momentum (Chen and others 2023),
/// [`keras.optimizers.Lion`](https://keras.io/api/optimizers/lion/). Takes a smaller rate than Adam, and a larger decay.
///
/// Within a step, after clipping and weight decay: w ← w − rate · sign(β₁ · m + (1 − β₁) · g), m ← β₂ · m + (1 − β₂) · g.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Lion::new(0.01).beta_2(0.95);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(500))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lion<R = f64> {
    common: Common<R>,
    beta_1: f64,
    beta_2: f64,
}

impl<R: LearningRateSchedule> Lion<R> {
    /// β₁ = 0.9, β₂ = 0.99. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            beta_1: 0.9,
            beta_2: 0.99,
        }
    }
}

impl<R> Lion<R> {
    setting!(
        /// How much of the momentum is in a step. Training refuses one outside [0, 1).
        beta_1
    );
    setting!(
        /// How much of the momentum stays from step to step. Training refuses one outside [0, 1).
        beta_2
    );
    shared_settings!(common);
}

impl Default for Lion {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Lion<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 1];
    remembers!(common; ["momentum"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        check_share("Lion", "beta_1", self.beta_1)?;
        check_share("Lion", "beta_2", self.beta_2)?;
        self.common.check("Lion")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 1]) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let [rate, decay] = [rate, decay].map(M::Scalar::from_f64);
        let [kept_1, new_1] = [self.beta_1, 1.0 - self.beta_1].map(M::Scalar::from_f64);
        let [kept_2, new_2] = [self.beta_2, 1.0 - self.beta_2].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, [m]| {
            let mean = kept_1 * m + new_1 * g;
            // ±1, and 0 of 0: one choice alone, so that this becomes vector instructions.
            let sign = if mean == M::Scalar::ZERO {
                mean
            } else {
                mean / mean.abs()
            };
            (w - w * decay - rate * sign, [kept_2 * m + new_2 * g])
        })
    }
}
