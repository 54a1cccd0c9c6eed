//! The passes of a model.

use crate::layers::PlainData;
use crate::model::Network;
use crate::tape::{Pass, Schedule};

/// The passes of a model, apart from [`Train`](crate::training::Train) so that its users do not meet them.
///
/// Values are runs of numbers here: as many samples as a tile has, one behind the other.
pub trait Passes: Network {
    /// What the forward pass of a tile of at most `B` samples leaves for the backward pass: one entry a call, and one more
    /// gradient for each value that several calls take.
    type Tape<const B: usize>: PlainData;
    /// For each output, whether an activation ends it, whose derivative a loss may contain.
    const FUSES: &'static [bool];

    /// Draws all parameters in place, as each layer's initialisers say.
    fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);

    /// The numbers of one output and of its gradient, of the first `rows` samples.
    fn output<const B: usize>(
        tape: &mut Self::Tape<B>,
        output: usize,
        rows: usize,
    ) -> (&[Self::Scalar], &mut [Self::Scalar]);

    /// The forward pass of a tile: the calls that `pass` runs.
    fn forward<const B: usize>(&self, x: &[&[Self::Scalar]], tape: &mut Self::Tape<B>, pass: &Pass<'_, impl Schedule>);

    /// The backward pass of a tile, from the gradients of the outputs on the tape: adds to `gradient`, and writes the
    /// gradients of the inputs that are asked for.
    fn backward<const B: usize>(
        &self,
        x: &[&[Self::Scalar]],
        dx: &mut [Option<&mut [Self::Scalar]>],
        tape: &mut Self::Tape<B>,
        gradient: &mut Self,
        pass: &Pass<'_, impl Schedule>,
    );
}
