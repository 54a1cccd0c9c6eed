//! What the layers of one pass share besides the data.

use crate::kernels::GOLDEN;
pub(crate) use crate::kernels::mix;

/// One forward and backward pass of one tile.
#[derive(Debug, Clone)]
pub struct Pass {
    noise: u64,
    fused: bool,
}

impl Pass {
    /// A pass whose random layers draw from `seed`. `fused`: the loss gives the gradient of the last layer's sums, its
    /// activation's derivative included.
    pub const fn new(seed: u64, fused: bool) -> Self {
        Self { noise: seed, fused }
    }

    /// Whether the gradient that arrives is that of the sums, before the activation. True at most once a pass: for the
    /// last layer with an activation.
    pub const fn is_fused(&mut self) -> bool {
        core::mem::replace(&mut self.fused, false)
    }

    /// A seed for one layer's noise, another one at each call.
    pub const fn noise(&mut self) -> u64 {
        self.noise = self.noise.wrapping_add(GOLDEN);
        mix(self.noise)
    }
}
