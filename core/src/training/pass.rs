//! What the layers of one pass share besides the data.

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
        self.noise = self.noise.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.noise)
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit of `x`.
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}
