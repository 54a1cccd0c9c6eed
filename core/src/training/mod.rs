//! Training: `compile`, one step, and (with `std`) `fit` and `evaluate`.

#[cfg(feature = "std")]
mod batches;
#[cfg(feature = "std")]
pub mod callbacks;
mod check;
#[cfg(feature = "std")]
mod columns;
mod compiled;
#[cfg(feature = "std")]
mod confusion_matrix;
mod counts;
#[cfg(feature = "std")]
mod evaluator;
mod examples;
#[cfg(feature = "std")]
mod export;
#[cfg(feature = "std")]
mod fit;
#[cfg(feature = "std")]
mod freezing;
#[cfg(feature = "std")]
mod frozen;
mod functional;
#[cfg(feature = "std")]
mod generator;
#[doc(hidden)]
pub mod hints;
#[cfg(feature = "std")]
mod history;
#[cfg(feature = "std")]
mod index;
mod lists;
mod objective;
#[cfg(feature = "std")]
mod order;
#[cfg(feature = "rayon")]
mod parallel;
#[cfg(feature = "plot")]
mod plot;
#[cfg(feature = "std")]
mod progress;
mod rules;
#[cfg(feature = "std")]
mod run;
mod saving;
#[cfg(feature = "std")]
mod state;
#[cfg(test)]
mod tests;
#[cfg(feature = "std")]
mod whole_batch;
mod worker;
mod workspace;
#[cfg(feature = "std")]
mod zeros;

use rand::SeedableRng as _;

#[cfg(feature = "std")]
pub use self::callbacks::{
    BackupAndRestore, Callback, CsvLogger, EarlyStopping, LearningRateScheduler, Mode, ModelCheckpoint, Names,
    ReduceLrOnPlateau, StopHandle, TensorBoard, TerminateOnNan, Training,
};
pub use self::compiled::Compiled;
#[cfg(feature = "std")]
use self::compiled::Storage;
#[cfg(feature = "std")]
pub use self::compiled::Trainer;
#[cfg(feature = "std")]
pub use self::confusion_matrix::ConfusionMatrix;
#[cfg(feature = "std")]
pub use self::evaluator::Evaluator;
#[cfg(feature = "std")]
pub use self::fit::{Fit, Validation, ValidationData, ValidationTuples};
#[cfg(feature = "std")]
pub use self::functional::TogetherValidation;
pub use self::functional::TrainFunctional;
#[cfg(feature = "std")]
pub use self::history::{Epoch, Evaluation, History};
pub use self::lists::{LossList, LossPerOutput, LossesFor, MetricsOf, MetricsPerOutput, TargetsOf, TargetsPerOutput};
pub use self::objective::{Objective, Observers, PerOutput};
pub use self::workspace::{TILE, Workspace};
pub use crate::error::{Data, InvalidSetting, TrainingError};
#[cfg(feature = "std")]
pub use crate::error::{FileError, LayerError, MonitorError};
use crate::losses::{KnownEnd, Matches, Numbers, Paired, Target};
use crate::metrics::MetricsFor;
use crate::model::passes::Passes;
pub use crate::model::{Items, SamplesOf, SamplesPerInput};
use crate::model::{Model, Network, OutputShape};
use crate::optimizers::Optimizer;

/// The error of training by its old name.
#[deprecated = "it is called `layerproof::training::TrainingError`"]
pub type Fault = TrainingError;

/// A setting that makes no sense, by its old name.
#[deprecated = "it is called `layerproof::training::InvalidSetting`"]
pub type Setting = InvalidSetting;

