//! Training: `compile`, one step, and (with `std`) `fit` and `evaluate`.

mod check;
mod compiled;
mod fault;
#[cfg(feature = "std")]
mod fit;
#[cfg(feature = "std")]
mod history;
mod pass;
#[cfg(feature = "std")]
mod progress;
#[cfg(feature = "std")]
mod run;
mod tape;
mod workspace;

use bytemuck::Zeroable;

pub use self::compiled::{Compiled, TILE};
pub use self::fault::{Data, Fault};
#[cfg(feature = "std")]
pub use self::fit::{Fit, Validation, ValidationData};
#[cfg(feature = "std")]
pub use self::history::{Epoch, Evaluation, History};
pub use self::pass::Pass;
pub use self::tape::{Below, Record};
pub use self::workspace::Workspace;
use crate::layers::TrainLayer;
use crate::losses::LossFor;
use crate::metrics::MetricsFor;
use crate::model::{InputArray, Model, OutputShape};
use crate::optimizers::Optimizer;
pub use crate::setting::Setting;

/// A model that can learn. Implemented by [`sequential!`](crate::sequential).
pub trait Train: Model {
    /// The last layer.
    #[doc(hidden)]
    type Last: TrainLayer<Scalar = Self::Scalar, Output = OutputShape<Self>>;
    /// What the forward pass of a tile of at most `B` samples leaves for the backward pass: one record a layer.
    #[doc(hidden)]
    type Tape<const B: usize>: Zeroable + Send + Sync;

    /// Draws all parameters in place, as each layer's initialisers say.
    fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);

    /// The last layer's record.
    #[doc(hidden)]
    fn last<const B: usize>(tape: &mut Self::Tape<B>) -> &mut Record<Self::Last, B>;

    /// The forward pass of a tile.
    #[doc(hidden)]
    fn forward<const B: usize>(&self, x: &[InputArray<Self>], tape: &mut Self::Tape<B>, pass: &mut Pass);

    /// The backward pass of a tile, from the gradients in the last record: adds to `gradient`.
    #[doc(hidden)]
    fn backward<const B: usize>(
        &self,
        x: &[InputArray<Self>],
        tape: &mut Self::Tape<B>,
        gradient: &mut Self,
        pass: &mut Pass,
    );

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
    /// A loss or a metric that does not fit the model's head is an error here; [`LossFor`] has the table.
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
    /// // the loss `MeanSquaredError` does not fit this model, which ends in `Sigmoid<1>`
    /// model.compile(MeanSquaredError::new(), Adam::new(0.01), ());
    /// ```
    #[cfg(feature = "std")]
    fn compile<L: LossFor<Self::Head>, O: Optimizer, N: MetricsFor<Self::Head>>(
        &mut self,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'_, Self, L::Loss, O::Itself, N::Metrics> {
        Compiled::boxed(self, loss.into(), optimizer.into(), metrics.into())
    }

    /// The same in a workspace that the caller provides, such as a `static` on a device: nothing is allocated.
    ///
    /// `B` is the number of samples that go through the model side by side. The workspace grows with it.
    fn compile_in<'a, L: LossFor<Self::Head>, O: Optimizer, N: MetricsFor<Self::Head>, const B: usize>(
        &'a mut self,
        workspace: &'a mut Workspace<Self, O::Itself, B>,
        loss: L,
        optimizer: O,
        metrics: N,
    ) -> Compiled<'a, Self, L::Loss, O::Itself, N::Metrics, B> {
        Compiled::borrowed(self, workspace, loss.into(), optimizer.into(), metrics.into())
    }
}
