//! Random decisions that depend on nothing but a seed and a place.

use crate::Scalar;

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): every bit of the result depends on every bit of `x`.
#[inline(always)]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The odd number nearest to 2⁶⁴ over the golden ratio: its multiples spread evenly.
pub(crate) const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Sets each value to 0 with probability `dropped` / 2⁶⁴, and multiplies it by `scale` otherwise.
#[inline(always)]
pub fn thin_out<T: Scalar>(values: &mut [T], seed: u64, dropped: u64, scale: T) {
    let mut place = seed;
    for value in values {
        place = place.wrapping_add(GOLDEN);
        *value = if mix(place) < dropped { T::ZERO } else { *value * scale };
    }
}
