use super::super::settings::check_positive;
use super::{LearningRateSchedule, check_initial, periods};
use crate::error::InvalidSetting;

/// initial · rate^(step / steps),
/// [`keras.optimizers.schedules.ExponentialDecay`](https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/).
///
/// ```
/// use layerproof::optimizers::{ExponentialDecay, LearningRateSchedule};
///
/// let schedule = ExponentialDecay::new(0.1, 100, 0.5).staircase(true);
/// assert_eq!(schedule.learning_rate(99), 0.1);
/// assert_eq!(schedule.learning_rate(100), 0.05);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialDecay {
    initial: f64,
    steps: u64,
    rate: f64,
    staircase: bool,
}

impl ExponentialDecay {
    /// From `initial_learning_rate`, times `decay_rate` in each `decay_steps` steps.
    pub const fn new(initial_learning_rate: f64, decay_steps: u64, decay_rate: f64) -> Self {
        Self {
            initial: initial_learning_rate,
            steps: decay_steps,
            rate: decay_rate,
            staircase: false,
        }
    }

    /// Whether the rate stays the same for `decay_steps` steps, and then falls at once.
    #[must_use]
    pub const fn staircase(mut self, staircase: bool) -> Self {
        self.staircase = staircase;
        self
    }
}

impl LearningRateSchedule for ExponentialDecay {
    fn learning_rate(&self, step: u64) -> f64 {
        self.initial * libm::pow(self.rate, periods(step, self.steps, self.staircase))
    }

    fn check(&self, _: &'static str) -> Result<(), InvalidSetting> {
        check_initial("ExponentialDecay", self.initial, self.steps)?;
        check_positive("ExponentialDecay", "decay_rate", self.rate)
    }
}
