//! The passes of a model.

use bytemuck::Zeroable;

use super::{Pass, Record};
use crate::layers::TrainLayer;
use crate::model::{InputArray, Model, OutputShape};

/// The passes of a model, apart from [`Train`](super::Train) so that its users do not meet them.
pub trait Passes: Model {
    /// The last layer.
    type Last: TrainLayer<Scalar = Self::Scalar, Output = OutputShape<Self>>;
    /// What the forward pass of a tile of at most `B` samples leaves for the backward pass: one record a layer.
    type Tape<const B: usize>: Zeroable + Copy + Send + Sync;

    /// Draws all parameters in place, as each layer's initialisers say.
    fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);

    /// The last layer's record.
    fn last<const B: usize>(tape: &mut Self::Tape<B>) -> &mut Record<Self::Last, B>;

    /// The forward pass of a tile.
    fn forward<const B: usize>(&self, x: &[InputArray<Self>], tape: &mut Self::Tape<B>, pass: &mut Pass);

    /// The backward pass of a tile, from the gradients in the last record: adds to `gradient`.
    fn backward<const B: usize>(
        &self,
        x: &[InputArray<Self>],
        tape: &mut Self::Tape<B>,
        gradient: &mut Self,
        pass: &mut Pass,
    );
}
