//! How to train: the arguments of Keras's `fit`.

use std::sync::Mutex;

use super::evaluator::EvaluationRun;
use super::examples::Pairs;
use super::{Data, Evaluation, Train, TrainingError, check};
use crate::losses::{Answers, AnyTarget, Loss};
use crate::metrics::Metric;
use crate::model::{InputArray, OutputArray};
use crate::shape::{AnySample, Fits};

/// How to train: the arguments of Keras's [`fit`](https://keras.io/api/models/model_training_apis/) with its defaults.
///
/// ```
/// use layerproof::prelude::*;
///
/// let settings = Fit::new().batch_size(16).epochs(20).validation_split(0.2).seed(7);
/// # let _ = settings;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit<'a, V = (), C = ()> {
    pub(super) settings: Settings<'a>,
    pub(super) validation: V,
    pub(super) callbacks: C,
}

/// The arguments that are numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Settings<'a> {
    pub(super) batch_size: usize,
    pub(super) epochs: usize,
    pub(super) initial_epoch: usize,
    pub(super) steps_per_epoch: Option<usize>,
    pub(super) shuffle: bool,
    pub(super) seed: u64,
    pub(super) validation_split: Option<f64>,
    pub(super) validation_batch_size: Option<usize>,
    pub(super) validation_steps: Option<usize>,
    pub(super) validation_freq: usize,
    pub(super) class_weight: Option<&'a [f64]>,
    pub(super) sample_weight: Option<&'a [f64]>,
    /// 0, 1 or 2; `None` for what is shown unless it is said.
    pub(super) verbose: Option<u8>,
}

impl Fit<'_> {
    /// Batches of 32, one epoch, shuffled with seed 0.
    pub const fn new() -> Self {
        Self {
            settings: Settings {
                batch_size: 32,
                epochs: 1,
                initial_epoch: 0,
                steps_per_epoch: None,
                shuffle: true,
                seed: 0,
                validation_split: None,
                validation_batch_size: None,
                validation_steps: None,
                validation_freq: 1,
                class_weight: None,
                sample_weight: None,
                verbose: None,
            },
            validation: (),
            callbacks: (),
        }
    }
}

impl<'a, C> Fit<'a, (), C> {
    /// Samples to validate with after each epoch. Goes before [`Fit::validation_split`], as in Keras.
    #[must_use]
    pub fn validation_data<X, Y>(self, x: &'a [X], y: &'a [Y]) -> Fit<'a, Validation<'a, X, Y>, C> {
        self.validated(Validation { x, y })
    }

    /// The same for a model with several inputs or outputs: tuples of samples and of targets.
    #[must_use]
    pub fn validation_tuples<X, Y>(self, x: X, y: Y) -> Fit<'a, ValidationTuples<X, Y>, C> {
        self.validated(ValidationTuples { x, y })
    }

    fn validated<V>(self, validation: V) -> Fit<'a, V, C> {
        Fit {
            settings: Settings {
                validation_split: None,
                ..self.settings
            },
            validation,
            callbacks: self.callbacks,
        }
    }

    /// Keeps the last part of the samples, as they come, to validate with after each epoch: 0.2 for a fifth.
    #[must_use]
    pub const fn validation_split(mut self, split: f64) -> Self {
        self.settings.validation_split = Some(split);
        self
    }
}

impl<'a, V, C> Fit<'a, V, C> {
    /// The samples of one step; the last batch of an epoch may be smaller.
    #[must_use]
    pub const fn batch_size(mut self, batch_size: usize) -> Self {
        self.settings.batch_size = batch_size;
        self
    }

    /// How often to go through all samples.
    #[must_use]
    pub const fn epochs(mut self, epochs: usize) -> Self {
        self.settings.epochs = epochs;
        self
    }

    /// The number of epochs that went before: with 5, [`Fit::epochs`] of 8 trains three, the sixth to the eighth.
    #[must_use]
    pub const fn initial_epoch(mut self, epoch: usize) -> Self {
        self.settings.initial_epoch = epoch;
        self
    }

    /// Ends an epoch after so many mini-batches: the next one goes on where it ended, and after the last sample with the first.
    ///
    /// Without it, an epoch goes through all samples once.
    #[must_use]
    pub const fn steps_per_epoch(mut self, steps: usize) -> Self {
        self.settings.steps_per_epoch = Some(steps);
        self
    }

    /// The samples of one batch of validation, [`Fit::batch_size`] unless said otherwise.
    #[must_use]
    pub const fn validation_batch_size(mut self, batch_size: usize) -> Self {
        self.settings.validation_batch_size = Some(batch_size);
        self
    }

    /// Validates on so many batches, the first ones, and not on all.
    #[must_use]
    pub const fn validation_steps(mut self, steps: usize) -> Self {
        self.settings.validation_steps = Some(steps);
        self
    }

    /// Validates after every `epochs`-th epoch only.
    #[must_use]
    pub const fn validation_freq(mut self, epochs: usize) -> Self {
        self.settings.validation_freq = epochs;
        self
    }

