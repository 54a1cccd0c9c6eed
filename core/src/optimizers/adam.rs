//! Adaptive moments.

use super::schedules::LearningRateSchedule;
use super::{Betas, Common, Optimizer, beta_settings, remembers, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Steps by the ratio of a gradient's running mean to the root of its running mean square (Kingma and Ba 2014),
/// [`keras.optimizers.Adam`](https://keras.io/api/optimizers/adam/).
///
/// Remembers two moments a parameter; [`Adam::amsgrad`] gives an `Adam<AmsGrad>`, which remembers three.
///
/// Within a step, as in Keras: clipping, then weight decay, then, with t counting from 1,
/// m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), w ← w − m · rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) / (√v + ε).
///
/// ```
/// use layerproof::optimizers::{Adam, AmsGrad};
///
/// let usual: Adam = Adam::new(0.001).beta_1(0.8);
/// let amsgrad: Adam<AmsGrad> = Adam::new(0.001).amsgrad();
/// # let _ = (usual, amsgrad);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adam<V = NoAmsGrad, R = f64> {
    pub(super) common: Common<R>,
    pub(super) betas: Betas,
    variant: V,
}

/// The usual [`Adam`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct NoAmsGrad;

/// An [`Adam`] that divides by the largest mean square so far (Reddi, Kale, Kumar 2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AmsGrad;

impl<R: LearningRateSchedule> Adam<NoAmsGrad, R> {
    /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            betas: Betas::NEW,
            variant: NoAmsGrad,
        }
    }

    /// Divides by the largest mean square so far: `amsgrad=True`.
    #[must_use]
    pub const fn amsgrad(self) -> Adam<AmsGrad, R>
    where
        R: Copy,
    {
        Adam {
            common: self.common,
            betas: self.betas,
            variant: AmsGrad,
        }
    }
}

impl<V, R> Adam<V, R> {
    beta_settings!(betas);
    shared_settings!(common);
}

impl<V, R: LearningRateSchedule> Adam<V, R> {
    pub(super) fn check_as(&self, name: &'static str) -> Result<(), InvalidSetting> {
        self.common.check(name)?;
        self.betas.check(name)
    }

    /// Counts one step, and gives its factors.
    fn begin<M: Network>(&mut self, gradient: &mut M) -> Factors<M::Scalar> {
        let (rate, decay) = self.common.begin(gradient);
        let [first, second] = self.betas.advance();
        Factors {
            rate: M::Scalar::from_f64(rate * (1.0 - second).sqrt() / (1.0 - first)),
            decay: M::Scalar::from_f64(decay),
            new_1: M::Scalar::from_f64(1.0 - self.betas.beta_1),
            new_2: M::Scalar::from_f64(1.0 - self.betas.beta_2),
            epsilon: M::Scalar::from_f64(self.betas.epsilon),
        }
    }
}

impl Default for Adam {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[derive(Clone, Copy)]
struct Factors<T> {
    rate: T,
    decay: T,
    new_1: T,
    new_2: T,
    epsilon: T,
}

impl<T: Scalar> Factors<T> {
    #[inline(always)]
    fn moments(&self, g: T, m: T, v: T) -> (T, T) {
        (m + (g - m) * self.new_1, v + (g * g - v) * self.new_2)
    }

    #[inline(always)]
    fn weight(&self, w: T, m: T, v: T) -> T {
        w - w * self.decay - m * self.rate / (v.sqrt() + self.epsilon)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Adam<NoAmsGrad, R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];
    remembers!(common, betas; ["momentum", "velocity"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        self.check_as("Adam")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 2]) -> bool {
        let factors = self.begin(gradient);
        update_parameters(model, gradient, slots, |w, g, [m, v]| {
            let (mean, square) = factors.moments(g, m, v);
            (factors.weight(w, mean, square), [mean, square])
        })
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Adam<AmsGrad, R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 3];
    remembers!(common, betas; ["momentum", "velocity", "velocity_hat"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        self.check_as("Adam")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 3]) -> bool {
        let factors = self.begin(gradient);
        update_parameters(model, gradient, slots, |w, g, [m, v, most]| {
            let (mean, square) = factors.moments(g, m, v);
            let largest = most.max(square);
            (factors.weight(w, mean, largest), [mean, square, largest])
        })
    }
}
