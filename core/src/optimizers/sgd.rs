//! Stochastic gradient descent.

use bytemuck::Zeroable;

use super::{Clip, Optimizer, check_decay, check_rate, shared_settings};
use crate::Scalar;
use crate::error::Setting;
use crate::kernels;
use crate::model::Network;

/// w ← w − learning rate · gradient, [`keras.optimizers.SGD`](https://keras.io/api/optimizers/sgd/).
///
/// Plain descent remembers nothing. [`Sgd::momentum`] gives an `Sgd<Momentum>`, which remembers one velocity a
/// parameter; so memory is paid for only where it is used.
///
/// Within a step, as in Keras: clipping, then weight decay, then the update.
///
/// ```
/// use layerproof::optimizers::{Momentum, Sgd};
///
/// let plain: Sgd = Sgd::new(0.1).clipnorm(1.0);
/// let with_momentum: Sgd<Momentum> = Sgd::new(0.1).momentum(0.9).nesterov(true);
/// # let _ = (plain, with_momentum);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd<V = NoMomentum> {
    learning_rate: f64,
    weight_decay: f64,
    clip: Clip,
    velocity: V,
}

/// An [`Sgd`] that remembers nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct NoMomentum;

/// An [`Sgd`] that remembers a velocity: v ← momentum · v − learning rate · gradient, w ← w + v.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Momentum {
    momentum: f64,
    nesterov: bool,
}

impl Sgd {
    /// Plain descent. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            weight_decay: 0.0,
            clip: Clip::NONE,
            velocity: NoMomentum,
        }
    }

    /// Descent with a velocity. Training refuses a momentum outside [0, 1].
    #[must_use]
    pub const fn momentum(self, momentum: f64) -> Sgd<Momentum> {
        Sgd {
            learning_rate: self.learning_rate,
            weight_decay: self.weight_decay,
            clip: self.clip,
            velocity: Momentum {
                momentum,
                nesterov: false,
            },
        }
    }
}

impl Sgd<Momentum> {
    /// Whether to step from where the velocity leads: w ← w + momentum · v − learning rate · gradient.
    #[must_use]
    pub const fn nesterov(mut self, nesterov: bool) -> Self {
        self.velocity.nesterov = nesterov;
        self
    }
}

impl<V> Sgd<V> {
    shared_settings!();

    fn check(&self) -> Result<(), Setting> {
        check_rate("Sgd", self.learning_rate)?;
        check_decay("Sgd", self.weight_decay)?;
        self.clip.check("Sgd")
    }
}

impl Default for Sgd {
    /// Keras's rate of 0.01.
    fn default() -> Self {
        Self::new(0.01)
    }
}

#[diagnostic::do_not_recommend]
impl Optimizer for Sgd {
    type Itself = Self;
    type Slots<M: Network> = [M; 0];

    fn check(&self) -> Result<(), Setting> {
        Self::check(self)
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, _: &mut [M; 0]) -> bool {
        self.clip.apply(gradient);
        let rate = M::Scalar::of(self.learning_rate);
        let decay = M::Scalar::of(self.weight_decay * self.learning_rate);
        let mut finite = true;
        super::each_trained([model, gradient], |[weights, gradients]| {
            finite &= kernels::update(weights, gradients, [], |w, g, []| (w - w * decay - rate * g, []));
        });
        finite
    }
}

#[diagnostic::do_not_recommend]
impl Optimizer for Sgd<Momentum> {
    type Itself = Self;
    type Slots<M: Network> = Velocity<M>;

    fn check(&self) -> Result<(), Setting> {
        let momentum = self.velocity.momentum;
        let fine = (0.0..=1.0).contains(&momentum);
        Setting::require(fine, "Sgd", "momentum", momentum, "lie between 0 and 1")?;
        Self::check(self)
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Velocity<M>) -> bool {
        self.clip.apply(gradient);
        let Momentum { momentum, nesterov } = self.velocity;
        let rate = M::Scalar::of(self.learning_rate);
        let decay = M::Scalar::of(self.weight_decay * self.learning_rate);
        let momentum = M::Scalar::of(momentum);
        let mut finite = true;
        let mut step = |[weights, gradients, velocities]: [&mut [M::Scalar]; 3]| {
            finite &= kernels::update(weights, gradients, [velocities], |w, g, [v]| {
                let velocity = momentum * v - rate * g;
                let shift = if nesterov {
                    momentum * velocity - rate * g
                } else {
                    velocity
                };
                (w - w * decay + shift, [velocity])
            });
        };
        super::each_trained([model, gradient, &mut slots.0], |values| step(values));
        finite
    }
}

/// One velocity a parameter.
#[derive(Debug, Clone, Copy, Zeroable)]
#[repr(transparent)]
pub struct Velocity<M>(pub(crate) M);
