//! Training on samples that are made, or read, while it goes on.

use core::marker::PhantomData;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::vec::Vec;

use super::batches::Batches;
use super::callbacks::CallbackList;
use super::check::{self, Weights};
use super::evaluator::EvaluationRun;
use super::examples::{Examples, Pairs};
use super::fit::Settings;
use super::{Compiled, Data, Evaluation, Fit, History, Train, TrainingError, ValidationData};
use crate::Error;
use crate::losses::{Answers, AnyTarget, Loss, Target, Truth};
use crate::metrics::Metric;
use crate::model::{InputArray, InputShape, Model, OutputArray, OutputShape};
use crate::optimizers::Optimizer;
use crate::shape::{AnySample, Array, Fits, Sample};

/// So many mini-batches are made ahead.
const AHEAD: usize = 4;

impl<M: Train, L: Loss, O: Optimizer, N: Metric, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// [`Compiled::fit`] with samples that a generator makes or reads: sets that are larger than the memory. `generator` is
    /// called with the number of each epoch, from 0, and gives its samples with their targets, one after the other, in the order
    /// in which training takes them; they are made on a thread of their own, a few mini-batches ahead.
    ///
    /// With [`Fit::steps_per_epoch`] an epoch has so many mini-batches, the next one goes on where it ended, and `generator` is called
    /// again when it has no more.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let mut rng = SmallRng::seed_from_u64(3);
    /// let samples = |_epoch| {
    ///     std::iter::repeat_with(|| {
    ///         let x: f32 = rng.random_range(-1.0..1.0);
    ///         Ok(([x], [2.0 * x + 1.0]))
    ///     })
    ///     .take(64)
    ///     .collect::<Vec<_>>()
    /// };
    /// let mut model = Line::new(7);
    /// let fit = Fit::new().batch_size(8).epochs(40);
    /// model.compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit_generator(samples, &fit)?;
    /// assert!((model.predict(&[1.0])[0] - 3.0).abs() < 0.01);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Compiled::fit`]; but what is wrong with a sample is found when it comes, and then the model has learnt from those before.
    /// The first error that the generator gives ends the training. `validation_split` and `sample_weight` are for samples that are
    /// all there.
    pub fn fit_generator<X, Y, I, G, V, C>(&mut self, generator: G, fit: &Fit<'_, V, C>) -> Result<History, Error>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>> + Send,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>> + Send,
        I: IntoIterator<Item = Result<(X, Y), Error>>,
        G: FnMut(usize) -> I + Send,
        V: ValidationData<M, L>,
        C: CallbackList<M>,
    {
        let Fit {
            settings,
            validation,
            callbacks,
        } = fit;
        self.check_settings()?;
        validation.check(&self.loss)?;
        settings.check_all()?;
        if settings.validation_split.is_some() || settings.sample_weight.is_some() {
            return Err(TrainingError::Generator.into());
        }
        let loss = self.loss;
        let validate = |evaluator: EvaluationRun<'_, M, L, N>| validation.evaluate(evaluator);
        let (requests, requested) = channel();
        let (made, taken) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            let producer = scope.spawn(move || produce(generator, settings, &requested, &made));
            let mut batches = Generated::<X, Y, M, L> {
                requests,
                made: taken,
                loss,
                class_weight: settings.class_weight,
                steps: settings.steps_per_epoch,
                x: Vec::new(),
                y: Vec::new(),
                samples: 0,
                model: PhantomData,
            };
            let history = self.generated_epochs(&mut batches, settings, callbacks, V::IS_GIVEN, validate);
            // Then it is asked for no more.
            drop(batches);
            match producer.join() {
                Ok(()) => history,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }
}

impl<M: Train, L: Loss, O: Optimizer, N: Metric, const B: usize> Compiled<'_, M, L, O, N, B> {
    fn generated_epochs(
        &mut self,
        batches: &mut (impl Batches<M::Scalar> + Send),
        settings: &Settings<'_>,
        callbacks: &dyn CallbackList<M>,
        has_validation: bool,
        validate: impl Fn(EvaluationRun<'_, M, L, N>) -> Option<Evaluation> + Copy + Send + Sync,
    ) -> Result<History, Error> {
        #[cfg(feature = "rayon")]
        if self.is_for_all_cores(settings.batch_size) {
            return super::parallel::inside(|| self.epochs(batches, settings, callbacks, has_validation, validate));
        }
        self.epochs(batches, settings, callbacks, has_validation, validate)
    }
}

/// What comes from the generator.
enum Made<X, Y> {
    Batch(Vec<X>, Vec<Y>),
    End,
    Failed(Error),
}

/// Makes the mini-batches of each epoch that is asked for, until nobody asks or takes any more.
fn produce<X, Y, I>(
    mut generator: impl FnMut(usize) -> I,
    settings: &Settings<'_>,
    requested: &Receiver<usize>,
    batches: &SyncSender<Made<X, Y>>,
) where
    I: IntoIterator<Item = Result<(X, Y), Error>>,
{
    let mut going_on: Option<I::IntoIter> = None;
    while let Ok(epoch) = requested.recv() {
        let mut samples = going_on.take().unwrap_or_else(|| generator(epoch).into_iter());
        let mut is_fresh = false;
        let mut left = settings.steps_per_epoch.unwrap_or(usize::MAX);
        while left > 0 {
            let (mut x, mut y) = (Vec::new(), Vec::new());
            for sample in samples.by_ref().take(settings.batch_size) {
                match sample {
                    Ok((sample, target)) => {
                        x.push(sample);
                        y.push(target);
                    }
                    Err(error) => {
                        let _ = batches.send(Made::Failed(error));
                        return;
                    }
                }
            }
            if x.is_empty() {
                // The end of the samples: of the epoch too, unless it is counted in steps and there are any at all.
                if settings.steps_per_epoch.is_none() || is_fresh {
                    break;
                }
                samples = generator(epoch).into_iter();
                is_fresh = true;
                continue;
            }
            is_fresh = false;
            left -= 1;
            if batches.send(Made::Batch(x, y)).is_err() {
                return;
            }
        }
        if settings.steps_per_epoch.is_some() {
            going_on = Some(samples);
        }
        if batches.send(Made::End).is_err() {
            return;
        }
    }
}

/// The mini-batches that a generator makes.
struct Generated<'a, X, Y, M, L> {
    requests: Sender<usize>,
    made: Receiver<Made<X, Y>>,
    loss: L,
    class_weight: Option<&'a [f64]>,
    steps: Option<usize>,
    /// The mini-batch at hand.
    x: Vec<X>,
    y: Vec<Y>,
    /// The samples of the epoch so far.
    samples: usize,
    model: PhantomData<fn(M)>,
}

