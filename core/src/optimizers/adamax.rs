//! Adam by the largest gradient.

use super::schedules::LearningRateSchedule;
use super::{Betas, Common, Optimizer, beta_settings, remembers, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Steps by the ratio of a gradient's running mean to its largest size, which decays (Kingma and Ba 2014, section 7),
/// [`keras.optimizers.Adamax`](https://keras.io/api/optimizers/adamax/).
///
/// Within a step, after clipping and weight decay, with t counting from 1: m ← m + (g − m)(1 − β₁), u ← max(β₂ · u, |g|),
/// w ← w − rate · m / ((1 − β₁ᵗ)(u + ε)).
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Adamax::new(0.1).beta_1(0.8);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(300))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adamax<R = f64> {
    common: Common<R>,
    betas: Betas,
}

impl<R: LearningRateSchedule> Adamax<R> {
    /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            betas: Betas::NEW,
        }
    }
}

impl<R> Adamax<R> {
    beta_settings!(betas);
    shared_settings!(common);
}

impl Default for Adamax {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Adamax<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];
    remembers!(common, betas; ["momentum", "norm"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        self.common.check("Adamax")?;
        self.betas.check("Adamax")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 2]) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let [first, _] = self.betas.advance();
        let Betas {
            beta_1,
            beta_2,
            epsilon,
            ..
        } = self.betas;
        let [rate, decay, new, kept, epsilon] =
            [rate / (1.0 - first), decay, 1.0 - beta_1, beta_2, epsilon].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, [m, u]| {
            let mean = m + (g - m) * new;
            let largest = (kept * u).max(g.abs());
            (w - w * decay - rate * mean / (largest + epsilon), [mean, largest])
        })
    }
}
