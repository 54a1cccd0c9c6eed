//! Training of models with several inputs or outputs.
#![allow(
    clippy::needless_pass_by_value,
    reason = "samples and targets are tuples of references, losses and metrics small settings"
)]

#[cfg(feature = "std")]
use std::boxed::Box;
#[cfg(feature = "std")]
use std::sync::Arc;
#[cfg(feature = "std")]
use std::vec::Vec;

use rand::SeedableRng;
use rand::rngs::SmallRng;

#[cfg(feature = "std")]
use super::callbacks::CallbackList;
#[cfg(feature = "std")]
use super::check::Weights;
#[cfg(feature = "std")]
use super::compiled::Storage;
#[cfg(feature = "std")]
use super::evaluator::EvaluationRun;
use super::examples::Examples;
use super::{Compiled, Data, Fault, Objective, Observers, Passes, PerOutput, Workspace, check};
#[cfg(feature = "std")]
use super::{Evaluation, Fit, History, ValidationTuples};
#[cfg(feature = "std")]
use crate::Error;
use crate::activations::Head;
use crate::losses::{Loss, LossFor, Target, Truth};
use crate::metrics::MetricsFor;
use crate::model::Functional;
use crate::optimizers::Optimizer;
use crate::shape::{Array, ArrayOf, Sample, Value, ValueList};

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
    fn new(seed: u64) -> Self {
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
    fn compile<L: LossesFor<Self::Heads>, O: Optimizer, N: MetricsOf<Self::Heads>>(
        &mut self,
        losses: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'_, Self, PerOutput<L::Each>, O::Itself, PerOutput<N::Each>> {
        let (losses, metrics) = (PerOutput::new(losses.each()), PerOutput::new(metrics.each()));
        Compiled::boxed(Storage::Borrowed(self), losses, optimizer.into(), metrics).named(Self::OUTPUT_NAMES)
    }

    /// The same in a workspace that the caller provides, such as a `static` on a device: nothing is allocated.
    #[expect(clippy::type_complexity, reason = "what users see is the builder's own methods")]
    fn compile_in<'a, L: LossesFor<Self::Heads>, O: Optimizer, N: MetricsOf<Self::Heads>, const B: usize>(
        &'a mut self,
        workspace: &'a mut Workspace<Self, O::Itself, B>,
        losses: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'a, Self, PerOutput<L::Each>, O::Itself, PerOutput<N::Each>, B> {
        let (losses, metrics) = (PerOutput::new(losses.each()), PerOutput::new(metrics.each()));
        Compiled::borrowed(self, workspace, losses, optimizer.into(), metrics)
    }
}

impl<M: Passes + Functional> TrainFunctional for M {}

/// The losses that fit the heads of all outputs: one loss for one output, a tuple for several.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not the losses of a model whose outputs end in `{H}`",
    label = "expected one loss for each output, in their order, that fits its head",
    note = "several outputs take a tuple: `(BinaryCrossentropy::new(), MeanSquaredError::new())`; `LossFor` has the table of heads and losses"
)]
pub trait LossesFor<H> {
    /// The losses as a tuple.
    type Each;
    /// The losses as a tuple.
    fn each(self) -> Self::Each;
}

/// The metrics of all outputs: one for one output, a tuple for several, `()` for none at all.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are not the metrics of a model whose outputs end in `{H}`",
    label = "expected metrics for each output, in their order, or `()`",
    note = "several outputs take a tuple with `()` where there is no metric: `(BinaryAccuracy::new(), ())`; `MetricsFor` has the table of heads and metrics"
)]
pub trait MetricsOf<H> {
    /// The metrics as a tuple.
    type Each: Copy + Send + Sync;
    /// The metrics as a tuple.
    fn each(self) -> Self::Each;
}

#[diagnostic::do_not_recommend]
impl<H: Head, L: LossFor<H>> LossesFor<H> for L {
    type Each = (L,);
    fn each(self) -> (L,) {
        (self,)
    }
}