    /// Tells `callback` of each epoch: [`EarlyStopping`](super::EarlyStopping), [`ModelCheckpoint`](super::ModelCheckpoint) and the like, a
    /// closure that gets the [`Epoch`](super::Epoch), or a type of your own. Several are told in the order in which they were given.
    ///
    /// A closure gives `()`, or [`ControlFlow`](core::ops::ControlFlow): `Break(())` ends the training after this epoch.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let mut losses = Vec::new();
    /// let fit = Fit::new()
    ///     .epochs(300)
    ///     .callback(EarlyStopping::new().monitor("loss").patience(3).min_delta(1e-3))
    ///     .callback(|epoch: &Epoch| losses.push(epoch.loss));
    /// let history = Line::new(7).compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&x, &y, &fit)?;
    /// drop(fit);
    /// assert!(losses.len() < 300);
    /// assert_eq!(history["loss"], losses);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    #[must_use]
    pub fn callback<K>(self, callback: K) -> Fit<'a, V, (C, Mutex<K>)> {
        Fit {
            settings: self.settings,
            validation: self.validation,
            callbacks: (self.callbacks, Mutex::new(callback)),
        }
    }

    /// Whether each epoch has an order of its own.
    #[must_use]
    pub const fn shuffle(mut self, shuffle: bool) -> Self {
        self.settings.shuffle = shuffle;
        self
    }

    /// The seed of all random choices, the orders and what a `Dropout` leaves out: the same seed on the same data gives the
    /// same weights, bit by bit.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// One weight a class: how much its samples count in the loss.
    ///
    /// With a single unit the classes are 0 and 1; of a one-hot target it is the largest entry that counts. Class weights
    /// multiply sample weights, and do not touch the validation loss. Behind a loss that is not about classes
    /// ([`Loss::CLASSIFIES`]) they are refused.
    #[must_use]
    pub const fn class_weight(mut self, weights: &'a [f64]) -> Self {
        self.settings.class_weight = Some(weights);
        self
    }

    /// One weight a sample: how much it counts in the loss, and in metrics that are [`Weighted`](crate::metrics::Weighted).
    ///
    /// The loss of a batch is divided by the number of its samples, not by the sum of their weights, as in Keras.
    #[must_use]
    pub const fn sample_weight(mut self, weights: &'a [f64]) -> Self {
        self.settings.sample_weight = Some(weights);
        self
    }

    /// How much to show on standard error: 0 for nothing, 1 for a bar on a terminal and a line an epoch, 2 for the lines alone.
    ///
    /// Unless it is said, a training of over a second shows a bar on a terminal, which goes when the training ends. Where standard
    /// error is no terminal, nothing but lines is ever written.
    #[must_use]
    pub const fn verbose(mut self, verbose: u8) -> Self {
        self.settings.verbose = Some(verbose);
        self
    }

    /// Whether to show a bar on a terminal, where the training lasts over a second; [`Fit::verbose`] says more.
    #[must_use]
    pub const fn progress(mut self, progress: bool) -> Self {
        self.settings.verbose = if progress { None } else { Some(0) };
        self
    }
}

impl Default for Fit<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// The samples and targets of [`Fit::validation_data`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Validation<'a, X, Y> {
    x: &'a [X],
    y: &'a [Y],
}

/// The validation data of a [`Fit`]: [`Validation`], or `()` for none.
#[diagnostic::on_unimplemented(
    message = "the samples or the targets to validate with do not fit this model and its loss: `{Self}`",
    label = "`validation_data` is `{Self}`",
    note = "they are of the same types as the samples and targets to train with"
)]
pub trait ValidationData<M: Train, L: Loss>: Sync {
    /// Whether there are any.
    #[doc(hidden)]
    const IS_GIVEN: bool = true;

    /// Checks them before training starts.
    ///
    /// # Errors
    /// As those of the training data.
    #[doc(hidden)]
    fn check(&self, loss: &L) -> Result<(), TrainingError>;

    /// The model's loss and metrics on them, where there are any.
    #[doc(hidden)]
    fn evaluate<N: Metric>(&self, evaluator: EvaluationRun<'_, M, L, N>) -> Option<Evaluation>;
}

#[diagnostic::do_not_recommend]
impl<M: Train, L: Loss> ValidationData<M, L> for () {
    const IS_GIVEN: bool = false;

    fn check(&self, _: &L) -> Result<(), TrainingError> {
        Ok(())
    }
    fn evaluate<N: Metric>(&self, _: EvaluationRun<'_, M, L, N>) -> Option<Evaluation> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<M, L, X, Y> ValidationData<M, L> for Validation<'_, X, Y>
where
    M: Train,
    L: Loss,
    X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
    Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
{
    fn check(&self, loss: &L) -> Result<(), TrainingError> {
        check::data::<M, L, X, Y>(Data::Validation, loss, self.x, self.y)
    }
    fn evaluate<N: Metric>(&self, evaluator: EvaluationRun<'_, M, L, N>) -> Option<Evaluation> {
        let examples = Pairs::<'_, _, X, Y, M, L>::new(|i| (&self.x[i], &self.y[i], 1.0));
        Some(evaluator.evaluate(self.x.len(), &examples))
    }
}

/// The samples and targets of [`Fit::validation_tuples`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValidationTuples<X, Y> {
    pub(super) x: X,
    pub(super) y: Y,
}
