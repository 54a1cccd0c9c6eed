//! eˣ and tanh x without a branch or a table, so that a loop over them becomes vector instructions.
//!
//! One implementation for every [`Level`]: levels differ by the rounding of the fused multiply-add alone. The largest
//! errors are stated at each function and tested.

#![allow(clippy::excessive_precision, reason = "the constants as their sources print them")]

use super::Level;

/// The functions that a number type has in a form for vectors.
pub trait Elementary: Copy + super::Sums {
    /// eˣ: less than 1.5 units in the last place off, ∞ and 0 where the result leaves the range, NaN of NaN.
    fn exp_at<L: Level>(self, level: L) -> Self;

    /// tanh x: less than 2 units in the last place off, ±1 at ±∞, NaN of NaN, the sign of zero kept.
    fn tanh_at<L: Level>(self, level: L) -> Self;
}

/// The polynomial of these coefficients, the highest power first, by Estrin's scheme: neighbours are joined side by side,
/// so that a single number does not wait for each power in turn.
#[inline(always)]
fn polynomial<L: Level, T: crate::Scalar, const N: usize>(level: L, x: T, mut coefficients: [T; N]) -> T {
    let (mut count, mut power) = (N, x);
    while count > 1 {
        let odd = count % 2;
        for i in 0..count / 2 {
            let at = odd + 2 * i;
            coefficients[odd + i] = level.mul_add(coefficients[at], power, coefficients[at + 1]);
        }
        count = odd + count / 2;
        power = power * power;
    }
    coefficients[0]
}

/// Both functions for one type: the same steps with other constants.
///
/// eˣ = 2ⁿ · eʳ with n the integer nearest to x · log₂e and r = x − n · ln 2, |r| ≤ 0.35, ln 2 in two parts (Cody and Waite
/// 1980). Adding and taking off 1.5 · 2^(mantissa bits) rounds to an integer, and leaves it in the low bits. 2ⁿ is made of
/// two factors, so that results below the normal range are rounded once.
///
/// tanh x = x + x³ · P(x²) near 0, where the other form would lose digits, and (1 − e^(−2|x|)) / (1 + e^(−2|x|)) elsewhere
/// (Cephes, Moshier 1989, as are P and the polynomial of eʳ in `f32`).
macro_rules! elementary {
    (
        $type:ident, $signed:ident, $unsigned:ident, mantissa = $mantissa:literal, bias = $bias:literal,
        range = ($low:literal, $high:literal), ln2 = ($ln2_high:literal, $ln2_low:literal),
        exp = $exp:expr, tanh = |$level:ident, $z:ident| $tanh:expr $(,)?
    ) => {
        impl Elementary for $type {
            #[inline(always)]
            fn exp_at<L: Level>(self, level: L) -> Self {
                const MAGIC: $type = 1.5 * (1_u64 << $mantissa) as $type;
                // Beyond these the result is 0 or ∞ all the same; a NaN compares as neither, and stays.
                let x = if self < $low { $low } else { self };
                let x = if x > $high { $high } else { x };
                let shifted = level.mul_add(x, core::$type::consts::LOG2_E, MAGIC);
                let n = shifted - MAGIC;
                let r = level.mul_add(n, -$ln2_high, x);
                let r = level.mul_add(n, -$ln2_low, r);
                let p = polynomial(level, r, $exp);
                let y = level.mul_add(r * r, p, r) + 1.0;
                let n = shifted.to_bits().wrapping_sub(MAGIC.to_bits()).cast_signed();
                let half = n >> 1;
                let power = |n: $signed| $type::from_bits(n.wrapping_add($bias).cast_unsigned() << $mantissa);
                y * power(half) * power(n.wrapping_sub(half))
            }

            #[inline(always)]
            fn tanh_at<L: Level>(self, $level: L) -> Self {
                let magnitude = self.abs();
                let e = (-2.0 * magnitude).exp_at($level);
                let far = (1.0 - e) / (1.0 + e);
                let $z = self * self;
                let near = $level.mul_add(self * $z, $tanh, self);
                let y = if magnitude < 0.625 { near } else { far };
                // A NaN differs from itself.
                if self == self { y.copysign(self) } else { self }
            }
        }
    };
}

elementary! {
    f32, i32, u32, mantissa = 23, bias = 127,
    range = (-105.0, 89.5), ln2 = (0.693_359_375, -2.121_944_4e-4),
    exp = [1.987_569_1e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5.000_000_1e-1],
    tanh = |level, z| polynomial(level, z, [
        -5.704_988_7e-3, 2.063_908_9e-2, -5.373_971_6e-2, 1.333_144_2e-1, -3.333_328_2e-1,
    ]),
}