/// A model that can learn. Implemented by [`sequential!`](crate::sequential).
///
/// A function over any model that a loss fits takes [`Model::Input`]s as samples and [`Model::Output`]s as targets:
///
/// ```
/// use layerproof::prelude::*;
///
/// fn train<M: Train>(model: &mut M, x: &[M::Input], y: &[M::Output]) -> Result<History, layerproof::Error>
/// where
///     MeanSquaredError: LossFor<M::Head>,
/// {
///     model
///         .compile(MeanSquaredError::new(), Adam::new(0.05), MeanAbsoluteError::new())
///         .fit(x, y, &Fit::new().epochs(200))
/// }
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([0.0, 1.0, 2.0].map(SVector::<f32, 1>::new), [1.0, 3.0, 5.0].map(SVector::<f32, 1>::new));
/// let mut model = Line::zeros();
/// assert!(train(&mut model, &x, &y)?.last().loss < 0.1);
/// # Ok::<(), layerproof::Error>(())
/// ```
///
/// One over models that tell classes, with each sample's class as the target:
///
/// ```
/// use layerproof::losses::{Classes, Target};
/// use layerproof::{OutputShape, prelude::*};
///
/// fn classify<M: Train>(model: &mut M, x: &[M::Input], y: &[usize]) -> Result<f64, layerproof::Error>
/// where
///     usize: Target<Classes, OutputShape<M>, M::Scalar>,
///     SparseCategoricalCrossentropy: LossFor<M::Head>,
///     SparseCategoricalAccuracy: MetricsFor<M::Head>,
/// {
///     let history = model
///         .compile(SparseCategoricalCrossentropy::new(), Adam::new(0.05), SparseCategoricalAccuracy::new())
///         .fit(x, y, &Fit::new().epochs(100))?;
///     Ok(history.last()["sparse_categorical_accuracy"])
/// }
///
/// type Kinds = sequential!(Input<2>, Dense<8, Tanh>, Dense<3, Softmax>);
///
/// let x = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]].map(SVector::from);
/// assert_eq!(classify(&mut Kinds::new(1), &x, &[0, 1, 2])?, 1.0);
/// # Ok::<(), layerproof::Error>(())
/// ```
///
/// And one over models that say yes or no:
///
/// ```
/// use layerproof::prelude::*;
///
/// fn decide<M>(model: &mut M, x: &[M::Input], y: &[bool]) -> Result<f64, layerproof::Error>
/// where
///     M: Train<Scalar = f32, Output = SVector<f32, 1>>,
///     BinaryCrossentropy: LossFor<M::Head>,
///     BinaryAccuracy: MetricsFor<M::Head>,
/// {
///     let history = model
///         .compile(BinaryCrossentropy::new(), Adam::new(0.05), BinaryAccuracy::new())
///         .fit(x, y, &Fit::new().epochs(100))?;
///     Ok(history.last()["binary_accuracy"])
/// }
///
/// type YesOrNo = sequential!(Input<2>, Dense<1, Sigmoid>);
///
/// let x = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]].map(SVector::from);
/// assert_eq!(decide(&mut YesOrNo::new(1), &x, &[true, false, true])?, 1.0);
/// # Ok::<(), layerproof::Error>(())
/// ```
pub trait Train: Passes + Model<Output: Target<Numbers, OutputShape<Self>, <Self as Network>::Scalar>> {
    /// Draws all parameters anew, in place.
    fn randomize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
        self.initialize(rng);
    }

    /// A model with parameters drawn from this seed: the same ones each time. For one that is larger than the stack,
    /// [`Train::boxed_new`].
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Xor = sequential!(Input<2>, Dense<8, Relu>, Dense<1, Sigmoid>);
    ///
    /// assert!(Xor::new(7) == Xor::random(&mut SmallRng::seed_from_u64(7)));
    /// ```
    #[must_use]
    // Of a call with other arguments the compiler shows this line.
    fn new(seed: u64 /* any number, such as 7 */) -> Self {
        Self::random(&mut rand::rngs::SmallRng::seed_from_u64(seed))
    }

    /// A model with parameters drawn from this seed, made in place: for models that are larger than the stack.
    #[cfg(feature = "std")]
    fn boxed_new(seed: u64) -> std::boxed::Box<Self> {
        Self::boxed_random(&mut rand::rngs::SmallRng::seed_from_u64(seed))
    }

    /// A model with drawn parameters. For one that is larger than the stack, [`Train::boxed_random`].
    #[must_use]
    fn random<R: rand::Rng + ?Sized>(rng: &mut R) -> Self {
        let mut model = Self::ZERO;
        model.initialize(rng);
        model
    }

    /// A model with drawn parameters, made in place: for models that are larger than the stack.
    #[cfg(feature = "std")]
    fn boxed_random<R: rand::Rng + ?Sized>(rng: &mut R) -> std::boxed::Box<Self> {
        let mut model = Self::boxed_zeros();
        model.initialize(rng);
        model
    }

    /// Makes the model ready to learn: with a loss that fits its head, an optimiser, and metrics: one, `()` for none,
    /// or a tuple of up to eight.
    ///
    /// A loss or a metric that does not fit the model's head is an error here; [`LossFor`](crate::losses::LossFor) has the table.
    ///
    /// ```
    /// use layerproof::activations::{Relu, Sigmoid};
    /// use layerproof::layers::Dense;
    /// use layerproof::prelude::*;
    ///
    /// type Overweight = layerproof::Sequential<(Dense<f32, 2, 8, Relu>, (Dense<f32, 8, 1, Sigmoid>, ()))>;
    ///
    /// let mut model = Overweight::random(&mut SmallRng::seed_from_u64(7));
    /// let metrics = (BinaryAccuracy::new(), MeanSquaredError::new());
    /// let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.01), metrics);
    /// compiled.fit(&[[0.4, 0.7], [0.9, 0.6]], &[true, false], &Fit::new().epochs(3))?;
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// ```compile_fail
    /// # use layerproof::activations::Sigmoid;
    /// # use layerproof::layers::Dense;
    /// # use layerproof::prelude::*;
    /// # type Overweight = layerproof::Sequential<(Dense<f32, 2, 1, Sigmoid>, ())>;
    /// # let mut model = Overweight::zeros();
    /// // the loss `MeanSquaredError` is made for a model that ends in `Linear`, but this model ends in `Sigmoid<1>`
    /// model.compile(MeanSquaredError::new(), Adam::new(0.01), ());
    /// ```
    #[cfg(feature = "std")]
    fn compile<L: Paired<L, End: Matches<Self::Head, L>>, O: Optimizer<Behind<L>>, N: MetricsFor<Fitting<Self, L>>>(
        &mut self,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'_, Self, Fitted<Self, L>, O::Itself, N::Metrics> {
        Compiled::boxed(Storage::Borrowed(self), loss.into(), optimizer.into(), metrics.into())
    }

    /// Makes a trainer that has the model inside: a field of a struct, without a lifetime. [`Compiled::into_model`] gives the model back.
    ///
    /// ```
    /// use layerproof::prelude::*;
    /// use layerproof::training::Trainer;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// /// Learns while it is used.
    /// struct Learner {
    ///     trainer: Trainer<Line, MeanSquaredError, Adam>,
    /// }
    ///
    /// let mut learner = Learner { trainer: Line::new(7).into_trainer(MeanSquaredError::new(), Adam::new(0.1), ()) };
    /// for _ in 0..300 {
    ///     learner.trainer.train_step(&[[0.0], [1.0]], &[1.0, 3.0])?;
    /// }
    /// assert!((learner.trainer.model().predict(&[2.0])[0] - 5.0).abs() < 0.1);
    /// let model: Line = learner.trainer.into_model();
    /// # let _ = model;
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    #[cfg(feature = "std")]
    fn into_trainer<L: Paired<L, End: Matches<Self::Head, L>>, O: Optimizer, N: MetricsFor<Fitting<Self, L>>>(
        self,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Trainer<Self, Fitted<Self, L>, O::Itself, N::Metrics> {
        Self::boxed_into_trainer(self.boxed_clone(), loss, optimizer, metrics)
    }

    /// The same of a model on the heap: for those that are larger than the stack.
    #[cfg(feature = "std")]
    fn boxed_into_trainer<L: Paired<L, End: Matches<Self::Head, L>>, O: Optimizer, N: MetricsFor<Fitting<Self, L>>>(
        self: std::boxed::Box<Self>,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Trainer<Self, Fitted<Self, L>, O::Itself, N::Metrics> {
        Compiled::boxed(Storage::Boxed(self), loss.into(), optimizer.into(), metrics.into())
    }

    /// The loss and the metrics of a model that is trained already, such as a `static`: to evaluate it without an optimiser.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// static MODEL: Line = Line::zeros();
    ///
    /// let evaluator = MODEL.evaluator(MeanSquaredError::new(), MeanAbsoluteError::new());
    /// let evaluation = evaluator.evaluate(&[[0.0], [1.0]], &[1.0, 3.0])?;
    /// assert_eq!((evaluation.loss, evaluation["mean_absolute_error"]), (5.0, 2.0));
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    #[cfg(feature = "std")]
    fn evaluator<L: Paired<L, End: Matches<Self::Head, L>>, N: MetricsFor<Fitting<Self, L>>>(
        &self,
        loss: L,
        metrics: N,
    ) -> Evaluator<'_, Self, Fitted<Self, L>, N::Metrics> {
        Evaluator {
            model: self,
            loss: loss.into(),
            metrics: metrics.into(),
        }
    }

    /// The same in a workspace that the caller provides, such as a `static` on a device: nothing is allocated.
    ///
    /// Training starts anew, whatever the workspace was used for before.
    ///
    /// `B` is the number of samples that go through the model side by side. The workspace grows with it.
    fn compile_in<
        'a,
        L: Paired<L, End: Matches<Self::Head, L>>,
        O: Optimizer<Behind<L>>,
        N: MetricsFor<Fitting<Self, L>>,
        const B: usize,
    >(
        &'a mut self,
        workspace: &'a mut Workspace<Self, O::Itself, B>,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'a, Self, Fitted<Self, L>, O::Itself, N::Metrics, B> {
        Compiled::borrowed(self, workspace, loss.into(), optimizer.into(), metrics.into())
    }
}

impl<M> Train for M where M: Passes + Model<Output: Target<Numbers, OutputShape<M>, <M as Network>::Scalar>> {}

/// That there is a loss.
type Behind<L> = <<L as Paired<L>>::End as KnownEnd>::Loss;
/// The loss itself, where it fits the model.
type Fitted<M, L> = <<L as Paired<L>>::End as Matches<<M as Model>::Head, L>>::Loss;
/// The head of a model that a loss fits.
type Fitting<M, L> = <<L as Paired<L>>::End as Matches<<M as Model>::Head, L>>::Head;
