//! Optimisers, [`keras.optimizers`](https://keras.io/api/optimizers/). They see slices of parameters and gradients, and
//! nothing of layers.
//!
//! | optimiser | remembers, in numbers a parameter |
//! |---|---|
//! | [`Sgd`] | nothing; 1 with `momentum` |
//! | [`RmsProp`] | 1; one more each with `momentum` and `centered` |
//! | [`Adam`], [`AdamW`] | 2; 3 with `amsgrad` |
//! | [`Adamax`], [`Nadam`], [`Lamb`] | 2 |
//! | [`Adagrad`], [`Lion`] | 1 |
//! | [`Adadelta`], [`Ftrl`] | 2 |
//!
//! All have Keras's `weight_decay`, `clipvalue`, `clipnorm` and `global_clipnorm`; [`Optimizer::use_ema`] and
//! [`Optimizer::gradient_accumulation_steps`] remember one more. The learning rate is a number or one of the
//! [`schedules`].
//!
//! Settings are kept in f64. Each step works out its factors in f64 and rounds them once to the model's number type.

mod accumulate;
mod adadelta;
mod adagrad;
mod adam;
mod adam_w;
mod adamax;
mod betas;
mod clip;
mod common;
mod ema;
mod ftrl;
mod lamb;
mod lion;
mod nadam;
mod rms_prop;
pub mod schedules;
mod settings;
mod sgd;
mod state;
mod update;

use bytemuck::Zeroable;

pub use self::accumulate::{Accumulate, AccumulateSlots};
pub use self::adadelta::Adadelta;
pub use self::adagrad::Adagrad;
pub use self::adam::{Adam, AmsGrad, NoAmsGrad};
pub use self::adam_w::AdamW;
pub use self::adamax::Adamax;
use self::betas::{Betas, beta_settings};
use self::clip::Clip;
use self::common::{Common, remembers, shared_settings};
pub use self::ema::{Ema, EmaSlots};
pub use self::ftrl::Ftrl;
pub use self::lamb::Lamb;
pub use self::lion::Lion;
pub use self::nadam::Nadam;
pub use self::rms_prop::{Centered, NotCentered, RmsProp};
pub use self::schedules::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, LearningRateSchedule, PiecewiseConstantDecay,
    PolynomialDecay,
};
use self::settings::setting;
pub use self::sgd::{Momentum, NoMomentum, Sgd, Velocity};
pub use self::state::StateVisitor;
use self::update::each_trained;
pub use self::update::{Slots, update_parameters};
use crate::error::InvalidSetting;
use crate::losses::AnyLoss;
use crate::model::Network;

/// A rule that turns gradients into new parameters.
///
/// `L` is [`AnyLoss`]: an optimiser goes with each. What is none goes with what is no loss alone, so that the two in each other's
/// place are one error.
///
/// One of your own says what it remembers and what becomes of one parameter:
///
/// ```
/// use layerproof::Network;
/// use layerproof::prelude::*;
///
/// /// Steps of one size, in the direction of the gradient's running mean.
/// struct SignOfMomentum {
///     learning_rate: f64,
/// }
///
/// impl Optimizer for SignOfMomentum {
///     type Itself = Self;
///     type Slots<M: Network> = [M; 1]; // one number a parameter, 0 at first
///
///     fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 1]) -> bool {
///         let [rate, share] = [self.learning_rate, 0.1].map(M::Scalar::from_f64);
///         update_parameters(model, gradient, slots, |w, g, [mean]| {
///             let mean = mean + (g - mean) * share;
///             (if mean > M::Scalar::ZERO { w - rate } else { w + rate }, [mean])
///         })
///     }
/// }
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = SignOfMomentum { learning_rate: 0.01 };
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(500))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an optimiser",
    label = "an optimiser goes here",
    note = "optimisers: `Sgd::new(learning_rate)`, `Adam::new(learning_rate)` and the others in the docs of `layerproof::optimizers`"
)]
pub trait Optimizer<L = AnyLoss>: Send + Sync {
    /// The optimiser itself: always `Self`.
    ///
    /// `compile` names it through this trait, so that something else in its place leaves no type behind for a second
    /// error to be about.
    type Itself: Optimizer + From<Self>
    where
        Self: Sized;
    /// What it remembers from step to step: models of the same type, such as `[M; 2]` for Adam's two moments. Their numbers
    /// are 0 at first.
    type Slots<M: Network>: Zeroable + Copy + Send + Sync;

