//! How to train: the arguments of Keras's `fit`.

use super::evaluator::Evaluator;
use super::examples::Pairs;
use super::{Data, Evaluation, Fault, Train, check};
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
pub struct Fit<'a, V = ()> {
    pub(super) batch_size: usize,
    pub(super) epochs: usize,
    pub(super) shuffle: bool,
    pub(super) seed: u64,
    pub(super) validation_split: Option<f64>,
    pub(super) validation: V,
    pub(super) class_weight: Option<&'a [f64]>,
    pub(super) sample_weight: Option<&'a [f64]>,
    pub(super) progress: bool,
}

impl<'a> Fit<'a> {
    /// Batches of 32, one epoch, shuffled with seed 0.
    pub const fn new() -> Self {
        Self {
            batch_size: 32,
            epochs: 1,
            shuffle: true,
            seed: 0,
            validation_split: None,
            validation: (),
            class_weight: None,
            sample_weight: None,
            progress: true,
        }
    }

    /// Samples to validate with after each epoch. Goes before [`Fit::validation_split`], as in Keras.
    #[must_use]
    pub const fn validation_data<X, Y>(self, x: &'a [X], y: &'a [Y]) -> Fit<'a, Validation<'a, X, Y>> {
        Fit {
            batch_size: self.batch_size,
            epochs: self.epochs,
            shuffle: self.shuffle,
            seed: self.seed,
            validation_split: None,
            validation: Validation { x, y },
            class_weight: self.class_weight,
            sample_weight: self.sample_weight,
            progress: self.progress,
        }
    }

    /// The same for a model with several inputs or outputs: tuples of samples and of targets.
    #[must_use]
    pub fn validation_tuples<X, Y>(self, x: X, y: Y) -> Fit<'a, ValidationTuples<X, Y>> {
        Fit {
            batch_size: self.batch_size,
            epochs: self.epochs,
            shuffle: self.shuffle,
            seed: self.seed,
            validation_split: None,
            validation: ValidationTuples { x, y },
            class_weight: self.class_weight,
            sample_weight: self.sample_weight,
            progress: self.progress,
        }
    }

    /// Keeps the last part of the samples, as they come, to validate with after each epoch: 0.2 for a fifth.
    #[must_use]
    pub const fn validation_split(mut self, split: f64) -> Self {
        self.validation_split = Some(split);
        self
    }
}

impl<'a, V> Fit<'a, V> {
    /// The samples of one step; the last batch of an epoch may be smaller.
    #[must_use]
    pub const fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// How often to go through all samples.
    #[must_use]
    pub const fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// Whether each epoch has an order of its own.
    #[must_use]
    pub const fn shuffle(mut self, shuffle: bool) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// The seed of all random choices, the orders and what a `Dropout` leaves out: the same seed on the same data gives the
    /// same weights, bit by bit.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// One weight a class: how much its samples count in the loss.
    ///
    /// With a single unit the classes are 0 and 1; of a one-hot target it is the largest entry that counts. Class weights
    /// multiply sample weights, and do not touch the validation loss. Behind a loss that is not about classes
    /// ([`Loss::CLASSIFIES`]) they are refused.
    #[must_use]
    pub const fn class_weight(mut self, weights: &'a [f64]) -> Self {
        self.class_weight = Some(weights);
        self
    }

    /// One weight a sample: how much it counts in the loss, and in metrics that are [`Weighted`](crate::metrics::Weighted).
    ///
    /// The loss of a batch is divided by the number of its samples, not by the sum of their weights, as in Keras.
    #[must_use]
    pub const fn sample_weight(mut self, weights: &'a [f64]) -> Self {
        self.sample_weight = Some(weights);
        self
    }

    /// Whether to show progress, which needs the feature `progress`, a terminal, and a training of over a second.
    #[must_use]
    pub const fn progress(mut self, progress: bool) -> Self {
        self.progress = progress;
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
    /// Checks them before training starts.
    ///
    /// # Errors
    /// As those of the training data.
    #[doc(hidden)]
    fn check(&self, loss: &L) -> Result<(), Fault>;

    /// The model's loss and metrics on them, where there are any.
    #[doc(hidden)]
    fn evaluate<N: Metric>(&self, evaluator: Evaluator<'_, M, L, N>) -> Option<Evaluation>;
}

#[diagnostic::do_not_recommend]
impl<M: Train, L: Loss> ValidationData<M, L> for () {
    fn check(&self, _: &L) -> Result<(), Fault> {
        Ok(())
    }
    fn evaluate<N: Metric>(&self, _: Evaluator<'_, M, L, N>) -> Option<Evaluation> {
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
    fn check(&self, loss: &L) -> Result<(), Fault> {
        check::data::<M, L, X, Y>(Data::Validation, loss, self.x, self.y)
    }
    fn evaluate<N: Metric>(&self, evaluator: Evaluator<'_, M, L, N>) -> Option<Evaluation> {
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
