//! Adam with a rate for each layer.

use super::schedules::LearningRateSchedule;
use super::{Betas, Common, Optimizer, beta_settings, each_trained, remembers, shared_settings};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::kernels;
use crate::model::Network;

/// Adam whose step has, for each parameter (a kernel, a bias), the norm of that parameter (You and others 2019), for large
/// mini-batches, [`keras.optimizers.Lamb`](https://keras.io/api/optimizers/lamb/).
///
/// Within a step, after clipping and weight decay, with t counting from 1: m ← m + (g − m)(1 − β₁),
/// v ← v + (g² − v)(1 − β₂), s = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε), w ← w − rate · s · ‖w‖ / ‖s‖; where a norm is 0,
/// w ← w − rate · s.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Lamb::new(ExponentialDecay::new(0.1, 100, 0.3));
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(300))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lamb<R = f64> {
    common: Common<R>,
    betas: Betas,
}

impl<R: LearningRateSchedule> Lamb<R> {
    /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            betas: Betas::NEW,
        }
    }
}

impl<R> Lamb<R> {
    beta_settings!(betas);
    shared_settings!(common);
}

impl Default for Lamb {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Lamb<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];
    remembers!(common, betas; ["momentum", "velocity"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        self.common.check("Lamb")?;
        self.betas.check("Lamb")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, [m, v]: &mut [M; 2]) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let [first, second] = self.betas.advance();
        let Betas {
            beta_1,
            beta_2,
            epsilon,
            ..
        } = self.betas;
        let [decay, new_1, new_2, epsilon] = [decay, 1.0 - beta_1, 1.0 - beta_2, epsilon].map(M::Scalar::from_f64);
        let [of_mean, of_square] = [1.0 / (1.0 - first), 1.0 / (1.0 - second)].map(M::Scalar::from_f64);
        let mut finite = true;
        each_trained([model, gradient, m, v], |[weights, gradients, m, v]| {
            finite &= kernels::update(weights, gradients, [&mut *m, &mut *v], |w, g, [m, v]| {
                (w - w * decay, [m + (g - m) * new_1, v + (g * g - v) * new_2])
            });
            let direction = |m, v: M::Scalar| m * of_mean / ((v * of_square).sqrt() + epsilon);
            let of_weights = kernels::sum_of_squares(weights, weights, |w, _| w);
            let of_steps = kernels::sum_of_squares(m, v, direction);
            let ratio = if of_weights > 0.0 && of_steps > 0.0 {
                (of_weights / of_steps).sqrt()
            } else {
                1.0
            };
            let rate = M::Scalar::from_f64(rate * ratio);
            finite &= kernels::update(weights, gradients, [m, v], |w, g, [m, v]| {
                // A gradient that was left out of both moments leaves the parameter alone: ∞ · 0 is NaN.
                (w - rate * direction(m, v) + g * g * M::Scalar::ZERO, [m, v])
            });
        });
        finite
    }
}
