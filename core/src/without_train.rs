//! What a build without the feature `train` says of a program that trains.

use core::marker::PhantomData;

use crate::model::Network;

/// Implemented by nothing: with the feature, models have these methods.
#[diagnostic::on_unimplemented(
    message = "drawing and training parameters needs the feature `train` of layerproof, which is switched off here",
    label = "needs the feature `train`",
    note = "in `Cargo.toml`: `layerproof = {{ …, features = [\"std\", \"macros\", \"train\"] }}`, or without `default-features = false`"
)]
#[doc(hidden)]
pub trait FeatureTrain {
    type Compiled;
}

/// A model in a build that cannot train. A type of this crate, so that rustc does not quote the user's model.
#[derive(Debug)]
#[doc(hidden)]
pub struct Untrainable<M>(PhantomData<M>);

/// The methods of `Train` and `TrainFunctional`, which are not there.
#[doc(hidden)]
pub trait WithoutTrain: Network {
    fn new(_seed: u64) -> Self
    where
        Untrainable<Self>: FeatureTrain,
    {
        Self::ZERO
    }

    fn random<R>(_rng: R) -> Self
    where
        Untrainable<Self>: FeatureTrain,
    {
        Self::ZERO
    }

    fn compile<L, O, N>(
        &mut self,
        _loss: L,
        _optimizer: O,
        _metrics: N,
    ) -> <Untrainable<Self> as FeatureTrain>::Compiled
    where
        Untrainable<Self>: FeatureTrain,
    {
        never()
    }

    fn fit<X, Y, F>(&mut self, _x: X, _y: Y, _fit: F) -> <Untrainable<Self> as FeatureTrain>::Compiled
    where
        Untrainable<Self>: FeatureTrain,
    {
        never()
    }
}

impl<M: Network> WithoutTrain for M {}

#[expect(clippy::empty_loop, reason = "what calls this never compiles")]
fn never() -> ! {
    loop {}
}
