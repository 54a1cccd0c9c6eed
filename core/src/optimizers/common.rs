//! What Keras gives every optimiser: a learning rate, weight decay and clipping.

use super::Clip;
use super::schedules::LearningRateSchedule;
use super::settings::check_not_negative;
use crate::error::InvalidSetting;
use crate::model::Network;

/// The settings that all optimisers share, and the number of the step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Common<R> {
    pub(super) learning_rate: R,
    pub(super) weight_decay: f64,
    pub(super) clip: Clip,
    step: u64,
}

impl<R> Common<R> {
    pub(super) const fn new(learning_rate: R) -> Self {
        Self {
            learning_rate,
            weight_decay: 0.0,
            clip: Clip::NONE,
            step: 0,
        }
    }

    /// Counts a step in which nothing moves.
    pub(super) const fn skip_step(&mut self) {
        self.step += 1;
    }
}

impl<R: LearningRateSchedule> Common<R> {
    pub(super) fn check(&self, of: &'static str) -> Result<(), InvalidSetting> {
        self.learning_rate.check(of)?;
        check_not_negative(of, "weight_decay", self.weight_decay)?;
        self.clip.check(of)
    }

    /// What every step begins with, in Keras's order: clips the gradients, and gives the learning rate and the part of a
    /// parameter that its decay takes off.
    pub(super) fn begin<M: Network>(&mut self, gradient: &mut M) -> (f64, f64) {
        self.clip.apply(gradient);
        let rate = self.learning_rate.learning_rate(self.step);
        self.step += 1;
        (rate, self.weight_decay * rate)
    }
}

/// The builder methods that Keras gives every optimiser, whose [`Common`] is the field of this path.
macro_rules! shared_settings {
    ($($common:ident).+) => {
        /// Clips each gradient to ±`limit`. At most one of the three clippings may be set.
        #[must_use]
        pub const fn clipvalue(mut self, limit: f64) -> Self {
            self.$($common).+.clip.value = Some(limit);
            self
        }

        /// Shortens the gradient of each parameter (a kernel, a bias) to a norm of `limit`, where it is longer.
        #[must_use]
        pub const fn clipnorm(mut self, limit: f64) -> Self {
            self.$($common).+.clip.norm = Some(limit);
            self
        }

        /// Shortens the gradient of all parameters together to a norm of `limit`, where it is longer.
        #[must_use]
        pub const fn global_clipnorm(mut self, limit: f64) -> Self {
            self.$($common).+.clip.global_norm = Some(limit);
            self
        }

        /// Takes w · decay · learning rate off each parameter before the step, apart from the gradients (decoupled).
        #[must_use]
        pub const fn weight_decay(mut self, decay: f64) -> Self {
            self.$($common).+.weight_decay = decay;
            self
        }
    };
}
pub(super) use shared_settings;

/// What `Optimizer` asks for beside the step, where the settings are the field of this path.
macro_rules! counts_steps {
    ($($common:ident).+) => {
        fn skip_step(&mut self) {
            self.$($common).+.skip_step();
        }
    };
}
pub(super) use counts_steps;
