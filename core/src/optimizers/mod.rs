//! Optimisers, [`keras.optimizers`](https://keras.io/api/optimizers/). They see slices of parameters and gradients, and
//! nothing of layers.
//!
//! Settings are kept in f64. Each step works out its factors in f64 and rounds them once to the model's number type.

mod adam;
mod clip;
mod sgd;

use bytemuck::Zeroable;

pub use self::adam::{Adam, AmsGrad, NoAmsGrad};
use self::clip::Clip;
#[cfg(all(test, feature = "std"))]
pub(crate) use self::sgd::Velocity;
pub use self::sgd::{Momentum, NoMomentum, Sgd};
use crate::error::Setting;
use crate::layers::ParameterInfo;
use crate::model::Network;

/// A rule that turns gradients into new parameters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an optimiser",
    label = "an optimiser goes here",
    note = "optimisers: `Sgd::new(learning_rate)` and `Adam::new(learning_rate)`"
)]
pub trait Optimizer: Send + Sync {
    /// The optimiser itself: always `Self`.
    ///
    /// `compile` names it through this trait, so that something else in its place leaves no type behind for a second
    /// error to be about.
    type Itself: Optimizer + From<Self>
    where
        Self: Sized;
    /// What it remembers from step to step: models of the same type, such as `[M; 2]` for Adam's two moments.
    type Slots<M: Network>: Zeroable + Copy + Send + Sync;

    /// Whether the settings make sense; training asks before it changes anything.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self) -> Result<(), Setting> {
        Ok(())
    }

    /// One step. `gradient` may be changed (clipping).
    ///
    /// A parameter that would become infinite or NaN stays as it is, and the answer is `false`.
    #[must_use]
    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Self::Slots<M>) -> bool;
}

/// Goes through the parameters of `K` models side by side that training changes.
fn each_trained<M: Network, const K: usize>(models: [&mut M; K], mut visit: impl FnMut([&mut [M::Scalar]; K])) {
    M::parameters_mut(
        models,
        &mut |_, parameter: ParameterInfo, values: [&mut [M::Scalar]; K]| {
            if parameter.is_trained() {
                visit(values);
            }
        },
    );
}

fn check_rate(of: &'static str, rate: f64) -> Result<(), Setting> {
    let fine = rate.is_finite() && rate >= 0.0;
    Setting::require(fine, of, "learning_rate", rate, "be finite and not negative")
}

fn check_decay(of: &'static str, decay: f64) -> Result<(), Setting> {
    let fine = decay.is_finite() && decay >= 0.0;
    Setting::require(fine, of, "weight_decay", decay, "be finite and not negative")
}

/// The builder methods that Keras gives every optimiser.
macro_rules! shared_settings {
    () => {
        /// Clips each gradient to ±`limit`. At most one of the three clippings may be set.
        #[must_use]
        pub const fn clipvalue(mut self, limit: f64) -> Self {
            self.clip.value = Some(limit);
            self
        }

        /// Shortens the gradient of each parameter (a kernel, a bias) to a norm of `limit`, where it is longer.
        #[must_use]
        pub const fn clipnorm(mut self, limit: f64) -> Self {
            self.clip.norm = Some(limit);
            self
        }

        /// Shortens the gradient of all parameters together to a norm of `limit`, where it is longer.
        #[must_use]
        pub const fn global_clipnorm(mut self, limit: f64) -> Self {
            self.clip.global_norm = Some(limit);
            self
        }

        /// Takes w · decay · learning rate off each parameter before the step, apart from the gradients (decoupled).
        #[must_use]
        pub const fn weight_decay(mut self, decay: f64) -> Self {
            self.weight_decay = decay;
            self
        }
    };
}
use shared_settings;
