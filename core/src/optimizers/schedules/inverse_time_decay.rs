use super::super::settings::check_not_negative;
use super::{LearningRateSchedule, check_initial, periods};
use crate::error::InvalidSetting;

/// initial / (1 + rate · step / steps),
/// [`keras.optimizers.schedules.InverseTimeDecay`](https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/).
///
/// ```
/// use layerproof::optimizers::{InverseTimeDecay, LearningRateSchedule};
///
/// let schedule = InverseTimeDecay::new(0.1, 100, 1.0);
/// assert_eq!(schedule.learning_rate(100), 0.05);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InverseTimeDecay {
    initial: f64,
    steps: u64,
    rate: f64,
    staircase: bool,
}

impl InverseTimeDecay {
    /// From `initial_learning_rate`; `decay_rate` is the part that the divisor grows by in `decay_steps` steps.
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

impl LearningRateSchedule for InverseTimeDecay {
    fn learning_rate(&self, step: u64) -> f64 {
        self.initial / (1.0 + self.rate * periods(step, self.steps, self.staircase))
    }

    fn check(&self, _: &'static str) -> Result<(), InvalidSetting> {
        check_initial("InverseTimeDecay", self.initial, self.steps)?;
        check_not_negative("InverseTimeDecay", "decay_rate", self.rate)
    }
}