impl<X, Y, M, L> Batches<M::Scalar> for Generated<'_, X, Y, M, L>
where
    M: Model,
    L: Loss,
    X: Sample<InputShape<M>, M::Scalar>,
    Y: Target<L::Target, OutputShape<M>, M::Scalar>,
{
    type Batch<'a>
        = Here<'a, X, Y, M, L>
    where
        Self: 'a;

    fn count(&self) -> Option<usize> {
        self.steps
    }

    fn begin(&mut self, epoch: usize, _: u64) -> Result<(), Error> {
        self.samples = 0;
        // The generator ends only after an error, which is still to be taken.
        let _ = self.requests.send(epoch - 1);
        Ok(())
    }

    fn next(&mut self) -> Result<Option<(usize, Self::Batch<'_>)>, Error> {
        match self.made.recv() {
            Ok(Made::Batch(x, y)) => (self.x, self.y) = (x, y),
            Ok(Made::Failed(error)) => return Err(error),
            Ok(Made::End) if self.samples == 0 => return Err(TrainingError::NoData { data: Data::Given }.into()),
            // A generator that panicked: its panic goes on when the thread is joined.
            Ok(Made::End) | Err(_) => return Ok(None),
        }
        let (x, y, before) = (&self.x, &self.y, self.samples);
        self.samples += x.len();
        check::data::<M, L, X, Y>(Data::Given, &self.loss, x, y).map_err(|error| error.behind(before))?;
        let given = Pairs::<'_, _, X, Y, M, L>::new(|i: usize| (&x[i], &y[i], 1.0));
        let weights = Weights::new::<M, L, _>(None, self.class_weight, x.len(), &self.loss, &given)
            .map_err(|error| error.behind(before))?;
        let model = PhantomData;
        Ok(Some((x.len(), Here { x, y, weights, model })))
    }
}

/// A mini-batch.
struct Here<'a, X, Y, M, L> {
    x: &'a [X],
    y: &'a [Y],
    weights: Weights<'a>,
    model: PhantomData<fn(M, L)>,
}

impl<X, Y, M, L> Examples<M::Scalar> for Here<'_, X, Y, M, L>
where
    M: Model,
    L: Loss,
    X: Sample<InputShape<M>, M::Scalar>,
    Y: Target<L::Target, OutputShape<M>, M::Scalar>,
{
    #[inline]
    fn input(&self, sample: usize, _: usize) -> &[M::Scalar] {
        self.x[sample].array().flat()
    }
    #[inline]
    fn truth<'a>(&'a self, sample: usize, _: usize, buffer: &'a mut [M::Scalar]) -> Truth<'a, M::Scalar> {
        match Array::of_mut(buffer) {
            Some(buffer) => self.y[sample].truth(buffer),
            None => Truth::Values(&[]),
        }
    }
    #[inline]
    fn weight(&self, sample: usize) -> f64 {
        self.weights.of(sample)
    }
}
