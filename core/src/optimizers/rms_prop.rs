//! Gradients by the root of their mean square.

use super::schedules::LearningRateSchedule;
use super::settings::{check_positive, check_share};
use super::{Common, Momentum, NoMomentum, Optimizer, remembers, setting, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Steps by the ratio of a gradient to the root of its running mean square (Hinton 2012),
/// [`keras.optimizers.RMSprop`](https://keras.io/api/optimizers/rmsprop/).
///
/// Remembers one number a parameter; [`RmsProp::momentum`] and [`RmsProp::centered`] one more each.
///
/// Within a step, after clipping and weight decay: v ← ρ · v + (1 − ρ) · g² and s = rate · g / √(v + ε), where `centered`
/// a ← ρ · a + (1 − ρ) · g and s = rate · g / √(v − a² + ε); then w ← w − s, or with `momentum` m ← momentum · m + s, w ← w − m.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = RmsProp::new(0.01).rho(0.9).momentum(0.5).centered();
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(500))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RmsProp<V = NoMomentum, C = NotCentered, R = f64> {
    common: Common<R>,
    rho: f64,
    epsilon: f64,
    velocity: V,
    variant: C,
}

/// The usual [`RmsProp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct NotCentered;

/// An [`RmsProp`] that divides by the root of a gradient's variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Centered;

impl<R: LearningRateSchedule> RmsProp<NoMomentum, NotCentered, R> {
    /// ρ = 0.9, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            rho: 0.9,
            epsilon: 1e-7,
            velocity: NoMomentum,
            variant: NotCentered,
        }
    }
}

impl<C: Copy, R: Copy> RmsProp<NoMomentum, C, R> {
    /// With a velocity. Training refuses a momentum outside [0, 1].
    #[must_use]
    pub const fn momentum(self, momentum: f64) -> RmsProp<Momentum, C, R> {
        RmsProp {
            common: self.common,
            rho: self.rho,
            epsilon: self.epsilon,
            velocity: Momentum::new(momentum),
            variant: self.variant,
        }
    }
}

impl<V: Copy, R: Copy> RmsProp<V, NotCentered, R> {
    /// Takes the square of the mean gradient off the mean square: `centered=True`.
    #[must_use]
    pub const fn centered(self) -> RmsProp<V, Centered, R> {
        RmsProp {
            common: self.common,
            rho: self.rho,
            epsilon: self.epsilon,
            velocity: self.velocity,
            variant: Centered,
        }
    }
}

impl<V, C, R> RmsProp<V, C, R> {
    setting!(
        /// How much of the mean square stays from step to step. Training refuses one outside [0, 1).
        rho
    );
    setting!(
        /// What is added to the mean square. Training refuses one that is not above 0.
        epsilon
    );
    shared_settings!(common);
}

impl Default for RmsProp {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

/// The factor of a velocity.
trait Velocity {
    fn momentum(&self) -> f64;
}

impl Velocity for NoMomentum {
    fn momentum(&self) -> f64 {
        0.0
    }
}

impl Velocity for Momentum {
    fn momentum(&self) -> f64 {
        self.momentum
    }
}

#[derive(Clone, Copy)]
struct Factors<T> {
    rate: T,
    decay: T,
    kept: T,
    new: T,
    epsilon: T,
    momentum: T,
}

impl<T: Scalar> Factors<T> {
    #[inline(always)]
    fn mean(&self, mean: T, new: T) -> T {
        self.kept * mean + self.new * new
    }

    #[inline(always)]
    fn step(&self, g: T, square: T) -> T {
        self.rate * g / (square + self.epsilon).sqrt()
    }

    /// The variance: not negative, whatever rounding does.
    #[inline(always)]
    fn variance(square: T, mean: T) -> T {
        (square - mean * mean).max(T::ZERO)
    }
}

macro_rules! variants {
    ($($velocity:ident, $centered:ident, $slots:literal, $names:tt: |$f:ident, $g:ident, $old:pat_param| $rule:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<R: LearningRateSchedule> Optimizer for RmsProp<$velocity, $centered, R> {
            type Itself = Self;
            type Slots<M: Network> = [M; $slots];
            remembers!(common; $names);

            fn check(&self) -> Result<(), InvalidSetting> {
                check_share("RmsProp", "rho", self.rho)?;
                check_positive("RmsProp", "epsilon", self.epsilon)?;
                let momentum = self.velocity.momentum();
                let fine = (0.0..=1.0).contains(&momentum);
                InvalidSetting::require(fine, "RmsProp", "momentum", momentum, "lie between 0 and 1")?;
                self.common.check("RmsProp")
            }

            fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; $slots]) -> bool {
                let (rate, decay) = self.common.begin(gradient);
                let $f = Factors {
                    rate: M::Scalar::from_f64(rate),
                    decay: M::Scalar::from_f64(decay),
                    kept: M::Scalar::from_f64(self.rho),
                    new: M::Scalar::from_f64(1.0 - self.rho),
                    epsilon: M::Scalar::from_f64(self.epsilon),
                    momentum: M::Scalar::from_f64(self.velocity.momentum()),
                };
                update_parameters(model, gradient, slots, |w, $g, $old| {
                    let (step, new) = $rule;
                    (w - w * $f.decay - step, new)
                })
            }
        }
    )+};
}

variants! {
    NoMomentum, NotCentered, 1, ["velocity"]: |f, g, [v]| {
        let v = f.mean(v, g * g);
        (f.step(g, v), [v])
    };
    Momentum, NotCentered, 2, ["velocity", "momentum"]: |f, g, [v, m]| {
        let v = f.mean(v, g * g);
        let m = f.momentum * m + f.step(g, v);
        (m, [v, m])
    };
    NoMomentum, Centered, 2, ["velocity", "average_gradient"]: |f, g, [v, a]| {
        let (v, a) = (f.mean(v, g * g), f.mean(a, g));
        (f.step(g, Factors::variance(v, a)), [v, a])
    };
    Momentum, Centered, 3, ["velocity", "average_gradient", "momentum"]: |f, g, [v, a, m]| {
        let (v, a) = (f.mean(v, g * g), f.mean(a, g));
        let m = f.momentum * m + f.step(g, Factors::variance(v, a));
        (m, [v, a, m])
    };
}
