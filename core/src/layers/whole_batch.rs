//! Layers that need the whole mini-batch while they learn.

use bytemuck::Zeroable;

use super::{Entry, InputGradients, Out, PlainData, Port, Rows, TrainLayer};
use crate::tape::{Direction, Pass, Schedule};

/// A layer that computes with numbers of the whole mini-batch while it learns: the mean and the variance of each feature.
///
/// Its [`Layer::BARRIERS`](super::Layer::BARRIERS) is 1, and `whole_batch_passes!` writes what of [`TrainLayer`] is the
/// same for all of them. Forward, all tiles of the mini-batch go up to the layer; [`WholeBatch::accumulate`] sees them one
/// after the other, [`WholeBatch::finish`] what came of them, and only then do tiles go on, with
/// [`WholeBatch::compute_with`]. Backward it is the same with [`WholeBatch::accumulate_gradients`] and
/// [`WholeBatch::differentiate_with`]. As samples are accumulated one by one in their order, the results depend neither on
/// the size of tiles nor on threads.
pub trait WholeBatch: TrainLayer {
    /// What the forward pass gathers. Zero at first.
    type Statistics: PlainData;
    /// What the backward pass gathers. Zero at first.
    type Sums: PlainData;

    /// Adds some more samples, one after the other.
    fn accumulate(&self, x: Rows<'_, Self>, statistics: &mut Self::Statistics);

    /// Makes of all samples what [`WholeBatch::compute_with`] needs.
    fn finish(&self, statistics: &mut Self::Statistics) {
        let _ = statistics;
    }

    /// [`TrainLayer::compute`] with the statistics of the mini-batch.
    fn compute_with(
        &self,
        x: Rows<'_, Self>,
        y: &mut [Out<Self>],
        saved: &mut [Self::Saved],
        statistics: &Self::Statistics,
    );

    /// Adds the gradients of some more samples, one after the other.
    fn accumulate_gradients(
        &self,
        x: Rows<'_, Self>,
        y: &[Out<Self>],
        saved: &[Self::Saved],
        dy: &[Out<Self>],
        statistics: &Self::Statistics,
        sums: &mut Self::Sums,
    );

    /// [`TrainLayer::differentiate`] with what both passes gathered, for the inputs alone.
    #[expect(clippy::too_many_arguments, reason = "the tile's arrays, each once")]
    fn differentiate_with(
        &self,
        x: Rows<'_, Self>,
        y: &[Out<Self>],
        saved: &[Self::Saved],
        dy: &mut [Out<Self>],
        dx: InputGradients<'_, Self>,
        statistics: &Self::Statistics,
        sums: &Self::Sums,
    );

    /// Once a mini-batch: adds dL/d(parameters) to `gradient`, and to its kept parameters by how much each of them changes
    /// with this mini-batch.
    fn add_gradients(&self, statistics: &Self::Statistics, sums: &Self::Sums, gradient: &mut Self);
}

/// What a call of such a layer holds of the mini-batch between the two passes of a tile: [`TrainLayer::Tape`].
#[derive(Debug, Clone, Copy, Zeroable)]
#[zeroable(bound = "")]
#[repr(C)]
pub struct BatchTape<S, G>
where
    S: PlainData,
    G: PlainData,
{
    statistics: S,
    sums: G,
}

/// The tape of a call of `L`.
pub(crate) type TapeOf<L> = BatchTape<<L as WholeBatch>::Statistics, <L as WholeBatch>::Sums>;

/// [`TrainLayer::forward`] of such a layer.
pub(crate) fn forward<L, const B: usize>(
    layer: &L,
    x: &[&[L::Scalar]],
    entry: &mut Entry<L, B>,
    pass: &Pass<'_, impl Schedule>,
) where
    L: WholeBatch + TrainLayer<Tape<B> = TapeOf<L>>,
{
    let parts = entry.parts(pass.rows);
    let x = L::Input::rows(|i| x.get(i).copied().unwrap_or_default());
    let statistics = &mut parts.tape.statistics;
    let runs = pass.wait(
        Direction::Forward,
        statistics,
        |statistics| layer.accumulate(x, statistics),
        |statistics| layer.finish(statistics),
    );
    if runs {
        layer.compute_with(x, parts.y, parts.saved, statistics);
    }
}

/// [`TrainLayer::backward`] of such a layer.
pub(crate) fn backward<L, const B: usize, const N: usize>(
    layer: &L,
    x: &[&[L::Scalar]; N],
    entry: &mut Entry<L, B>,
    mut dx: [Option<&mut [L::Scalar]>; N],
    gradient: &mut L,
    pass: &Pass<'_, impl Schedule>,
) where
    L: WholeBatch + TrainLayer<Tape<B> = TapeOf<L>>,
{
    let parts = entry.parts(pass.rows);
    let x = L::Input::rows(|i| x.get(i).copied().unwrap_or_default());
    let BatchTape { statistics, sums } = parts.tape;
    let runs = pass.wait(
        Direction::Backward,
        sums,
        |sums| layer.accumulate_gradients(x, parts.y, parts.saved, parts.dy, statistics, sums),
        |_| {},
    );
    if runs {
        if pass.is_first() {
            layer.add_gradients(statistics, sums, gradient);
        }
        let dx = L::Input::gradients(|i| dx.get_mut(i).and_then(Option::take));
        layer.differentiate_with(x, parts.y, parts.saved, parts.dy, dx, statistics, sums);
    }
}

/// The items of [`TrainLayer`] that are the same for every [`WholeBatch`] layer.
macro_rules! whole_batch_passes {
    () => {
        type Tape<const TILE: usize> = $crate::layers::whole_batch::TapeOf<Self>;

        /// The passes are those of `WholeBatch`.
        fn compute<L: $crate::kernels::Level>(
            &self,
            _: L,
            _: $crate::layers::Rows<'_, Self>,
            _: &mut [$crate::layers::Out<Self>],
            _: &mut [Self::Saved],
            _: $crate::tape::Noise,
        ) {
        }

        fn differentiate<L: $crate::kernels::Level>(
            &self,
            _: L,
            _: $crate::layers::Rows<'_, Self>,
            _: &[$crate::layers::Out<Self>],
            _: &[Self::Saved],
            _: &mut [$crate::layers::Out<Self>],
            _: $crate::layers::InputGradients<'_, Self>,
            _: &mut Self,
            _: bool,
        ) {
        }

        fn forward<const TILE: usize>(
            &self,
            x: &[&[Self::Scalar]],
            entry: &mut $crate::layers::Entry<Self, TILE>,
            pass: &$crate::tape::Pass<'_, impl $crate::tape::Schedule>,
            _: usize,
        ) {
            $crate::layers::whole_batch::forward(self, x, entry, pass);
        }

        fn backward<const TILE: usize, const INPUTS: usize>(
            &self,
            x: &[&[Self::Scalar]; INPUTS],
            entry: &mut $crate::layers::Entry<Self, TILE>,
            dx: [Option<&mut [Self::Scalar]>; INPUTS],
            gradient: &mut Self,
            pass: &$crate::tape::Pass<'_, impl $crate::tape::Schedule>,
            _: usize,
            _: bool,
        ) {
            $crate::layers::whole_batch::backward(self, x, entry, dx, gradient, pass);
        }
    };
}
pub(crate) use whole_batch_passes;
