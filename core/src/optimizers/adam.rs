//! Adaptive moments.

use super::{Clip, Optimizer, check_decay, check_rate, shared_settings};
use crate::Scalar;
use crate::error::Setting;
use crate::kernels;
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
pub struct Adam<V = NoAmsGrad> {
    learning_rate: f64,
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    weight_decay: f64,
    clip: Clip,
    // β₁ᵗ and β₂ᵗ, so that a step needs no power.
    powers: [f64; 2],
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

impl Adam {
    /// β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 1e-7,
            weight_decay: 0.0,
            clip: Clip::NONE,
            powers: [1.0; 2],
            variant: NoAmsGrad,
        }
    }

    /// Divides by the largest mean square so far: `amsgrad=True`.
    #[must_use]
    pub const fn amsgrad(self) -> Adam<AmsGrad> {
        Adam {
            learning_rate: self.learning_rate,
            beta_1: self.beta_1,
            beta_2: self.beta_2,
            epsilon: self.epsilon,
            weight_decay: self.weight_decay,
            clip: self.clip,
            powers: self.powers,
            variant: AmsGrad,
        }
    }
}

impl<V> Adam<V> {
    /// How much of the mean stays from step to step. Training refuses one outside [0, 1).
    #[must_use]
    pub const fn beta_1(mut self, beta_1: f64) -> Self {
        self.beta_1 = beta_1;
        self
    }

    /// How much of the mean square stays from step to step. Training refuses one outside [0, 1).
    #[must_use]
    pub const fn beta_2(mut self, beta_2: f64) -> Self {
        self.beta_2 = beta_2;
        self
    }

    /// What is added to the root of the mean square. Training refuses one that is not above 0.
    #[must_use]
    pub const fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    shared_settings!();

    fn check(&self) -> Result<(), Setting> {
        check_rate("Adam", self.learning_rate)?;
        for (name, beta) in [("beta_1", self.beta_1), ("beta_2", self.beta_2)] {
            let fine = (0.0..1.0).contains(&beta);
            Setting::require(fine, "Adam", name, beta, "be at least 0 and below 1")?;
        }
        let fine = self.epsilon > 0.0 && self.epsilon.is_finite();
        Setting::require(fine, "Adam", "epsilon", self.epsilon, "be finite and above 0")?;
        check_decay("Adam", self.weight_decay)?;
        self.clip.check("Adam")
    }

    /// Counts one step, and gives its factors.
    fn factors<T: Scalar>(&mut self) -> Factors<T> {
        let [first, second] = &mut self.powers;
        *first *= self.beta_1;
        *second *= self.beta_2;
        let rate = self.learning_rate * (1.0 - *second).sqrt() / (1.0 - *first);
        Factors {
            rate: T::of(rate),
            decay: T::of(self.weight_decay * self.learning_rate),
            new_1: T::of(1.0 - self.beta_1),
            new_2: T::of(1.0 - self.beta_2),
            epsilon: T::of(self.epsilon),
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
impl Optimizer for Adam {
    type Itself = Self;
    type Slots<M: Network> = [M; 2];

    fn check(&self) -> Result<(), Setting> {
        Self::check(self)
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, [m, v]: &mut [M; 2]) -> bool {
        self.clip.apply(gradient);
        let factors = self.factors();
        let mut finite = true;
        super::each_trained([model, gradient, m, v], |[weights, gradients, m, v]| {
            finite &= kernels::update(weights, gradients, [m, v], |w, g, [m, v]| {
                let (mean, square) = factors.moments(g, m, v);
                (factors.weight(w, mean, square), [mean, square])
            });
        });
        finite
    }
}

#[diagnostic::do_not_recommend]
impl Optimizer for Adam<AmsGrad> {
    type Itself = Self;
    type Slots<M: Network> = [M; 3];

    fn check(&self) -> Result<(), Setting> {
        Self::check(self)
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, [m, v, most]: &mut [M; 3]) -> bool {
        self.clip.apply(gradient);
        let factors = self.factors();
        let mut finite = true;
        let mut step = |[weights, gradients, m, v, most]: [&mut [M::Scalar]; 5]| {
            finite &= kernels::update(weights, gradients, [m, v, most], |w, g, [m, v, most]| {
                let (mean, square) = factors.moments(g, m, v);
                let largest = most.larger(square);
                (factors.weight(w, mean, largest), [mean, square, largest])
            });
        };
        super::each_trained([model, gradient, m, v, most], |values| step(values));
        finite
    }
}
