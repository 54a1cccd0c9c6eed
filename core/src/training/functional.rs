//! Training of models with several inputs or outputs.
#![allow(
    clippy::needless_pass_by_value,
    reason = "samples and targets are tuples of references, losses and metrics small settings"
)]

#[cfg(feature = "std")]
use std::boxed::Box;

use rand::SeedableRng;
use rand::rngs::SmallRng;

#[cfg(feature = "std")]
use super::batches::Shuffled;
#[cfg(feature = "std")]
use super::callbacks::CallbackList;
#[cfg(feature = "std")]
use super::check::Weights;
#[cfg(feature = "std")]
use super::compiled::Storage;
#[cfg(feature = "std")]
use super::evaluator::EvaluationRun;
use super::examples::Examples;
#[cfg(feature = "std")]
use super::examples::erased;
use super::lists::{LossList, LossPerOutput, MetricsOf, MetricsPerOutput, TargetsOf, TargetsPerOutput};
use super::{Compiled, Data, Objective, Observers, Passes, PerOutput, TrainingError, Workspace, check};
#[cfg(feature = "std")]
use super::{Evaluation, Fit, History, ValidationTuples};
#[cfg(feature = "std")]
use crate::Error;
use crate::Scalar;
use crate::activations::HeadList;
use crate::losses::Truth;
use crate::model::Functional;
use crate::model::functional::{InputArrays, OutputArrays};
use crate::model::{SamplesOf, SamplesPerInput};
use crate::optimizers::Optimizer;

/// A model with several inputs or outputs that can learn. Implemented by [`functional!`](crate::functional).
///
/// ```
/// use layerproof::prelude::*;
///
/// functional! {
///     fn Match(user: Input<2>, item: Input<2>) -> (score, rating) {
///         let tower = Dense<8, Relu>;
///         let both = Concatenate(tower(user), tower(item));
///         let score = Dense<1, Sigmoid>(both);
///         let rating = Dense<1>(both);
///     }
/// }
///
/// # fn main() -> Result<(), layerproof::Error> {
/// let users = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.2, 0.8]];
/// let items = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.3, 0.7]];
/// let (scores, ratings) = ([false, true, false, true], [0.0, 1.0, 0.4, 0.9]);
///
/// let mut model = Match::new(7);
/// let history = model
///     .compile((BinaryCrossentropy::new(), MeanSquaredError::new()), Adam::new(0.01), (BinaryAccuracy::new(), ()))
///     .loss_weights([1.0, 0.2])
///     .fit((&users, &items), (&scores, &ratings), &Fit::new().epochs(5))?;
/// let last = history.last();
/// assert!(last.get("score_loss").is_some() && last.get("score_binary_accuracy").is_some());
/// # Ok(())
/// # }
/// ```
pub trait TrainFunctional: Passes + Functional {
    /// Draws all parameters anew, in place.
    fn randomize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
        self.initialize(rng);
    }

    /// A model with parameters drawn from this seed: the same ones each time. For one that is larger than the stack,
    /// [`TrainFunctional::boxed_new`].
    #[must_use]
    // Of a call with other arguments the compiler shows this line.
    fn new(seed: u64 /* any number, such as 7 */) -> Self {
        Self::random(&mut SmallRng::seed_from_u64(seed))
    }

    /// A model with parameters drawn from this seed, made in place: for models that are larger than the stack.
    #[cfg(feature = "std")]
    fn boxed_new(seed: u64) -> Box<Self> {
        Self::boxed_random(&mut SmallRng::seed_from_u64(seed))
    }

    /// A model with drawn parameters. For one that is larger than the stack, [`TrainFunctional::boxed_random`].
    #[must_use]
    fn random<R: rand::Rng + ?Sized>(rng: &mut R) -> Self {
        let mut model = Self::ZERO;
        model.initialize(rng);
        model
    }

    /// A model with drawn parameters, made in place: for models that are larger than the stack.
    #[cfg(feature = "std")]
    fn boxed_random<R: rand::Rng + ?Sized>(rng: &mut R) -> Box<Self> {
        let mut model = Self::boxed_zeros();
        model.initialize(rng);
        model
    }

    /// Makes the model ready to learn: with a loss for each output that fits its head, an optimiser, and metrics for each
    /// output: one, a tuple, or `()` for none. What stands for several outputs is a tuple, in their order.
    #[cfg(feature = "std")]
    #[expect(clippy::type_complexity, reason = "what users see is the builder's own methods")]
    fn compile<L, O, N>(
        &mut self,
        losses: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'_, Self, PerOutput<L::Each>, O::Itself, PerOutput<N::Each>>
    where
        L: LossPerOutput<EachHead<Self>> + LossList<HeadsFor<Self, L>>,
        O: Optimizer<L::Behind>,
        N: MetricsPerOutput<L::Heads> + MetricsOf<N::OutputHeads>,
    {
        let (losses, metrics) = (PerOutput::new(losses.each()), PerOutput::new(metrics.each()));
        Compiled::boxed(Storage::Borrowed(self), losses, optimizer.into(), metrics).named(Self::OUTPUT_NAMES)
    }

    /// The same in a workspace that the caller provides, such as a `static` on a device: nothing is allocated.
    #[expect(clippy::type_complexity, reason = "what users see is the builder's own methods")]
    fn compile_in<'a, L, O, N, const B: usize>(
        &'a mut self,
        workspace: &'a mut Workspace<Self, O::Itself, B>,
        losses: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'a, Self, PerOutput<L::Each>, O::Itself, PerOutput<N::Each>, B>
    where
        L: LossPerOutput<EachHead<Self>> + LossList<HeadsFor<Self, L>>,
        O: Optimizer<L::Behind>,
        N: MetricsPerOutput<L::Heads> + MetricsOf<N::OutputHeads>,
    {
        let (losses, metrics) = (PerOutput::new(losses.each()), PerOutput::new(metrics.each()));
        Compiled::borrowed(self, workspace, losses, optimizer.into(), metrics)
    }
}

