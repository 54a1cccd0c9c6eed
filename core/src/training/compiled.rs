//! A model with its loss, optimiser and metrics, and one training step.

use core::fmt;
use core::ops::{Deref, DerefMut};
#[cfg(feature = "std")]
use std::boxed::Box;

#[cfg(feature = "std")]
use super::callbacks::CallbackList;
use super::counts::Counts;
#[cfg(debug_assertions)]
use super::examples::AnyObserve;
use super::examples::{Examples, Pairs, counted_rows};
#[cfg(feature = "std")]
use super::frozen::Frozen;
#[cfg(feature = "rayon")]
use super::parallel::Parts;
#[cfg(feature = "std")]
use super::whole_batch::AnyWholeBatch;
use super::worker::{BatchLoss, BatchStep, seed_of_step};
use super::workspace::TILE;
#[cfg(feature = "std")]
use super::zeros;
use super::{Data, Objective, Observers, Passes, Train, TrainingError, Workspace, check, rules};
#[cfg(feature = "std")]
use super::{Evaluation, Fit, History, ValidationData};
#[cfg(feature = "std")]
use crate::Error;
use crate::Scalar;
use crate::kernels;
use crate::losses::{Answers, AnyTarget, Loss, Target, Truth};
use crate::metrics::Metric;
use crate::model::{InputArray, InputShape, OutputArray, OutputShape, each_parameter_mut};
use crate::optimizers::Optimizer;
use crate::shape::{AnySample, Fits, MAX_VALUES, Sample, ValueList};

/// What is somebody else's, or lies on the heap.
pub(super) enum Storage<'a, W> {
    Borrowed(&'a mut W),
    #[cfg(feature = "std")]
    Boxed(Box<W>),
}

impl<W> Deref for Storage<'_, W> {
    type Target = W;
    #[inline]
    fn deref(&self) -> &W {
        match self {
            Self::Borrowed(value) => value,
            #[cfg(feature = "std")]
            Self::Boxed(value) => value,
        }
    }
}

impl<W> DerefMut for Storage<'_, W> {
    #[inline]
    fn deref_mut(&mut self) -> &mut W {
        match self {
            Self::Borrowed(value) => value,
            #[cfg(feature = "std")]
            Self::Boxed(value) => value,
        }
    }
}

/// A model that is ready to learn. Made by [`Train::compile`].
///
/// It borrows the model, and holds what the optimiser remembers: training goes on where it stopped for as long as this
/// lives. Dropped, it leaves the trained model behind.
pub struct Compiled<'a, M: Passes, L, O: Optimizer, N, const B: usize = TILE> {
    pub(super) model: Storage<'a, M>,
    pub(super) workspace: Storage<'a, Workspace<M, O, B>>,
    // None where the caller provides the workspace, and nothing is to be allocated.
    #[cfg(feature = "rayon")]
    parts: Option<Parts<M, B>>,
    #[cfg(feature = "std")]
    whole_batch: AnyWholeBatch,
    #[cfg(feature = "std")]
    pub(super) frozen: Option<Frozen<M>>,
    pub(super) loss: L,
    pub(super) optimizer: O,
    pub(super) metrics: N,
    pub(super) counts: Counts,
    #[cfg(feature = "std")]
    pub(super) output_names: &'static [&'static str],
}

/// A model that is ready to learn, with the model inside. Made by [`Train::into_trainer`].
#[cfg(feature = "std")]
pub type Trainer<M, L, O, N = (), const B: usize = TILE> = Compiled<'static, M, L, O, N, B>;

impl<'a, M: Passes, L, O: Optimizer, N, const B: usize> Compiled<'a, M, L, O, N, B> {
    /// The model as it is now: to predict, to save.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, to be changed: training goes on from there, with what the optimiser remembers.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }

    /// The model as it is now; what the optimiser remembers goes.
    #[must_use]
    pub fn into_model(self) -> M {
        *self.model
    }

    /// The same on the heap, where the model is its own ([`Train::into_trainer`]) without a copy.
    #[cfg(feature = "std")]
    pub fn into_boxed_model(self) -> Box<M> {
        match self.model {
            Storage::Boxed(model) => model,
            Storage::Borrowed(model) => model.boxed_clone(),
        }
    }

    #[cfg(feature = "std")]
    pub(super) fn boxed(model: Storage<'a, M>, loss: L, optimizer: O, metrics: N) -> Self {
        Self::placed(model, Storage::Boxed(Workspace::boxed()), loss, optimizer, metrics)
    }

