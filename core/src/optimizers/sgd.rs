//! Stochastic gradient descent.

use bytemuck::Zeroable;

use super::schedules::LearningRateSchedule;
use super::state::EachSlot;
use super::{Common, Optimizer, remembers, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// w ← w − learning rate · gradient, [`keras.optimizers.SGD`](https://keras.io/api/optimizers/sgd/).
///
/// Plain descent remembers nothing. [`Sgd::momentum`] gives an `Sgd<Momentum>`, which remembers one velocity a
/// parameter; so memory is paid for only where it is used.
///
/// Within a step, as in Keras: clipping, then weight decay, then the update.
///
/// ```
/// use layerproof::optimizers::{ExponentialDecay, Momentum, Sgd};
///
/// let plain: Sgd = Sgd::new(0.1).clipnorm(1.0);
/// let with_momentum: Sgd<Momentum> = Sgd::new(0.1).momentum(0.9).nesterov(true);
/// let decaying = Sgd::new(ExponentialDecay::new(0.1, 1000, 0.96));
/// # let _ = (plain, with_momentum, decaying);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd<V = NoMomentum, R = f64> {
    common: Common<R>,
    velocity: V,
}

/// An optimiser without a velocity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct NoMomentum;

/// An optimiser that remembers a velocity. Of [`Sgd`]: v ← momentum · v − learning rate · gradient, w ← w + v.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Momentum {
    pub(super) momentum: f64,
    nesterov: bool,
}

impl Momentum {
    pub(super) const fn new(momentum: f64) -> Self {
        Self {
            momentum,
            nesterov: false,
        }
    }
}

impl<R: LearningRateSchedule> Sgd<NoMomentum, R> {
    /// Plain descent. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            velocity: NoMomentum,
        }
    }

    /// Descent with a velocity. Training refuses a momentum outside [0, 1].
    #[must_use]
    pub const fn momentum(self, momentum: f64) -> Sgd<Momentum, R>
    where
        R: Copy,
    {
        Sgd {
            common: self.common,
            velocity: Momentum::new(momentum),
        }
    }
}

impl<R> Sgd<Momentum, R> {
    /// Whether to step from where the velocity leads: w ← w + momentum · v − learning rate · gradient.
    #[must_use]
    pub const fn nesterov(mut self, nesterov: bool) -> Self {
        self.velocity.nesterov = nesterov;
        self
    }
}

impl<V, R> Sgd<V, R> {
    shared_settings!(common);
}

impl Default for Sgd {
    /// Keras's rate of 0.01.
    fn default() -> Self {
        Self::new(0.01)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Sgd<NoMomentum, R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 0];
    remembers!(common; []);

    fn check(&self) -> Result<(), InvalidSetting> {
        self.common.check("Sgd")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 0]) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let [rate, decay] = [rate, decay].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, []| (w - w * decay - rate * g, []))
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Sgd<Momentum, R> {
    type Itself = Self;
    type Slots<M: Network> = Velocity<M>;
    remembers!(common; ["momentum"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        let momentum = self.velocity.momentum;
        let fine = (0.0..=1.0).contains(&momentum);
        InvalidSetting::require(fine, "Sgd", "momentum", momentum, "lie between 0 and 1")?;
        self.common.check("Sgd")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Velocity<M>) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let Momentum { momentum, nesterov } = self.velocity;
        let [rate, decay, momentum] = [rate, decay, momentum].map(M::Scalar::from_f64);
        let slots = core::array::from_mut(&mut slots.0);
        update_parameters(model, gradient, slots, |w, g, [v]| {
            let velocity = momentum * v - rate * g;
            let shift = if nesterov {
                momentum * velocity - rate * g
            } else {
                velocity
            };
            (w - w * decay + shift, [velocity])
        })
    }
}

/// One velocity a parameter.
#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(transparent)]
pub struct Velocity<M>(pub(crate) M);

#[diagnostic::do_not_recommend]
impl<M> EachSlot<M> for Velocity<M> {
    fn each_slot(&mut self, names: &[&'static str], visit: &mut dyn FnMut(&'static str, &mut M)) {
        core::array::from_mut(&mut self.0).each_slot(names, visit);
    }
}