/// The heads of a model's outputs, as a tuple.
type EachHead<M> = <<M as Functional>::Heads as HeadList>::Each;
/// The heads of a model's outputs, where there is a loss for each.
type HeadsFor<M, L> = <L as LossPerOutput<EachHead<M>>>::OutputHeads;
/// The arrays of a model's inputs, where there are samples for each.
type InputsFor<M, X> = <X as SamplesPerInput<InputArrays<M>>>::Arrays;
/// The arrays of a model's outputs, where there are targets for each.
type OutputsFor<M, Y> = <Y as TargetsPerOutput<OutputArrays<M>>>::Arrays;

impl<M: Passes + Functional> TrainFunctional for M {}

/// Samples and targets of all inputs and outputs, from one on. `K` are the model, its losses, and the arrays of its inputs and
/// outputs.
struct Together<'d, X, Y, K> {
    x: &'d X,
    y: &'d Y,
    first: usize,
    #[cfg(feature = "std")]
    weights: Option<&'d Weights<'d>>,
    types: core::marker::PhantomData<fn(K)>,
}

/// Samples and targets of the model `M` and its losses `L`.
type Examined<'d, X, Y, M, L> = Together<'d, X, Y, (M, L, InputsFor<M, X>, OutputsFor<M, Y>)>;

impl<'d, X, Y, K> Together<'d, X, Y, K> {
    fn new(x: &'d X, y: &'d Y) -> Self {
        Self {
            x,
            y,
            first: 0,
            #[cfg(feature = "std")]
            weights: None,
            types: core::marker::PhantomData,
        }
    }
}

impl<X, Y, M, L, A, B> Examples<M::Scalar> for Together<'_, X, Y, (M, L, A, B)>
where
    M: Functional,
    X: SamplesOf<A, M::Scalar>,
    Y: TargetsOf<L, B, M::Scalar>,
{
    fn input(&self, sample: usize, input: usize) -> &[M::Scalar] {
        self.x.numbers(input, self.first + sample)
    }
    fn truth<'a>(&'a self, sample: usize, output: usize, buffer: &'a mut [M::Scalar]) -> Truth<'a, M::Scalar> {
        self.y.truth(output, self.first + sample, buffer)
    }
    fn weight(&self, sample: usize) -> f64 {
        #[cfg(feature = "std")]
        if let Some(weights) = self.weights {
            return weights.of(self.first + sample);
        }
        let _ = sample;
        1.0
    }
}