    /// With these names of the outputs in histories.
    #[cfg(feature = "std")]
    pub(super) fn named(mut self, names: &'static [&'static str]) -> Self {
        self.output_names = names;
        self
    }

    pub(super) fn borrowed(
        model: &'a mut M,
        workspace: &'a mut Workspace<M, O, B>,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Self {
        // Moments without their step count, or the other way round, would be neither a start nor a continuation.
        bytemuck::write_zeroes(&mut workspace.slots);
        Self::placed(
            Storage::Borrowed(model),
            Storage::Borrowed(workspace),
            loss,
            optimizer,
            metrics,
        )
    }

    fn placed(
        model: Storage<'a, M>,
        workspace: Storage<'a, Workspace<M, O, B>>,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Self {
        Self {
            model,
            #[cfg(feature = "rayon")]
            parts: matches!(workspace, Storage::Boxed(_)).then(Parts::default),
            workspace,
            #[cfg(feature = "std")]
            whole_batch: AnyWholeBatch::default(),
            #[cfg(feature = "std")]
            frozen: None,
            loss,
            optimizer,
            metrics,
            counts: Counts::default(),
            #[cfg(feature = "std")]
            output_names: &[],
        }
    }
}

impl<M: Train, L: Loss, O: Optimizer, N: Metric, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// One step: forward, loss, backward, update, over one mini-batch of any size. Returns the mean loss before the
    /// update. Allocates nothing.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let mut model = Line::zeros();
    /// let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.05), ());
    /// let first = compiled.train_step(&x, &y)?;
    /// assert_eq!(first, 21.0);
    /// assert!(compiled.train_step(&x, &y)? < first);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where a setting makes no sense, the two slices differ in length or are empty, a number is not finite, or a class
    /// is out of range: then nothing was changed. Where the loss or a weight does not stay finite: the model then keeps
    /// its last finite weights.
    pub fn train_step<X, Y>(&mut self, x: &[X], y: &[Y]) -> Result<M::Scalar, TrainingError>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
    {
        self.step_on(x, y, None)
    }

    /// [`Compiled::train_step`] with a weight for each sample: how much it counts in the loss, as
    /// [`Fit::sample_weight`](super::Fit::sample_weight) does for `fit`.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let mut model = Line::zeros();
    /// let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.05), ());
    /// assert_eq!(compiled.weighted_train_step(&[[0.0], [1.0]], &[1.0, 3.0], &[1.0, 0.0])?, 0.5);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// As there, and where there is not one weight a sample, finite and not negative.
    pub fn weighted_train_step<X, Y>(
        &mut self,
        x: &[X],
        y: &[Y],
        sample_weight: &[f64],
    ) -> Result<M::Scalar, TrainingError>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
    {
        self.step_on(x, y, Some(sample_weight))
    }

    /// Draws the random choices of [`Compiled::train_step`] from this seed, as [`Fit::seed`](super::Fit::seed) does for `fit`:
    /// what a `Dropout` leaves out. The same seed gives the same weights, bit by bit.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.counts.seed = seed;
        self
    }

    /// Trains on all samples for some epochs, as [`Fit`] says. Returns one row an epoch.
    ///
    /// Called again it goes on: two times five epochs give the same weights as ten.
    ///
    /// With the feature `rayon`, batches of 256 samples and more go through on all cores. Their gradients are then added up in
    /// another order than without it, which shows in the last bits; the number of threads does not.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let mut model = Line::random(&mut SmallRng::seed_from_u64(7));
    /// let history = model
    ///     .compile(MeanSquaredError::new(), Sgd::new(0.1), MeanAbsoluteError::new())
    ///     .fit(&x, &y, &Fit::new().epochs(300))?;
    /// println!("{}", history.last()); // epoch 300/300  loss 1.2345e-6  mean_absolute_error 0.0010
    /// assert!(history.last().loss < 1e-3);
    /// assert!((model.predict(&[4.0])[0] - 9.0).abs() < 0.1);
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where settings make no sense, the data do not fit, or all weights are zero and no layer would ever learn from them, as in
    /// a model with hidden layers that was made by `zeros()` instead of [`Train::new`]: then nothing was changed. Where the loss or
    /// a weight does not stay finite: then it says in which epoch and batch, and the model keeps its last finite weights.
    #[cfg(feature = "std")]
    pub fn fit<X, Y, V, C>(&mut self, x: &[X], y: &[Y], fit: &Fit<'_, V, C>) -> Result<History, Error>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
        V: ValidationData<M, L>,
        C: CallbackList<M>,
    {
        let Fit {
            settings,
            validation,
            callbacks,
        } = fit;
        #[cfg(feature = "rayon")]
        if self.is_for_all_cores(settings.batch_size.min(x.len())) {
            return super::parallel::inside(|| self.run_fit(x, y, settings, validation, callbacks));
        }
        self.run_fit(x, y, settings, validation, callbacks)
    }

    /// The loss and the metrics over samples that the model does not learn from.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
    ///
    /// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
    /// let mut model = Line::zeros();
    /// let compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.1), MeanAbsoluteError::new());
    /// let evaluation = compiled.evaluate(&x, &y)?;
    /// assert_eq!(evaluation.loss, 21.0);
    /// assert_eq!(evaluation.get("mean_absolute_error"), Some(4.0));
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where settings make no sense or the data do not fit.
    #[cfg(feature = "std")]
    pub fn evaluate<X, Y>(&self, x: &[X], y: &[Y]) -> Result<Evaluation, Error>
    where
        X: AnySample<InputArray<M>, Array: Fits<InputArray<M>>>,
        Y: AnyTarget<L::Target, OutputArray<M>, Given: Answers<L::Target, OutputArray<M>, M::Scalar>>,
    {
        self.run_evaluate(x, y)
    }

    fn step_on<X, Y>(&mut self, x: &[X], y: &[Y], weights: Option<&[f64]>) -> Result<M::Scalar, TrainingError>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        self.check_settings()?;
        #[cfg(feature = "rayon")]
        if self.is_for_all_cores(x.len()) {
            return super::parallel::inside(|| self.run_step(x, y, weights));
        }
        self.run_step(x, y, weights)
    }

    fn run_step<X, Y>(&mut self, x: &[X], y: &[Y], weights: Option<&[f64]>) -> Result<M::Scalar, TrainingError>
    where
        X: Sample<InputShape<M>, M::Scalar>,
        Y: Target<L::Target, OutputShape<M>, M::Scalar>,
    {
        check::data::<M, L, X, Y>(Data::Given, &self.loss, x, y)?;
        if let Some(weights) = weights {
            check::sample_weight(weights, x.len())?;
        }
        let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
        let examples = Pairs::<'_, _, X, Y, M, L>::new(|i| (&x[i], &y[i], weight(i)));
        let batch = self.update(x.len(), self.counts.seed, examples, |_, _, _, _, _| {})?;
        Ok(batch.total(&self.loss))
    }
}

