//! Steps in the unit of the parameters.

use super::schedules::LearningRateSchedule;
use super::settings::{check_positive, check_share};
use super::{Common, Optimizer, remembers, setting, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Steps by a gradient times the ratio of the running mean squares of steps and gradients (Zeiler 2012),
/// [`keras.optimizers.Adadelta`](https://keras.io/api/optimizers/adadelta/). The paper has a rate of 1.
///
/// Within a step, after clipping and weight decay: v ← ρ · v + (1 − ρ) · g², δ = g · √(d + ε) / √(v + ε),
/// d ← ρ · d + (1 − ρ) · δ², w ← w − rate · δ.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Adadelta::new(1.0).rho(0.9).epsilon(1e-4);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(800))?;
/// assert!(history["loss"][0] > 10.0 && history.last().loss < 0.2);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adadelta<R = f64> {
    common: Common<R>,
    rho: f64,
    epsilon: f64,
}

impl<R: LearningRateSchedule> Adadelta<R> {
    /// ρ = 0.95, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            rho: 0.95,
            epsilon: 1e-7,
        }
    }
}

impl<R> Adadelta<R> {
    setting!(
        /// How much of the mean squares stays from step to step. Training refuses one outside [0, 1).
        rho
    );
    setting!(
        /// What is added to the mean squares. Training refuses one that is not above 0.
        epsilon
    );
    shared_settings!(common);
}

impl Default for Adadelta {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Adadelta<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];
    remembers!(common; ["accumulated_grad", "accumulated_delta"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        check_share("Adadelta", "rho", self.rho)?;
        check_positive("Adadelta", "epsilon", self.epsilon)?;
        self.common.check("Adadelta")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 2]) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let [rate, decay, kept, new, epsilon] =
            [rate, decay, self.rho, 1.0 - self.rho, self.epsilon].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, [v, d]| {
            let square = kept * v + new * (g * g);
            let step = ((d + epsilon) / (square + epsilon)).sqrt() * g;
            (w - w * decay - rate * step, [square, kept * d + new * (step * step)])
        })
    }
}
