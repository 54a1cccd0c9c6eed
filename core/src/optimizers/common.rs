//! What Keras gives every optimiser: a learning rate, weight decay and clipping.

use super::Clip;
use super::StateVisitor;
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
    /// The rate of the next step.
    pub(super) fn rate(&self) -> f64 {
        self.learning_rate.learning_rate(self.step)
    }

    /// Sets the rate, where it is a number.
    pub(super) fn set_rate(&mut self, rate: f64) -> bool {
        self.learning_rate.constant().map(|number| *number = rate).is_some()
    }

    /// Shows what is remembered from step to step.
    pub(super) fn visit_state<M: Network>(&mut self, visitor: &mut dyn StateVisitor<M>) {
        visitor.count("step", &mut self.step);
        if let Some(rate) = self.learning_rate.constant() {
            visitor.number("learning_rate", rate);
        }
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
        let rate = self.rate();
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

/// What `Optimizer` asks for beside the step: the settings are the field of the first path, further numbers that change from
/// step to step those behind it, and the slots have these names in files.
macro_rules! remembers {
    ($($common:ident).+ $(, $($more:ident).+)*; $slots:tt) => {
        fn skip_step(&mut self) {
            self.$($common).+.skip_step();
        }

        fn learning_rate(&self) -> f64 {
            self.$($common).+.rate()
        }

        fn set_learning_rate(&mut self, rate: f64) -> bool {
            self.$($common).+.set_rate(rate)
        }

        fn visit_state<M: Network>(
            &mut self,
            slots: &mut Self::Slots<M>,
            visitor: &mut dyn $crate::optimizers::StateVisitor<M>,
        ) -> bool {
            self.$($common).+.visit_state(visitor);
            $(self.$($more).+.visit_state(visitor);)*
            $crate::optimizers::state::EachSlot::each_slot(slots, &$slots, &mut |name, slot| {
                visitor.slot(name, slot);
            });
            true
        }
    };
}
pub(super) use remembers;