impl<M, L, O, N, const B: usize> Compiled<'_, M, PerOutput<L>, O, PerOutput<N>, B>
where
    M: TrainFunctional,
    PerOutput<L>: Objective,
    O: Optimizer,
    PerOutput<N>: Observers,
{
    /// How much the loss of each output counts in the sum that is made small: 1 each, unless said otherwise. For outputs
    /// beyond the last weight it stays 1.
    #[must_use]
    pub fn loss_weights<const K: usize>(mut self, weights: [f64; K]) -> Self {
        for (place, weight) in self.loss.weights.iter_mut().zip(weights) {
            *place = weight;
        }
        self
    }

    /// One step over one mini-batch of any size: as [`train_step`](Compiled::train_step) of a model with one input, but with
    /// tuples of samples and targets. Returns the weighted sum of the mean losses before the update.
    ///
    /// # Errors
    /// As there.
    pub fn train_step<X, Y>(&mut self, x: X, y: Y) -> Result<M::Scalar, TrainingError>
    where
        X: SamplesPerInput<InputArrays<M>> + SamplesOf<InputsFor<M, X>, M::Scalar>,
        Y: TargetsPerOutput<OutputArrays<M>> + TargetsOf<L, OutputsFor<M, Y>, M::Scalar>,
    {
        let rows = self.check_together(Data::Given, &x, &y)?;
        let examples = Examined::<X, Y, M, L>::new(&x, &y);
        let batch = self.update(rows, self.counts.seed, examples, |_, _, _, _, _| {})?;
        Ok(batch.total(&self.loss))
    }

    /// Trains on all samples for some epochs: as [`fit`](Compiled::fit) of a model with one input, but with tuples of samples
    /// and targets, `fit((&users, &items), (&scores, &ratings), &Fit::new())`.
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "std")]
    pub fn fit<X, Y, V, C>(&mut self, x: X, y: Y, fit: &Fit<'_, V, C>) -> Result<History, Error>
    where
        X: SamplesPerInput<InputArrays<M>> + SamplesOf<InputsFor<M, X>, M::Scalar>,
        Y: TargetsPerOutput<OutputArrays<M>> + TargetsOf<L, OutputsFor<M, Y>, M::Scalar>,
        V: TogetherValidation<M, L>,
        C: CallbackList<M>,
    {
        let all = self.check_together(Data::Given, &x, &y)?;
        fit.validation.check_with(&self.loss)?;
        let settings = &fit.settings;
        let train = settings.check(all)?;
        let examples = Examined::<X, Y, M, L>::new(&x, &y);
        let weights = Weights::new::<M, PerOutput<L>, _>(
            settings.sample_weight,
            settings.class_weight,
            train,
            &self.loss,
            &examples,
        )?;
        let weighted = Examined::<X, Y, M, L> {
            weights: Some(&weights),
            ..examples
        };
        let validate = |evaluator: EvaluationRun<'_, M, PerOutput<L>, PerOutput<N>>| {
            if train == all {
                return fit.validation.evaluate_with(evaluator);
            }
            let held_out = Examined::<X, Y, M, L> {
                first: train,
                ..Examined::<X, Y, M, L>::new(&x, &y)
            };
            Some(evaluator.evaluate(all - train, &held_out))
        };
        let has_validation = V::IS_GIVEN || train < all;
        let mut batches = Shuffled::new(erased(&weighted), train, settings);
        self.epochs(&mut batches, settings, &fit.callbacks, has_validation, validate)
    }

    /// The losses and the metrics over samples that the model does not learn from.
    ///
    /// # Errors
    /// Where settings make no sense or the data do not fit.
    #[cfg(feature = "std")]
    pub fn evaluate<X, Y>(&self, x: X, y: Y) -> Result<Evaluation, Error>
    where
        X: SamplesPerInput<InputArrays<M>> + SamplesOf<InputsFor<M, X>, M::Scalar>,
        Y: TargetsPerOutput<OutputArrays<M>> + TargetsOf<L, OutputsFor<M, Y>, M::Scalar>,
    {
        let rows = self.check_together(Data::Given, &x, &y)?;
        let examples = Examined::<X, Y, M, L>::new(&x, &y);
        Ok(self.evaluator(&Fit::new().settings).evaluate(rows, &examples))
    }

    /// How many samples there are, once settings and data are checked.
    fn check_together<X, Y>(&self, data: Data, x: &X, y: &Y) -> Result<usize, TrainingError>
    where
        X: SamplesPerInput<InputArrays<M>> + SamplesOf<InputsFor<M, X>, M::Scalar>,
        Y: TargetsPerOutput<OutputArrays<M>> + TargetsOf<L, OutputsFor<M, Y>, M::Scalar>,
    {
        self.check_settings()?;
        together::<M, L, X, Y>(data, &self.loss, x, y)
    }
}