    /// Whether the settings make sense; training asks before it changes anything.
    ///
    /// # Errors
    /// The first setting that does not.
    fn check(&self) -> Result<(), InvalidSetting> {
        Ok(())
    }

    /// One step. `gradient` may be changed (clipping).
    ///
    /// A parameter that would become infinite or NaN stays as it is, and the answer is `false`.
    #[must_use]
    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut Self::Slots<M>) -> bool;

    /// Counts a mini-batch after which nothing moves, for schedules: those whose gradients are only
    /// [accumulated](Optimizer::gradient_accumulation_steps).
    fn skip_step(&mut self) {}

    /// Before each step, and before its gradient: what [`Optimizer::finalize`] did to the model is undone, so that a training that goes
    /// on is one that did not end.
    fn resume<M: Network>(&mut self, model: &mut M, slots: &mut Self::Slots<M>) {
        let _ = (model, slots);
    }

    /// The learning rate of the next step; NaN of an optimiser of your own that does not say it.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// let mut optimizer = Adam::new(0.001);
    /// assert!(optimizer.set_learning_rate(0.0005));
    /// assert_eq!(optimizer.learning_rate(), 0.0005);
    /// assert_eq!(Sgd::new(CosineDecay::new(0.1, 100)).learning_rate(), 0.1);
    /// ```
    fn learning_rate(&self) -> f64 {
        f64::NAN
    }

    /// Sets the learning rate, where it is a number: of a schedule, and of an optimiser of your own that does not do it, the answer
    /// is `false`.
    #[must_use]
    fn set_learning_rate(&mut self, rate: f64) -> bool {
        let _ = rate;
        false
    }

    /// Shows all that changes from step to step, in itself and in `slots`, to who saves or loads it, and answers `true`.
    ///
    /// An optimiser of your own that does not say it cannot be saved: `save_state` is an error then. That in the example above
    /// remembers one model and nothing else:
    ///
    /// ```
    /// # use layerproof::Network;
    /// # use layerproof::prelude::*;
    /// # struct SignOfMomentum;
    /// # impl Optimizer for SignOfMomentum {
    /// #     type Itself = Self;
    /// #     type Slots<M: Network> = [M; 1];
    /// #     fn step<M: Network>(&mut self, _: &mut M, _: &mut M, _: &mut [M; 1]) -> bool { true }
    /// fn visit_state<M: Network>(&mut self, [mean]: &mut [M; 1], visitor: &mut dyn StateVisitor<M>) -> bool {
    ///     visitor.slot("mean", mean);
    ///     true
    /// }
    /// # }
    /// ```
    #[must_use]
    fn visit_state<M: Network>(&mut self, slots: &mut Self::Slots<M>, visitor: &mut dyn StateVisitor<M>) -> bool {
        let _ = (slots, visitor);
        false
    }

    /// What is left to do at the end of a `fit`, such as to give the model its [average](Optimizer::use_ema).
    fn finalize<M: Network>(&mut self, model: &mut M, slots: &mut Self::Slots<M>) {
        let _ = (model, slots);
    }

    /// Keeps a running mean of the parameters, and gives it to the model when a `fit` ends: `use_ema=True`, with
    /// `ema_momentum` and `ema_overwrite_frequency` as methods of [`Ema`].
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// let averaged = Sgd::new(0.1).use_ema().ema_momentum(0.9);
    /// # let _ = averaged;
    /// ```
    fn use_ema(self) -> Ema<Self>
    where
        Self: Sized,
    {
        Ema::new(self)
    }

    /// Steps once in so many mini-batches, by the mean of their gradients: Keras's argument of that name.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// let accumulated = Adam::new(0.001).gradient_accumulation_steps(4);
    /// # let _ = accumulated;
    /// ```
    fn gradient_accumulation_steps(self, steps: u32) -> Accumulate<Self>
    where
        Self: Sized,
    {
        Accumulate::new(self, steps)
    }
}