impl<M: Passes, L: Objective, O: Optimizer, N: Observers, const B: usize> Compiled<'_, M, L, O, N, B> {
    pub(super) fn check_settings(&self) -> Result<(), TrainingError> {
        self.loss.check()?;
        self.optimizer.check()?;
        self.metrics.check()?;
        Ok(())
    }

    /// Whether the model can learn from the parameters that it has. Changes nothing but the workspace.
    #[cfg(feature = "std")]
    pub(super) fn check_parameters(&mut self) -> Result<(), TrainingError> {
        if zeros::all_zero(&*self.model) {
            let Workspace { worker, .. } = &mut *self.workspace;
            if !zeros::can_learn(&*self.model, &self.loss, worker) {
                return Err(TrainingError::AllZero);
            }
        }
        Ok(())
    }

    /// Whether mini-batches of so many samples go through in parts.
    #[cfg(feature = "rayon")]
    pub(super) fn is_for_all_cores(&self, rows: usize) -> bool {
        self.parts.is_some() && Parts::<M, B>::pay(rows)
    }

    /// What the optimiser does at the end of a `fit`.
    #[cfg(feature = "std")]
    pub(super) fn finalize(&mut self) {
        if let Some(frozen) = &mut self.frozen {
            frozen.keep(&mut self.model);
        }
        self.optimizer.finalize(&mut *self.model, &mut self.workspace.slots);
        if let Some(frozen) = &mut self.frozen {
            frozen.put_back(&mut self.model);
        }
    }

    /// One step over `rows` examples. `observe` sees each row of each output, in their order, before the update.
    pub(super) fn update<E: Examples<M::Scalar>>(
        &mut self,
        rows: usize,
        seed: u64,
        examples: E,
        #[cfg_attr(not(debug_assertions), allow(unused_mut, reason = "borrowed in other builds"))]
        mut observe: impl FnMut(usize, usize, &[M::Scalar], Truth<'_, M::Scalar>, f64),
    ) -> Result<BatchLoss<M::Scalar>, TrainingError> {
        // Builds with debug assertions compile the passes once for all types of samples.
        #[cfg(debug_assertions)]
        let (examples, observe): (&dyn Examples<M::Scalar>, &mut AnyObserve<'_, M::Scalar>) = (&examples, &mut observe);
        self.optimizer.resume(&mut *self.model, &mut self.workspace.slots);
        // `ignore_class` takes rows out of the mean, so their number comes first.
        let mut buffers = M::Outputs::ZEROS;
        let mut batch = BatchLoss::default();
        let mut share = [0.0; MAX_VALUES];
        for k in 0..L::COUNT {
            let buffer = M::Outputs::numbers_mut(&mut buffers, k);
            let counted = |i| counted_rows::<M, L, _>(&self.loss, &examples, i, k, buffer);
            batch.counts[k] = (0..rows).map(counted).sum::<usize>();
            share[k] = self.loss.weight(k) / batch.counts[k].max(1) as f64;
        }
        let step = BatchStep {
            model: &*self.model,
            loss: &self.loss,
            seed: seed_of_step(seed, self.counts.steps),
            share,
            examples,
        };
        #[cfg(feature = "std")]
        let is_boxed = matches!(self.workspace, Storage::Boxed(_));
        let Workspace { worker, slots } = &mut *self.workspace;
        let (losses, gradient) = 'learn: {
            if const { M::BARRIERS > 0 } {
                if rows <= B {
                    break 'learn worker.learn(&step, 0..rows, observe);
                }
                #[cfg(feature = "std")]
                if is_boxed && let Some(whole_batch) = self.whole_batch.of::<M, B>() {
                    break 'learn whole_batch.learn(&step, rows, observe);
                }
                return Err(TrainingError::BatchTooLarge { samples: rows, tile: B });
            }
            #[cfg(feature = "rayon")]
            if let Some(parts) = self.parts.as_mut().filter(|_| Parts::<M, B>::pay(rows)) {
                break 'learn parts.learn(&step, rows, observe);
            }
            worker.learn(&step, 0..rows, observe)
        };
        self.counts.steps += 1;
        batch.sums = losses;
        batch.penalty = rules::penalize(&mut *self.model, gradient);
        let loss = batch.total(&self.loss);
        #[cfg(feature = "std")]
        if let Some(frozen) = &mut self.frozen {
            frozen.clear(gradient);
            frozen.keep(&mut self.model);
        }
        let is_fine = loss.is_finite()
            && self.optimizer.step(&mut *self.model, gradient, slots)
            && keep(&mut *self.model, gradient);
        if is_fine {
            rules::constrain(&mut *self.model);
        }
        #[cfg(feature = "std")]
        if let Some(frozen) = &mut self.frozen {
            frozen.put_back(&mut self.model);
        }
        if is_fine {
            Ok(batch)
        } else {
            Err(TrainingError::NotFinite {
                epoch: 1,
                batch: 1,
                loss: loss.to_f64(),
            })
        }
    }
}

/// Adds to each kept parameter what its gradient holds: by how much it changes with this mini-batch. Only layers that see the
/// whole mini-batch know that. A number that would become infinite or NaN stays as it is, and the answer is `false`.
fn keep<M: Passes>(model: &mut M, gradient: &mut M) -> bool {
    let mut finite = true;
    if const { M::BARRIERS > 0 } {
        each_parameter_mut([model, gradient], |_, parameter, [values, changes]| {
            if !parameter.is_trained() {
                finite &= kernels::update(values, changes, [], |value, change, []| (value + change, []));
            }
        });
    }
    finite
}

impl<M, L, O, N, const B: usize> fmt::Debug for Compiled<'_, M, L, O, N, B>
where
    M: Passes,
    L: fmt::Debug,
    O: Optimizer + fmt::Debug,
    N: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled")
            .field("loss", &self.loss)
            .field("optimizer", &self.optimizer)
            .field("metrics", &self.metrics)
            .field("steps", &self.counts.steps)
            .finish_non_exhaustive()
    }
}