#[diagnostic::do_not_recommend]
impl<H: Head, N: MetricsFor<H>> MetricsOf<H> for N {
    type Each = (N,);
    fn each(self) -> (N,) {
        (self,)
    }
}

/// The samples of a training, for the inputs `V`: anything that holds a run of samples, or a tuple of such.
#[diagnostic::on_unimplemented(
    message = "the samples `{Self}` do not fit the inputs `{V}` of this model",
    label = "expected a slice of samples for each input",
    note = "samples of several inputs are a tuple, in the order of the function's parameters: `fit((&users, &items), …)`"
)]
pub trait SamplesOf<V: ValueList>: Sync {
    /// How many samples there are of one input.
    fn count(&self, input: usize) -> usize;
    /// The numbers of one sample.
    fn numbers(&self, input: usize, sample: usize) -> &[V::Scalar];
}

/// The targets of a training, for the losses `L` and the outputs `V`: anything that holds a run of targets, or a tuple of
/// such.
#[diagnostic::on_unimplemented(
    message = "the targets `{Self}` do not fit the losses of the outputs `{V}`",
    label = "expected a slice of targets for each output",
    note = "targets of several outputs are a tuple, in their order: `fit(…, (&scores, &ratings), …)`"
)]
pub trait TargetsOf<L, V: ValueList>: Sync {
    /// How many targets there are of one output.
    fn count(&self, output: usize) -> usize;
    /// What one output should be.
    fn truth<'a>(&'a self, output: usize, sample: usize, buffer: &'a mut [V::Scalar]) -> Truth<'a, V::Scalar>;
}

/// What holds a run of samples or targets.
pub trait Items: Sync {
    /// One of them.
    type Item;
    /// All of them.
    fn items(&self) -> &[Self::Item];
}

impl<X: Sync> Items for &[X] {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}
impl<X: Sync, const N: usize> Items for &[X; N] {
    type Item = X;
    fn items(&self) -> &[X] {
        *self
    }
}
#[cfg(feature = "std")]
impl<X: Sync> Items for &Vec<X> {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}
#[cfg(feature = "std")]
impl<X: Sync> Items for &Box<[X]> {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}
#[cfg(feature = "std")]
impl<X: Sync + Send> Items for &Arc<[X]> {
    type Item = X;
    fn items(&self) -> &[X] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<V: Value, C: Items<Item: Sample<V::Shape, <V as Value>::Scalar>>> SamplesOf<V> for C {
    fn count(&self, _: usize) -> usize {
        self.items().len()
    }
    fn numbers(&self, _: usize, sample: usize) -> &[<V as Value>::Scalar] {
        self.items()
            .get(sample)
            .map(|sample| sample.array().flat())
            .unwrap_or_default()
    }
}

#[diagnostic::do_not_recommend]
impl<L: Loss, V: Value, C> TargetsOf<(L,), V> for C
where
    C: Items<Item: Target<L::Target, V::Shape, <V as Value>::Scalar>>,
{
    fn count(&self, _: usize) -> usize {
        self.items().len()
    }
    fn truth<'a>(
        &'a self,
        _: usize,
        sample: usize,
        buffer: &'a mut [<V as Value>::Scalar],
    ) -> Truth<'a, <V as Value>::Scalar> {
        match (
            self.items().get(sample),
            <ArrayOf<V::Shape, <V as Value>::Scalar>>::of_mut(buffer),
        ) {
            (Some(target), Some(buffer)) => target.truth(buffer),
            _ => Truth::Values(&[]),
        }
    }
}