/// How many samples there are, once they and the targets are checked.
fn together<M, L, X, Y>(data: Data, loss: &PerOutput<L>, x: &X, y: &Y) -> Result<usize, TrainingError>
where
    M: TrainFunctional,
    PerOutput<L>: Objective,
    X: SamplesPerInput<InputArrays<M>> + SamplesOf<InputsFor<M, X>, M::Scalar>,
    Y: TargetsPerOutput<OutputArrays<M>> + TargetsOf<L, OutputsFor<M, Y>, M::Scalar>,
{
    let samples = x.count(0);
    let inputs = M::PLAN.graph.inputs;
    for (input, info) in inputs.iter().enumerate().skip(1) {
        if x.count(input) != samples {
            return Err(TrainingError::InputLengths {
                data,
                input: info.name,
                first: inputs.first().map_or("", |info| info.name),
                samples: x.count(input),
                expected: samples,
            });
        }
    }
    for (output, name) in M::OUTPUT_NAMES.iter().enumerate() {
        if y.count(output) != samples {
            return Err(TrainingError::OutputLengths {
                data,
                output: name,
                samples,
                targets: y.count(output),
            });
        }
    }
    check::examples::<M, _, _>(data, loss, samples, &Examined::<X, Y, M, L>::new(x, y))?;
    Ok(samples)
}

/// The validation data of a [`Fit`] for a model with several inputs or outputs: tuples of samples and of targets, or `()`.
#[cfg(feature = "std")]
#[diagnostic::on_unimplemented(
    message = "the samples or the targets to validate with do not fit this model and its losses: `{Self}`",
    label = "`{Self}`",
    note = "for several inputs or outputs write `.validation_tuples((&users, &items), (&scores, &ratings))`"
)]
pub trait TogetherValidation<M: TrainFunctional, L>
where
    PerOutput<L>: Objective,
{
    /// Whether there are any.
    #[doc(hidden)]
    const IS_GIVEN: bool = true;

    /// Checks them before training starts.
    ///
    /// # Errors
    /// As those of the training data.
    #[doc(hidden)]
    fn check_with(&self, loss: &PerOutput<L>) -> Result<(), TrainingError>;

    /// The model's losses and metrics on them, where there are any.
    #[doc(hidden)]
    fn evaluate_with<N: Observers>(&self, evaluator: EvaluationRun<'_, M, PerOutput<L>, N>) -> Option<Evaluation>;
}

#[cfg(feature = "std")]
impl<M: TrainFunctional, L> TogetherValidation<M, L> for ()
where
    PerOutput<L>: Objective,
{
    const IS_GIVEN: bool = false;

    fn check_with(&self, _: &PerOutput<L>) -> Result<(), TrainingError> {
        Ok(())
    }
    fn evaluate_with<N: Observers>(&self, _: EvaluationRun<'_, M, PerOutput<L>, N>) -> Option<Evaluation> {
        None
    }
}

#[cfg(feature = "std")]
impl<M, L, X, Y> TogetherValidation<M, L> for ValidationTuples<X, Y>
where
    M: TrainFunctional,
    PerOutput<L>: Objective,
    X: SamplesPerInput<InputArrays<M>> + SamplesOf<InputsFor<M, X>, M::Scalar>,
    Y: TargetsPerOutput<OutputArrays<M>> + TargetsOf<L, OutputsFor<M, Y>, M::Scalar>,
{
    fn check_with(&self, loss: &PerOutput<L>) -> Result<(), TrainingError> {
        together::<M, L, X, Y>(Data::Validation, loss, &self.x, &self.y).map(|_| ())
    }
    fn evaluate_with<N: Observers>(&self, evaluator: EvaluationRun<'_, M, PerOutput<L>, N>) -> Option<Evaluation> {
        let examples = Examined::<X, Y, M, L>::new(&self.x, &self.y);
        Some(evaluator.evaluate(self.x.count(0), &examples))
    }
}

/// No metrics at all.
impl Observers for PerOutput<()> {
    type State = ();
    const NAMED: bool = true;

    fn check(&self) -> Result<(), crate::error::InvalidSetting> {
        Ok(())
    }
    fn observe<T: Scalar>(&self, (): &mut (), _: usize, _: &[T], _: Truth<'_, T>, _: f64) {}
    fn results(&self, (): &(), _: &mut impl FnMut(usize, &'static str, f64)) {}
}
