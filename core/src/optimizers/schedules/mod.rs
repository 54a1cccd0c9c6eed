//! Learning rates that change from step to step,
//! [`keras.optimizers.schedules`](https://keras.io/api/optimizers/learning_rate_schedules/).
//!
//! A schedule stands where an optimiser's learning rate does, and so does a closure of the step:
//!
//! ```
//! use layerproof::prelude::*;
//!
//! let decaying = Sgd::new(ExponentialDecay::new(0.1, 1000, 0.96));
//! let halved = Adam::new(|step: u64| if step < 500 { 0.01 } else { 0.005 });
//! # let _ = (decaying, halved);
//! ```

mod cosine_decay;
mod cosine_decay_restarts;
mod exponential_decay;
mod inverse_time_decay;
mod piecewise_constant_decay;
mod polynomial_decay;

pub use self::cosine_decay::CosineDecay;
pub use self::cosine_decay_restarts::CosineDecayRestarts;
pub use self::exponential_decay::ExponentialDecay;
pub use self::inverse_time_decay::InverseTimeDecay;
pub use self::piecewise_constant_decay::PiecewiseConstantDecay;
pub use self::polynomial_decay::PolynomialDecay;
use super::settings::check_not_negative;
use crate::error::InvalidSetting;

/// A learning rate: a number, a schedule, or a closure of the step.
///
/// What takes a closure by value also takes a reference to one. The methods that change an optimiser's type
/// (`momentum`, `centered`, `amsgrad`) need one that is `Copy`, as references are.
///
/// ```
/// use layerproof::optimizers::{ExponentialDecay, LearningRateSchedule};
///
/// let schedule = ExponentialDecay::new(0.1, 10, 0.5);
/// assert_eq!(schedule.learning_rate(0), 0.1);
/// assert_eq!(schedule.learning_rate(10), 0.05);
/// assert_eq!((|step: u64| 1.0 / (1 + step) as f64).learning_rate(1), 0.5);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a learning rate",
    label = "a learning rate goes here",
    note = "a learning rate is a number with a point (`0.1`, an `f64`), a schedule such as `ExponentialDecay::new(0.1, 1000, 0.96)`, or a \
            closure of the step: `|step: u64| 0.1 / (1 + step) as f64`"
)]
pub trait LearningRateSchedule: Send + Sync {
    /// The rate of a step; the first one is step 0.
    fn learning_rate(&self, step: u64) -> f64;

    /// Whether the settings make sense. `optimizer` is the name of the optimiser that asks.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self, optimizer: &'static str) -> Result<(), InvalidSetting> {
        let _ = optimizer;
        Ok(())
    }

    /// The rate itself, to be set and saved, where it is a number; a schedule has none.
    fn constant(&mut self) -> Option<&mut f64> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl LearningRateSchedule for f64 {
    fn learning_rate(&self, _: u64) -> f64 {
        *self
    }

    fn check(&self, optimizer: &'static str) -> Result<(), InvalidSetting> {
        check_not_negative(optimizer, "learning_rate", *self)
    }

    fn constant(&mut self) -> Option<&mut f64> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<F: Fn(u64) -> f64 + Send + Sync> LearningRateSchedule for F {
    fn learning_rate(&self, step: u64) -> f64 {
        self(step)
    }
}

/// Refuses a first rate below 0, and 0 steps.
fn check_initial(of: &'static str, initial: f64, steps: u64) -> Result<(), InvalidSetting> {
    check_not_negative(of, "initial_learning_rate", initial)?;
    InvalidSetting::require(steps > 0, of, "decay_steps", 0.0, "be at least 1")
}

/// How often so many steps fit into `step`, in whole numbers where it is a staircase.
fn periods(step: u64, steps: u64, staircase: bool) -> f64 {
    let periods = step as f64 / steps as f64;
    if staircase { libm::floor(periods) } else { periods }
}

/// From 1 at 0 to 0 at 1, as half a cosine.
fn half_cosine(fraction: f64) -> f64 {
    0.5 * (1.0 + libm::cos(core::f64::consts::PI * fraction))
}
