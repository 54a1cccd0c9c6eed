//! Random decisions that depend on nothing but a seed and a place.

use crate::Scalar;

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): every bit of the result depends on every bit of `x`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The odd number nearest to 2⁶⁴ over the golden ratio: its multiples spread evenly.
pub(crate) const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A probability below 1 in units of 2⁻⁶⁴.
#[cfg_attr(not(debug_assertions), inline(always))]
pub const fn probability(probability: f64) -> u64 {
    // 2⁶⁴ as a float.
    (probability * 18_446_744_073_709_551_616.0) as u64
}

/// Shows each value with a decision that is true with probability `probability` / 2⁶⁴.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn for_each_bernoulli<T>(values: &mut [T], seed: u64, probability: u64, mut change: impl FnMut(&mut T, bool)) {
    let mut place = seed;
    for value in values {
        place = place.wrapping_add(GOLDEN);
        change(value, mix(place) < probability);
    }
}

/// Shows each value with a number of the standard normal distribution, by the polar method (Marsaglia and Bray 1964).
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn for_each_normal<T>(values: &mut [T], seed: u64, mut change: impl FnMut(&mut T, f64)) {
    let mut place = seed;
    for value in values {
        place = place.wrapping_add(GOLDEN);
        change(value, normal(mix(place)));
    }
}

fn normal(seed: u64) -> f64 {
    // From −1 to 1, of 32 bits.
    let uniform = |bits: u64| bits as f64 / 2_147_483_648.0 - 1.0;
    let mut state = seed;
    loop {
        state = state.wrapping_add(GOLDEN);
        let bits = mix(state);
        let (u, v) = (uniform(bits >> 32), uniform(bits & 0xFFFF_FFFF));
        let square = u * u + v * v;
        // Of four points more than three lie within the circle.
        if square > 0.0 && square < 1.0 {
            return u * Scalar::sqrt(-2.0 * Scalar::ln(square) / square);
        }
    }
}

/// Sets each value to 0 with probability `dropped` / 2⁶⁴, and multiplies it by `scale` otherwise.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn dropout<T: Scalar>(values: &mut [T], seed: u64, dropped: u64, scale: T) {
    for_each_bernoulli(values, seed, dropped, |value, is_dropped| {
        *value = if is_dropped { T::ZERO } else { *value * scale };
    });
}
