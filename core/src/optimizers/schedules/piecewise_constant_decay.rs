use super::super::settings::check_not_negative;
use super::LearningRateSchedule;
use crate::error::InvalidSetting;

/// A rate up to each boundary, and one after the last,
/// [`keras.optimizers.schedules.PiecewiseConstantDecay`](https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/).
///
/// ```
/// use layerproof::optimizers::{LearningRateSchedule, PiecewiseConstantDecay};
///
/// let schedule = PiecewiseConstantDecay::new([100, 200], [0.1, 0.01, 0.001]);
/// assert_eq!(schedule.learning_rate(100), 0.1);
/// assert_eq!(schedule.learning_rate(101), 0.01);
/// assert_eq!(schedule.learning_rate(201), 0.001);
/// ```
///
/// One value more than boundaries, or it does not compile:
///
/// ```compile_fail
/// # use layerproof::optimizers::PiecewiseConstantDecay;
/// let schedule = PiecewiseConstantDecay::new([100, 200], [0.1, 0.01]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PiecewiseConstantDecay<const BOUNDARIES: usize, const VALUES: usize> {
    boundaries: [u64; BOUNDARIES],
    values: [f64; VALUES],
}

impl<const BOUNDARIES: usize, const VALUES: usize> PiecewiseConstantDecay<BOUNDARIES, VALUES> {
    /// The last step of each rate but the last, and the rates. Training refuses boundaries that do not rise.
    pub const fn new(boundaries: [u64; BOUNDARIES], values: [f64; VALUES]) -> Self {
        const {
            assert!(
                VALUES == BOUNDARIES + 1,
                "a `PiecewiseConstantDecay` takes one value more than boundaries"
            );
        }
        Self { boundaries, values }
    }
}

impl<const BOUNDARIES: usize, const VALUES: usize> LearningRateSchedule for PiecewiseConstantDecay<BOUNDARIES, VALUES> {
    fn learning_rate(&self, step: u64) -> f64 {
        let passed = self.boundaries.iter().filter(|&&boundary| step > boundary).count();
        self.values.get(passed).copied().unwrap_or_default()
    }

    fn check(&self, _: &'static str) -> Result<(), InvalidSetting> {
        for pair in self.boundaries.windows(2) {
            InvalidSetting::require(
                pair[0] < pair[1],
                "PiecewiseConstantDecay",
                "boundaries",
                pair[1] as f64,
                "be larger than the one before",
            )?;
        }
        for &value in &self.values {
            check_not_negative("PiecewiseConstantDecay", "values", value)?;
        }
        Ok(())
    }
}