macro_rules! several {
    ($(($($a:ident $b:ident $v:ident $i:tt),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($b: Head, $a: LossFor<$b>),+> LossesFor<($($b,)+)> for ($($a,)+) {
            type Each = Self;
            fn each(self) -> Self {
                self
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($b: Head, $a: MetricsFor<$b>),+> MetricsOf<($($b,)+)> for ($($a,)+) {
            type Each = Self;
            fn each(self) -> Self {
                self
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($b: Head),+> MetricsOf<($($b,)+)> for () {
            type Each = ();
            fn each(self) {}
        }

        #[diagnostic::do_not_recommend]
        impl<T: crate::Scalar, $($v: Value<Scalar = T>, $a: SamplesOf<$v>),+> SamplesOf<($($v,)+)> for ($($a,)+) {
            fn count(&self, input: usize) -> usize {
                match input {
                    $($i => self.$i.count(0),)+
                    _ => 0,
                }
            }
            fn numbers(&self, input: usize, sample: usize) -> &[T] {
                match input {
                    $($i => self.$i.numbers(0, sample),)+
                    _ => &[],
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: crate::Scalar, $($b: Loss, $v: Value<Scalar = T>, $a: TargetsOf<($b,), $v>),+>
            TargetsOf<($($b,)+), ($($v,)+)> for ($($a,)+)
        {
            fn count(&self, output: usize) -> usize {
                match output {
                    $($i => self.$i.count(0),)+
                    _ => 0,
                }
            }
            fn truth<'a>(&'a self, output: usize, sample: usize, buffer: &'a mut [T]) -> Truth<'a, T> {
                match output {
                    $($i => self.$i.truth(0, sample, buffer),)+
                    _ => Truth::Values(&[]),
                }
            }
        }
    )+};
}

several! {
    (A1 B1 V1 0, A2 B2 V2 1)
    (A1 B1 V1 0, A2 B2 V2 1, A3 B3 V3 2)
    (A1 B1 V1 0, A2 B2 V2 1, A3 B3 V3 2, A4 B4 V4 3)
    (A1 B1 V1 0, A2 B2 V2 1, A3 B3 V3 2, A4 B4 V4 3, A5 B5 V5 4)
    (A1 B1 V1 0, A2 B2 V2 1, A3 B3 V3 2, A4 B4 V4 3, A5 B5 V5 4, A6 B6 V6 5)
    (A1 B1 V1 0, A2 B2 V2 1, A3 B3 V3 2, A4 B4 V4 3, A5 B5 V5 4, A6 B6 V6 5, A7 B7 V7 6)
    (A1 B1 V1 0, A2 B2 V2 1, A3 B3 V3 2, A4 B4 V4 3, A5 B5 V5 4, A6 B6 V6 5, A7 B7 V7 6, A8 B8 V8 7)
}

/// Samples and targets of all inputs and outputs, from one on.
struct Together<'d, X, Y, M, L> {
    x: &'d X,
    y: &'d Y,
    first: usize,
    #[cfg(feature = "std")]
    weights: Option<&'d Weights<'d>>,
    types: core::marker::PhantomData<fn(M, L)>,
}

impl<'d, X, Y, M, L> Together<'d, X, Y, M, L> {
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

impl<X, Y, M, L> Examples<M::Scalar> for Together<'_, X, Y, M, L>
where
    M: Functional,
    X: SamplesOf<M::Inputs>,
    Y: TargetsOf<L, M::Outputs>,
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
    pub fn train_step<X: SamplesOf<M::Inputs>, Y: TargetsOf<L, M::Outputs>>(
        &mut self,
        x: X,
        y: Y,
    ) -> Result<M::Scalar, Fault> {
        let rows = self.check_together(Data::Given, &x, &y)?;
        let examples = Together::<X, Y, M, L>::new(&x, &y);
        let batch = self.update(rows, self.seed, examples, |_, _, _, _, _| {})?;
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
        X: SamplesOf<M::Inputs>,
        Y: TargetsOf<L, M::Outputs>,
        V: TogetherValidation<M, L>,
        C: CallbackList<M>,
    {
        let all = self.check_together(Data::Given, &x, &y)?;
        fit.validation.check_with(&self.loss)?;
        let settings = &fit.settings;
        let train = settings.check(all)?;
        let examples = Together::<X, Y, M, L>::new(&x, &y);
        let weights = Weights::new::<M, PerOutput<L>, _>(
            settings.sample_weight,
            settings.class_weight,
            train,
            &self.loss,
            &examples,
        )?;
        let weighted = Together::<X, Y, M, L> {
            weights: Some(&weights),
            ..examples
        };
        let validate = |evaluator: EvaluationRun<'_, M, PerOutput<L>, PerOutput<N>>| {
            if train == all {
                return fit.validation.evaluate_with(evaluator);
            }
            let held_out = Together::<X, Y, M, L> {
                first: train,
                ..Together::new(&x, &y)
            };
            Some(evaluator.evaluate(all - train, &held_out))
        };
        let has_validation = V::IS_GIVEN || train < all;
        self.epochs(train, &weighted, settings, &fit.callbacks, has_validation, validate)
    }

    /// The losses and the metrics over samples that the model does not learn from.
    ///
    /// # Errors
    /// Where settings make no sense or the data do not fit.
    #[cfg(feature = "std")]
    pub fn evaluate<X: SamplesOf<M::Inputs>, Y: TargetsOf<L, M::Outputs>>(
        &self,
        x: X,
        y: Y,
    ) -> Result<Evaluation, Error> {
        let rows = self.check_together(Data::Given, &x, &y)?;
        let examples = Together::<X, Y, M, L>::new(&x, &y);
        Ok(self.evaluator(&Fit::new().settings).evaluate(rows, &examples))
    }

    /// How many samples there are, once settings and data are checked.
    fn check_together<X: SamplesOf<M::Inputs>, Y: TargetsOf<L, M::Outputs>>(
        &self,
        data: Data,
        x: &X,
        y: &Y,
    ) -> Result<usize, Fault> {
        self.check_settings()?;
        together::<M, L, X, Y>(data, &self.loss, x, y)
    }
}

/// How many samples there are, once they and the targets are checked.
fn together<M, L, X, Y>(data: Data, loss: &PerOutput<L>, x: &X, y: &Y) -> Result<usize, Fault>
where
    M: TrainFunctional,
    PerOutput<L>: Objective,
    X: SamplesOf<M::Inputs>,
    Y: TargetsOf<L, M::Outputs>,
{
    let samples = x.count(0);
    let inputs = M::PLAN.graph.inputs;
    for (input, info) in inputs.iter().enumerate().skip(1) {
        if x.count(input) != samples {
            return Err(Fault::InputLengths {
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
            return Err(Fault::OutputLengths {
                data,
                output: name,
                samples,
                targets: y.count(output),
            });
        }
    }
    check::examples::<M, _, _>(data, loss, samples, &Together::<X, Y, M, L>::new(x, y))?;
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
    fn check_with(&self, loss: &PerOutput<L>) -> Result<(), Fault>;

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

    fn check_with(&self, _: &PerOutput<L>) -> Result<(), Fault> {
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
    X: SamplesOf<M::Inputs>,
    Y: TargetsOf<L, M::Outputs>,
{
    fn check_with(&self, loss: &PerOutput<L>) -> Result<(), Fault> {
        together::<M, L, X, Y>(Data::Validation, loss, &self.x, &self.y).map(|_| ())
    }
    fn evaluate_with<N: Observers>(&self, evaluator: EvaluationRun<'_, M, PerOutput<L>, N>) -> Option<Evaluation> {
        let examples = Together::<X, Y, M, L>::new(&self.x, &self.y);
        Some(evaluator.evaluate(self.x.count(0), &examples))
    }
}

/// No metrics at all.
impl Observers for PerOutput<()> {
    type State = ();
    const NAMED: bool = true;

    fn check(&self) -> Result<(), crate::error::Setting> {
        Ok(())
    }
    fn observe<T: crate::Scalar>(&self, (): &mut (), _: usize, _: &[T], _: Truth<'_, T>, _: f64) {}
    fn results(&self, (): &(), _: &mut impl FnMut(usize, &'static str, f64)) {}
}