elementary! {
    f64, i64, u64, mantissa = 52, bias = 1023,
    range = (-746.0, 710.5), ln2 = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10),
    exp = [
        1.0 / 6_227_020_800.0, 1.0 / 479_001_600.0, 1.0 / 39_916_800.0, 1.0 / 3_628_800.0, 1.0 / 362_880.0,
        1.0 / 40_320.0, 1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5,
    ],
    tanh = |level, z| polynomial(level, z, [
        -9.643_991_794_250_523e-1, -9.928_772_310_019_186e1, -1.614_687_684_417_084_5e3,
    ]) / polynomial(level, z, [
        1.0, 1.128_116_784_916_329_3e2, 2.235_488_390_601_004_5e3, 4.844_063_053_251_255e3,
    ]),
}

#[cfg(test)]
mod tests {
    use super::super::{Fused, Plain};
    use super::{Elementary, Level};

    /// The distance in units in the last place of the exact result.
    fn ulps_f32(got: f32, exact: f64) -> f64 {
        let rounded = exact as f32;
        if got.is_infinite() || rounded.is_infinite() {
            return if got == rounded { 0.0 } else { f64::INFINITY };
        }
        let unit = f64::from(rounded.abs().next_up()) - f64::from(rounded.abs());
        (f64::from(got) - exact).abs() / unit
    }

    fn largest_f32(step: usize, of: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64) -> f64 {
        let all = (0..=u32::MAX).step_by(step).map(f32::from_bits).filter(|x| !x.is_nan());
        all.map(|x| ulps_f32(of(x), exact(f64::from(x)))).fold(0.0, f64::max)
    }

    /// Every number in release builds, one in a few thousand in debug builds.
    const STEP: usize = if cfg!(debug_assertions) { 4_099 } else { 1 };

    fn f32_is_near<L: Level>(level: L) {
        let exp = largest_f32(STEP, |x| x.exp_at(level), libm::exp);
        assert!(exp < 1.5, "exp is {exp} units off");
        let tanh = largest_f32(STEP, |x| x.tanh_at(level), libm::tanh);
        assert!(tanh < 2.0, "tanh is {tanh} units off");
    }

    #[test]
    fn f32_without_fused_multiply_add() {
        f32_is_near(Plain);
    }

    #[test]
    fn f32_with_fused_multiply_add() {
        // Slow where the program is not compiled for the instruction, so fewer numbers.
        let exp = largest_f32(1_021, |x| x.exp_at(Fused::<16>), libm::exp);
        assert!(exp < 1.5, "exp is {exp} units off");
        let tanh = largest_f32(1_021, |x| x.tanh_at(Fused::<16>), libm::tanh);
        assert!(tanh < 2.0, "tanh is {tanh} units off");
    }

    #[test]
    fn f64_agrees_with_libm() {
        // libm itself is less than 1 unit off.
        let mut x = -750.0;
        while x < 715.0 {
            for x in [x, x / 64.0, x / 4096.0, x * 1e-9] {
                let (exp, tanh) = (libm::exp(x), libm::tanh(x));
                let unit = |y: f64| y.abs().next_up() - y.abs();
                for (got, want, most) in [
                    (x.exp_at(Plain), exp, 2.0),
                    (x.exp_at(Fused::<16>), exp, 2.0),
                    (x.tanh_at(Plain), tanh, 2.5),
                    (x.tanh_at(Fused::<16>), tanh, 2.5),
                ] {
                    assert!(
                        got == want || (got - want).abs() <= most * unit(want),
                        "{x}: {got}, {want}"
                    );
                }
            }
            x += 0.017;
        }
    }

    #[test]
    fn ends_of_the_range() {
        fn ends<L: Level>(level: L) {
            assert_eq!(f32::INFINITY.exp_at(level), f32::INFINITY);
            assert_eq!(f32::NEG_INFINITY.exp_at(level), 0.0);
            assert_eq!(1e4_f32.exp_at(level), f32::INFINITY);
            assert_eq!((-1e4_f32).exp_at(level), 0.0);
            assert_eq!(f64::INFINITY.exp_at(level), f64::INFINITY);
            assert_eq!(f64::NEG_INFINITY.exp_at(level), 0.0);
            assert_eq!((0.0_f32.exp_at(level), 0.0_f64.exp_at(level)), (1.0, 1.0));
            assert_eq!(
                (f32::INFINITY.tanh_at(level), f32::NEG_INFINITY.tanh_at(level)),
                (1.0, -1.0)
            );
            assert_eq!(
                (f64::INFINITY.tanh_at(level), f64::NEG_INFINITY.tanh_at(level)),
                (1.0, -1.0)
            );
            assert!((-0.0_f32).tanh_at(level).is_sign_negative());
            assert!(f32::NAN.exp_at(level).is_nan() && f32::NAN.tanh_at(level).is_nan());
            assert!(f64::NAN.exp_at(level).is_nan() && f64::NAN.tanh_at(level).is_nan());
        }
        ends(Plain);
        ends(Fused::<16>);
    }
}
