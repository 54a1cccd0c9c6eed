//! Adam with Nesterov's momentum.

use super::schedules::LearningRateSchedule;
use super::{Betas, Common, Optimizer, StateVisitor, beta_settings, remembers, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Adam with the mean as it will be after the next step (Dozat 2015),
/// [`keras.optimizers.Nadam`](https://keras.io/api/optimizers/Nadam/).
///
/// Within a step, after clipping and weight decay, with t counting from 1, μₜ = β₁(1 − 0.96ᵗ / 2) and Mₜ = μ₁ · … · μₜ:
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂),
/// w ← w − rate · (μₜ₊₁ · m / (1 − Mₜ₊₁) + (1 − μₜ) · g / (1 − Mₜ)) / (√(v / (1 − β₂ᵗ)) + ε).
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Nadam::new(0.1).beta_1(0.8);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(300))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nadam<R = f64> {
    common: Common<R>,
    betas: Betas,
    powers: Powers,
}

impl<R: LearningRateSchedule> Nadam<R> {
    /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            betas: Betas::NEW,
            powers: Powers([1.0; 2]),
        }
    }
}

/// 0.96ᵗ and Mₜ.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Powers([f64; 2]);

impl Powers {
    fn visit_state<M: Network>(&mut self, visitor: &mut dyn StateVisitor<M>) {
        let [power, product] = &mut self.0;
        visitor.number("decay_power", power);
        visitor.number("u_product", product);
    }
}

impl<R> Nadam<R> {
    beta_settings!(betas);
    shared_settings!(common);
}

impl Default for Nadam {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Nadam<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];
    remembers!(common, betas, powers; ["momentum", "velocity"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        self.common.check("Nadam")?;
        self.betas.check("Nadam")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 2]) -> bool {
        const DECAY: f64 = 0.96;
        let (rate, decay) = self.common.begin(gradient);
        let [_, second] = self.betas.advance();
        let Betas {
            beta_1,
            beta_2,
            epsilon,
            ..
        } = self.betas;
        let [power, product] = &mut self.powers.0;
        *power *= DECAY;
        let now = beta_1 * (1.0 - 0.5 * *power);
        let next = beta_1 * (1.0 - 0.5 * *power * DECAY);
        *product *= now;
        let of_mean = rate * next / (1.0 - *product * next);
        let of_gradient = rate * (1.0 - now) / (1.0 - *product);
        let [of_mean, of_gradient, of_square] = [of_mean, of_gradient, 1.0 / (1.0 - second)].map(M::Scalar::from_f64);
        let [decay, new_1, new_2, epsilon] = [decay, 1.0 - beta_1, 1.0 - beta_2, epsilon].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, [m, v]| {
            let mean = m + (g - m) * new_1;
            let square = v + (g * g - v) * new_2;
            let step = (of_mean * mean + of_gradient * g) / ((square * of_square).sqrt() + epsilon);
            (w - w * decay - step, [mean, square])
        })
    }
}
