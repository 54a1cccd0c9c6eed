use super::super::settings::check_not_negative;
use super::{LearningRateSchedule, check_initial, half_cosine};
use crate::error::InvalidSetting;

/// Half a cosine down, again and again (Loshchilov and Hutter 2016),
/// [`keras.optimizers.schedules.CosineDecayRestarts`](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/).
///
/// Each takes `t_mul` times as many steps as the one before, and begins at `m_mul` times its rate.
///
/// ```
/// use layerproof::optimizers::{CosineDecayRestarts, LearningRateSchedule};
///
/// let schedule = CosineDecayRestarts::new(0.1, 100).m_mul(0.5);
/// assert_eq!(schedule.learning_rate(0), 0.1);
/// assert_eq!(schedule.learning_rate(100), 0.05);
/// assert_eq!(schedule.learning_rate(300), 0.025);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CosineDecayRestarts {
    initial: f64,
    steps: u64,
    t_mul: f64,
    m_mul: f64,
    alpha: f64,
}

impl CosineDecayRestarts {
    /// From `initial_learning_rate` to 0 in `first_decay_steps` steps, then in twice as many, and so on.
    pub const fn new(initial_learning_rate: f64, first_decay_steps: u64) -> Self {
        Self {
            initial: initial_learning_rate,
            steps: first_decay_steps,
            t_mul: 2.0,
            m_mul: 1.0,
            alpha: 0.0,
        }
    }

    super::super::setting!(
        /// How many times as many steps each takes as the one before. Training refuses one below 1.
        t_mul
    );
    super::super::setting!(
        /// At how many times the rate of the one before each begins.
        m_mul
    );
    super::super::setting!(
        /// The last rate as a part of the first.
        alpha
    );
}

impl LearningRateSchedule for CosineDecayRestarts {
    fn learning_rate(&self, step: u64) -> f64 {
        let firsts = step as f64 / self.steps as f64;
        let (restarts, fraction) = if self.t_mul > 1.0 {
            // The k-th ends after (t_mulᵏ − 1) / (t_mul − 1) times the first. A restart is not to be late by a rounding.
            let growth = self.t_mul - 1.0;
            let restarts = libm::floor(libm::log1p(firsts * growth) / libm::log(self.t_mul) + 1e-9);
            let length = libm::pow(self.t_mul, restarts);
            (restarts, (firsts - (length - 1.0) / growth) / length)
        } else {
            (libm::floor(firsts), firsts - libm::floor(firsts))
        };
        let height = libm::pow(self.m_mul, restarts);
        self.initial * ((1.0 - self.alpha) * height * half_cosine(fraction) + self.alpha)
    }

    fn check(&self, _: &'static str) -> Result<(), InvalidSetting> {
        check_initial("CosineDecayRestarts", self.initial, self.steps)?;
        let fine = self.t_mul.is_finite() && self.t_mul >= 1.0;
        InvalidSetting::require(
            fine,
            "CosineDecayRestarts",
            "t_mul",
            self.t_mul,
            "be finite and at least 1",
        )?;
        check_not_negative("CosineDecayRestarts", "m_mul", self.m_mul)?;
        check_not_negative("CosineDecayRestarts", "alpha", self.alpha)
    }
}
