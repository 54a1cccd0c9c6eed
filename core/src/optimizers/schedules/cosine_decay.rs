use super::super::settings::check_not_negative;
use super::{LearningRateSchedule, check_initial, half_cosine};
use crate::error::InvalidSetting;

/// Half a cosine down to `alpha` times where it begins (Loshchilov and Hutter 2016), behind a straight line up where there is a
/// warm-up, [`keras.optimizers.schedules.CosineDecay`](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/).
///
/// Without a warm-up: initial · ((1 − alpha) · (1 + cos(π · step / steps)) / 2 + alpha), and initial · alpha after that many steps.
///
/// ```
/// use layerproof::optimizers::{CosineDecay, LearningRateSchedule};
///
/// let schedule = CosineDecay::new(0.0, 1000).warmup_target(0.1).warmup_steps(100);
/// assert_eq!(schedule.learning_rate(50), 0.05);
/// assert_eq!(schedule.learning_rate(100), 0.1);
/// assert_eq!(schedule.learning_rate(1100), 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CosineDecay {
    initial: f64,
    steps: u64,
    alpha: f64,
    warmup_target: Option<f64>,
    warmup_steps: u64,
}

impl CosineDecay {
    /// From `initial_learning_rate` to 0 in `decay_steps` steps.
    pub const fn new(initial_learning_rate: f64, decay_steps: u64) -> Self {
        Self {
            initial: initial_learning_rate,
            steps: decay_steps,
            alpha: 0.0,
            warmup_target: None,
            warmup_steps: 0,
        }
    }

    super::super::setting!(
        /// The last rate as a part of the largest.
        alpha
    );

    /// Where the warm-up leads from the initial rate, and the decay begins.
    #[must_use]
    pub const fn warmup_target(mut self, target: f64) -> Self {
        self.warmup_target = Some(target);
        self
    }

    /// How many steps the warm-up takes, where there is a target.
    #[must_use]
    pub const fn warmup_steps(mut self, steps: u64) -> Self {
        self.warmup_steps = steps;
        self
    }
}

impl LearningRateSchedule for CosineDecay {
    fn learning_rate(&self, step: u64) -> f64 {
        let (from, step) = match self.warmup_target {
            None => (self.initial, step),
            Some(target) if step < self.warmup_steps => {
                return self.initial + (target - self.initial) * (step as f64 / self.warmup_steps as f64);
            }
            Some(target) => (target, step - self.warmup_steps),
        };
        let fraction = step.min(self.steps) as f64 / self.steps as f64;
        from * ((1.0 - self.alpha) * half_cosine(fraction) + self.alpha)
    }

    fn check(&self, _: &'static str) -> Result<(), InvalidSetting> {
        check_initial("CosineDecay", self.initial, self.steps)?;
        check_not_negative("CosineDecay", "alpha", self.alpha)?;
        check_not_negative("CosineDecay", "warmup_target", self.warmup_target.unwrap_or(0.0))
    }
}
