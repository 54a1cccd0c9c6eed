use super::super::settings::check_not_negative;
use super::{LearningRateSchedule, check_initial};
use crate::error::InvalidSetting;

/// (initial − end) · (1 − step / steps)^power + end, and end after that many steps,
/// [`keras.optimizers.schedules.PolynomialDecay`](https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/).
///
/// ```
/// use layerproof::optimizers::{LearningRateSchedule, PolynomialDecay};
///
/// let schedule = PolynomialDecay::new(0.5, 100).end_learning_rate(0.0).power(2.0);
/// assert_eq!(schedule.learning_rate(50), 0.125);
/// assert_eq!(schedule.learning_rate(1000), 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolynomialDecay {
    initial: f64,
    steps: u64,
    end: f64,
    power: f64,
    cycle: bool,
}

impl PolynomialDecay {
    /// From `initial_learning_rate` to 0.0001 in `decay_steps` steps, in a straight line.
    pub const fn new(initial_learning_rate: f64, decay_steps: u64) -> Self {
        Self {
            initial: initial_learning_rate,
            steps: decay_steps,
            end: 1e-4,
            power: 1.0,
            cycle: false,
        }
    }

    /// The rate at the end.
    #[must_use]
    pub const fn end_learning_rate(mut self, end: f64) -> Self {
        self.end = end;
        self
    }

    super::super::setting!(
        /// The power of the polynomial.
        power
    );

    /// Whether the rate rises again after the end, for twice, then three times as many steps in all, and so on.
    #[must_use]
    pub const fn cycle(mut self, cycle: bool) -> Self {
        self.cycle = cycle;
        self
    }
}

impl LearningRateSchedule for PolynomialDecay {
    fn learning_rate(&self, step: u64) -> f64 {
        let (steps, step) = if self.cycle {
            (self.steps.saturating_mul(step.div_ceil(self.steps.max(1)).max(1)), step)
        } else {
            (self.steps, step.min(self.steps))
        };
        let left = 1.0 - step as f64 / steps as f64;
        (self.initial - self.end) * libm::pow(left, self.power) + self.end
    }

    fn check(&self, _: &'static str) -> Result<(), InvalidSetting> {
        check_initial("PolynomialDecay", self.initial, self.steps)?;
        check_not_negative("PolynomialDecay", "end_learning_rate", self.end)?;
        check_not_negative("PolynomialDecay", "power", self.power)
    }
}
