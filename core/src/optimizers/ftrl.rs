//! Follow the regularised leader.

use super::schedules::LearningRateSchedule;
use super::settings::{check_not_negative, check_positive};
use super::{Common, Optimizer, remembers, setting, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::kernels::{Elementary as _, Plain};
use crate::model::Network;

/// The parameters that would have been best so far, with penalties that make them exactly 0 (`McMahan` and others 2013),
/// [`keras.optimizers.Ftrl`](https://keras.io/api/optimizers/ftrl/).
///
/// Within a step, after clipping and weight decay, with p = −`learning_rate_power` and n the sum of squared gradients, which
/// begins with `initial_accumulator_value`: n′ = n + g²,
/// z ← z + g + 2 · `l2_shrinkage` · w − (n′ᵖ − nᵖ) / rate · w, and w ← (clip(z, ±l1) − z) / (n′ᵖ / rate + 2 · l2 + β / rate).
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Ftrl::new(0.5).l1_regularization_strength(0.001);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(500))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ftrl<R = f64> {
    common: Common<R>,
    learning_rate_power: f64,
    initial_accumulator_value: f64,
    l1_regularization_strength: f64,
    l2_regularization_strength: f64,
    l2_shrinkage_regularization_strength: f64,
    beta: f64,
}

impl<R: LearningRateSchedule> Ftrl<R> {
    /// A power of −0.5, an initial sum of 0.1, no penalties. Training refuses a rate that is not above 0.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            learning_rate_power: -0.5,
            initial_accumulator_value: 0.1,
            l1_regularization_strength: 0.0,
            l2_regularization_strength: 0.0,
            l2_shrinkage_regularization_strength: 0.0,
            beta: 0.0,
        }
    }
}

impl<R> Ftrl<R> {
    setting!(
        /// How fast the rate falls with the sum of squares; 0 for not at all. Training refuses one above 0. What is neither
        /// −0.5 nor 0 takes a power a parameter.
        learning_rate_power
    );
    setting!(
        /// What the sum of squares begins with. Training refuses a negative one.
        initial_accumulator_value
    );
    setting!(
        /// The penalty on |w|. Training refuses a negative one.
        l1_regularization_strength
    );
    setting!(
        /// The penalty on w². Training refuses a negative one.
        l2_regularization_strength
    );
    setting!(
        /// The penalty on w² that counts as a part of the gradient. Training refuses a negative one.
        l2_shrinkage_regularization_strength
    );
    setting!(
        /// β of the paper, as a penalty on w² of β / 2 over the rate. Training refuses a negative one.
        beta
    );
    shared_settings!(common);
}

impl Default for Ftrl {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Ftrl<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];
    remembers!(common; ["accumulator", "linear"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        let power = self.learning_rate_power;
        let fine = power.is_finite() && power <= 0.0;
        InvalidSetting::require(fine, "Ftrl", "learning_rate_power", power, "be finite and not above 0")?;
        for (name, value) in [
            ("initial_accumulator_value", self.initial_accumulator_value),
            ("l1_regularization_strength", self.l1_regularization_strength),
            ("l2_regularization_strength", self.l2_regularization_strength),
            (
                "l2_shrinkage_regularization_strength",
                self.l2_shrinkage_regularization_strength,
            ),
            ("beta", self.beta),
        ] {
            check_not_negative("Ftrl", name, value)?;
        }
        // The rate is divided by.
        check_positive("Ftrl", "learning_rate", self.common.learning_rate.learning_rate(0))?;
        self.common.check("Ftrl")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 2]) -> bool {
        let power = M::Scalar::from_f64(-self.learning_rate_power);
        match self.learning_rate_power {
            -0.5 => self.step_by(model, gradient, slots, M::Scalar::sqrt),
            0.0 => self.step_by(model, gradient, slots, |_| M::Scalar::ONE),
            _ => self.step_by(model, gradient, slots, |n| (power * n.ln_at(Plain)).exp_at(Plain)),
        }
    }
}

impl<R: LearningRateSchedule> Ftrl<R> {
    fn step_by<M: Network>(
        &mut self,
        model: &mut M,
        gradient: &mut M,
        slots: &mut [M; 2],
        power: impl Fn(M::Scalar) -> M::Scalar + Copy + Send + Sync,
    ) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let l2 = 2.0 * self.l2_regularization_strength + self.beta / rate;
        let shrinkage = 2.0 * self.l2_shrinkage_regularization_strength;
        let [decay, per_rate, l2, shrinkage] = [decay, 1.0 / rate, l2, shrinkage].map(M::Scalar::from_f64);
        let [initial, l1] = [self.initial_accumulator_value, self.l1_regularization_strength].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, [n, z]| {
            let w = w - w * decay;
            let sum = n + g * g;
            let curvature = power(sum + initial) * per_rate;
            let linear = z + g + shrinkage * w - (curvature - power(n + initial) * per_rate) * w;
            let quadratic = curvature + l2;
            let best = (linear.min(l1).max(-l1) - linear) / quadratic;
            // Without a gradient so far, and nothing to begin with, there is no best one yet.
            let new = if quadratic > M::Scalar::ZERO { best } else { w };
            (new, [sum, linear])
        })
    }
}
