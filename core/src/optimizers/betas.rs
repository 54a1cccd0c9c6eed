//! The decay rates of running moments.

use super::StateVisitor;
use super::settings::{check_positive, check_share};
use crate::error::InvalidSetting;
use crate::model::Network;

/// The settings that Adam and its relatives share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Betas {
    pub(super) beta_1: f64,
    pub(super) beta_2: f64,
    pub(super) epsilon: f64,
    // β₁ᵗ and β₂ᵗ, so that a step needs no power.
    powers: [f64; 2],
}

impl Betas {
    pub(super) const NEW: Self = Self {
        beta_1: 0.9,
        beta_2: 0.999,
        epsilon: 1e-7,
        powers: [1.0; 2],
    };

    pub(super) fn check(&self, of: &'static str) -> Result<(), InvalidSetting> {
        check_share(of, "beta_1", self.beta_1)?;
        check_share(of, "beta_2", self.beta_2)?;
        check_positive(of, "epsilon", self.epsilon)
    }

    /// Shows what is remembered from step to step.
    pub(super) fn visit_state<M: Network>(&mut self, visitor: &mut dyn StateVisitor<M>) {
        let [first, second] = &mut self.powers;
        visitor.number("beta_1_power", first);
        visitor.number("beta_2_power", second);
    }

    /// Counts one step t, and gives β₁ᵗ and β₂ᵗ.
    pub(super) fn advance(&mut self) -> [f64; 2] {
        let [first, second] = &mut self.powers;
        *first *= self.beta_1;
        *second *= self.beta_2;
        self.powers
    }
}

/// The builder methods of [`Betas`], which are the field of this path.
macro_rules! beta_settings {
    ($($betas:ident).+) => {
        $crate::optimizers::setting!(
            /// How much of the mean stays from step to step. Training refuses one outside [0, 1).
            beta_1 in $($betas).+
        );
        $crate::optimizers::setting!(
            /// How much of the mean square stays from step to step. Training refuses one outside [0, 1).
            beta_2 in $($betas).+
        );
        $crate::optimizers::setting!(
            /// What is added so that nothing is divided by 0. Training refuses one that is not above 0.
            epsilon in $($betas).+
        );
    };
}
pub(super) use beta_settings;
