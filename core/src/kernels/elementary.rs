//! eˣ, tanh x, the sigmoid and ln x without a branch or a table, so that a loop over them becomes vector instructions.
//!
//! One implementation for every [`Level`]: levels differ by the rounding of the fused multiply-add alone. The largest
//! errors are stated at each function and tested.

#![allow(clippy::excessive_precision, reason = "the constants as their sources print them")]

use super::Level;

/// The functions that a number type has in a form for vectors.
pub trait Elementary: Copy + super::Registers + super::Sums {
    /// eˣ: less than 1.5 units in the last place off, ∞ and 0 where the result leaves the range, NaN of NaN.
    fn exp_at<L: Level>(self, level: L) -> Self;

    /// e⁻ˣ of a number that is not below 0: the bits of [`Elementary::exp_at`] in fewer steps.
    fn exp_minus_at<L: Level>(self, level: L) -> Self;

    /// tanh x: less than 2 units in the last place off, ±1 at ±∞, NaN of NaN, the sign of zero kept.
    fn tanh_at<L: Level>(self, level: L) -> Self;

    /// 1 / (1 + e⁻ˣ): less than 2 units in the last place off, 0 and 1 at ±∞, NaN of NaN.
    fn sigmoid_at<L: Level>(self, level: L) -> Self;

    /// ln x: less than 1 unit in the last place off, −∞ of 0, NaN of what is below 0 and of NaN.
    fn ln_at<L: Level>(self, level: L) -> Self;

    /// ln(1 + x): less than 2 units in the last place off, −∞ of −1, NaN of what is below −1 and of NaN.
    fn ln_1p_at<L: Level>(self, level: L) -> Self;

    /// (a + c) + (b + d), of numbers that are worth computing side by side.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum_of_four([a, b, c, d]: [Self; 4]) -> Self
    where
        Self: core::ops::Add<Output = Self>,
    {
        (a + c) + (b + d)
    }
}

/// The polynomial of these coefficients, the lowest power first. Even and odd powers are two chains side by side, with
/// the square of x for a step: no more operations than Horner's one chain takes where the square is needed anyway.
#[cfg_attr(not(debug_assertions), inline(always))]
fn polynomial<L: Level, T: crate::Scalar, const N: usize>(level: L, x: T, square: T, coefficients: [T; N]) -> T {
    let mut chains = [T::NEG_ZERO; 2];
    for (i, &coefficient) in coefficients.iter().enumerate().rev() {
        let first = i + 2 >= N;
        let chain = &mut chains[i % 2];
        *chain = if first {
            coefficient
        } else {
            level.mul_add(*chain, square, coefficient)
        };
    }
    level.mul_add(chains[1], x, chains[0])
}

/// The functions for one type: the same steps with other constants.
///
/// e⁻ˣ = 2ⁿ · e⁻ʳ with n the integer nearest to −x · log₂e and r = x + n · ln 2, |r| ≤ 0.35, ln 2 in two parts (Cody and
/// Waite 1980). Adding and taking off 1.5 · 2^(mantissa bits) rounds to an integer, and leaves it in the low bits. e⁻ʳ is
/// 1 − r + r² · P(r); in `f32` P is the best of its degree for the relative error (3 · 10⁻⁹), in `f64` Taylor's. 2ⁿ is
/// made of two factors, so that results below the normal range are rounded once.
///
/// tanh x = x + x³ · P(x²) near 0, where the other form would lose digits, and (1 − e^(−2|x|)) / (1 + e^(−2|x|)) elsewhere
/// (Cephes, Moshier 1989, as is P).
///
/// ln x = n · ln 2 + ln(1 + f) with x = 2ⁿ · (1 + f), 1 + f between √½ and √2, and ln(1 + f) by the series of
/// s = f / (2 + f) (fdlibm, Sun Microsystems 1993, with its constants).
macro_rules! elementary {
    (
        $type:ident, $signed:ident, $unsigned:ident, mantissa = $mantissa:literal, bias = $bias:literal,
        range = ($low:literal, $high:literal), ln2 = ($ln2_high:literal, $ln2_low:literal),
        exp = $exp:expr, tanh = |$level:ident, $z:ident| $tanh:expr,
        ln = $ln:expr, ln2_of_ln = ($ln_high:literal, $ln_low:literal), $($own:item)*
    ) => {
        impl Elementary for $type {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn exp_at<L: Level>(self, level: L) -> Self {
                // Beyond these the result is 0 or ∞ all the same; a NaN compares as neither, and stays.
                let x = if self < $low { $low } else { self };
                let x = if x > $high { $high } else { x };
                let (y, bits) = $type::parts_of_exp_minus(level, -x);
                let n = bits.wrapping_sub(Self::MAGIC.to_bits()).cast_signed();
                let half = n >> 1;
                let power = |n: $signed| $type::from_bits(n.wrapping_add($bias).cast_unsigned() << $mantissa);
                y * power(half) * power(n.wrapping_sub(half))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn exp_minus_at<L: Level>(self, level: L) -> Self {
                let x = if self > -$low { -$low } else { self };
                let (y, bits) = $type::parts_of_exp_minus(level, x);
                // 2⁶⁴ times the power is a normal number for every n that is not above 0; the magic's own bits are
                // shifted out.
                let power = $type::from_bits((bits << $mantissa).wrapping_add(($bias + 64) << $mantissa));
                y * power * (1.0 / 18_446_744_073_709_551_616.0)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn tanh_at<L: Level>(self, $level: L) -> Self {
                let magnitude = self.abs();
                let e = (2.0 * magnitude).exp_minus_at($level);
                let far = (1.0 - e) / (1.0 + e);
                let $z = self * self;
                let near = $level.mul_add(self * $z, $tanh, self);
                let y = if magnitude < 0.625 { near } else { far };
                // A NaN differs from itself.
                if self == self { y.copysign(self) } else { self }
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn sigmoid_at<L: Level>(self, level: L) -> Self {
                // From the exponential that cannot overflow.
                let e = self.abs().exp_minus_at(level);
                let sum = 1.0 + e;
                let y = (if self < 0.0 { e } else { 1.0 }) / sum;
                // What the sum lost of e is as large a part of the result as of the sum, or half as large.
                level.mul_add(y, (sum - 1.0) - e, y)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn ln_at<L: Level>(self, level: L) -> Self {
                // The bits of √½: what is added so that the exponent changes there and not at 1.
                const TURN: $unsigned = core::$type::consts::FRAC_1_SQRT_2.to_bits();
                const ONE: $unsigned = (1.0 as $type).to_bits();
                // Numbers below the normal range are first made larger.
                let small = self < $type::MIN_POSITIVE;
                let x = if small { self * (1_u64 << ($mantissa + 2)) as $type } else { self };
                let bits = x.to_bits().wrapping_add(ONE - TURN);
                let n = (bits >> $mantissa).cast_signed() - $bias;
                let n = if small { n - ($mantissa + 2) } else { n } as $type;
                let f = $type::from_bits((bits & ((1 << $mantissa) - 1)).wrapping_add(TURN)) - 1.0;
                let s = f / (2.0 + f);
                let z = s * s;
                let rest = z * polynomial(level, z, z * z, $ln);
                let half = 0.5 * f * f;
                let tail = level.mul_add(s, half + rest, n * $ln_low) - half;
                let y = level.mul_add(n, $ln_high, tail + f);
                let y = if self < $type::INFINITY { y } else { self };
                let y = if self == 0.0 { $type::NEG_INFINITY } else { y };
                if self < 0.0 { $type::NAN } else { y }
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn ln_1p_at<L: Level>(self, level: L) -> Self {
                let sum = 1.0 + self;
                // What the sum lost of the number, as a part of the sum (Kahan, in the fdlibm source).
                let lost = if sum > 2.0 { 1.0 - (sum - self) } else { self - (sum - 1.0) };
                let y = sum.ln_at(level);
                if sum > 0.0 && sum < $type::INFINITY { y + lost / sum } else { y }
            }

            $($own)*
        }

        impl PartsOfExp for $type {
            type Bits = $unsigned;
            const MAGIC: Self = 1.5 * (1_u64 << $mantissa) as $type;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn parts_of_exp_minus<L: Level>(level: L, x: Self) -> (Self, $unsigned) {
                let shifted = level.mul_add(x, -core::$type::consts::LOG2_E, Self::MAGIC);
                let n = shifted - Self::MAGIC;
                let r = level.mul_add(n, $ln2_high, x);
                let r = level.mul_add(n, $ln2_low, r);
                let square = r * r;
                let y = level.mul_add(square, polynomial(level, r, square, $exp), -r) + 1.0;
                (y, shifted.to_bits())
            }
        }
    };
}

/// What eˣ is made of.
trait PartsOfExp: Sized {
    /// The bits of a number.
    type Bits;
    /// The number that rounds to integers.
    const MAGIC: Self;
    /// e⁻ʳ, and the bits of n + [`PartsOfExp::MAGIC`], for e⁻ˣ. Less x, so that clamping an absolute value stays the two
    /// instructions that it is.
    fn parts_of_exp_minus<L: Level>(level: L, x: Self) -> (Self, Self::Bits);
}

elementary! {
    f32, i32, u32, mantissa = 23, bias = 127,
    range = (-105.0, 89.5), ln2 = (0.693_359_375, -2.121_944_4e-4),
    exp = [0.499_999_94, -0.166_665_2, 0.041_668_4, -8.368_851e-3, 1.381_432e-3],
    tanh = |level, z| polynomial(level, z, z * z, [
        -3.333_328_2e-1, 1.333_144_2e-1, -5.373_971_6e-2, 2.063_908_9e-2, -5.704_988_7e-3,
    ]),
    ln = [0.666_666_626_93, 0.400_009_721_52, 0.284_987_866_88, 0.242_790_788_41],
    ln2_of_ln = (6.931_381_225_6e-1, 9.058_000_614_5e-6),
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sum_of_four(parts: [f32; 4]) -> f32 {
        super::reduce_sum::reduce_sum(parts)
    }
}

elementary! {
    f64, i64, u64, mantissa = 52, bias = 1023,
    range = (-746.0, 710.5), ln2 = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10),
    exp = [
        0.5, -1.0 / 6.0, 1.0 / 24.0, -1.0 / 120.0, 1.0 / 720.0, -1.0 / 5_040.0, 1.0 / 40_320.0, -1.0 / 362_880.0,
        1.0 / 3_628_800.0, -1.0 / 39_916_800.0, 1.0 / 479_001_600.0, -1.0 / 6_227_020_800.0,
    ],
    tanh = |level, z| polynomial(level, z, z * z, [
        -1.614_687_684_417_084_5e3, -9.928_772_310_019_186e1, -9.643_991_794_250_523e-1,
    ]) / polynomial(level, z, z * z, [
        4.844_063_053_251_255e3, 2.235_488_390_601_004_5e3, 1.128_116_784_916_329_3e2, 1.0,
    ]),
    ln = [
        6.666_666_666_666_735_13e-1, 3.999_999_999_940_941_908e-1, 2.857_142_874_366_239_149e-1,
        2.222_219_843_214_978_396e-1, 1.818_357_216_161_805_012e-1, 1.531_383_769_920_937_332e-1,
        1.479_819_860_511_658_591e-1,
    ],
    ln2_of_ln = (6.931_471_803_691_238_164_90e-1, 1.908_214_929_270_587_700_02e-10),
}

#[cfg(test)]
mod tests {
    use super::super::{Plain, Vectors};
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

    /// The largest distance over every `step`-th number, on two threads.
    fn largest_f32(step: usize, of: impl Fn(f32) -> f32 + Sync, exact: impl Fn(f64) -> f64 + Sync) -> f64 {
        let over = |bits: std::ops::RangeInclusive<u32>| {
            let all = bits.step_by(step).map(f32::from_bits).filter(|x| !x.is_nan());
            all.map(|x| ulps_f32(of(x), exact(f64::from(x)))).fold(0.0, f64::max)
        };
        std::thread::scope(|threads| {
            let negative = threads.spawn(|| over(1 << 31..=u32::MAX));
            over(0..=u32::MAX >> 1).max(negative.join().unwrap())
        })
    }

    /// Every number in release builds, one in a few thousand in debug builds.
    const STEP: usize = if cfg!(debug_assertions) { 4_099 } else { 1 };

    fn sigmoid(x: f64) -> f64 {
        let e = libm::exp(-x.abs());
        (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
    }

    fn f32_is_near<L: Level>(level: L, step: usize) {
        let exp = largest_f32(step, |x| x.exp_at(level), libm::exp);
        assert!(exp < 1.5, "exp is {exp} units off");
        let tanh = largest_f32(step, |x| x.tanh_at(level), libm::tanh);
        assert!(tanh < 2.0, "tanh is {tanh} units off");
        let sigmoid = largest_f32(step, |x| x.sigmoid_at(level), sigmoid);
        assert!(sigmoid < 2.0, "the sigmoid is {sigmoid} units off");
        let ln = largest_f32(step, |x| x.abs().ln_at(level), |x| libm::log(x.abs()));
        assert!(ln < 1.0, "ln is {ln} units off");
        let above = |x: f64| x.max(-1.0);
        let ln_1p = largest_f32(step, |x| x.max(-1.0).ln_1p_at(level), |x| libm::log1p(above(x)));
        assert!(ln_1p < 2.0, "ln(1 + x) is {ln_1p} units off");
        std::eprintln!("units off: exp {exp:.3}, tanh {tanh:.3}, sigmoid {sigmoid:.3}, ln {ln:.3}, ln_1p {ln_1p:.3}");
    }

    #[test]
    fn f32_without_fused_multiply_add() {
        f32_is_near(Plain, STEP);
    }

    #[test]
    fn f32_with_fused_multiply_add() {
        // Slow where the program is not compiled for the instruction, so fewer numbers.
        f32_is_near(Vectors::<16, true>::FUSED_ROUNDING, 1_021);
    }

    #[test]
    fn a_number_not_below_zero_takes_the_short_way_to_the_same_bits() {
        for x in (0..=f32::INFINITY.to_bits()).step_by(STEP).map(f32::from_bits) {
            assert_eq!(x.exp_minus_at(Plain).to_bits(), (-x).exp_at(Plain).to_bits(), "{x}");
        }
        for x in (0..200_000).map(|i| f64::from(i) * 0.004) {
            assert_eq!(x.exp_minus_at(Plain).to_bits(), (-x).exp_at(Plain).to_bits(), "{x}");
        }
    }

    #[test]
    fn f64_agrees_with_libm() {
        // libm itself is less than 1 unit off.
        let mut x = -750.0;
        while x < 715.0 {
            for x in [x, x / 64.0, x / 4096.0, x * 1e-9] {
                let (exp, tanh) = (libm::exp(x), libm::tanh(x));
                let (ln, ln_1p) = (libm::log(exp), libm::log1p(exp));
                let unit = |y: f64| y.abs().next_up() - y.abs();
                for (got, want, most) in [
                    (x.exp_at(Plain), exp, 2.0),
                    (x.exp_at(Vectors::<16, true>::FUSED_ROUNDING), exp, 2.0),
                    (x.tanh_at(Plain), tanh, 2.5),
                    (x.tanh_at(Vectors::<16, true>::FUSED_ROUNDING), tanh, 2.5),
                    (x.sigmoid_at(Plain), sigmoid(x), 2.5),
                    (x.sigmoid_at(Vectors::<16, true>::FUSED_ROUNDING), sigmoid(x), 2.5),
                    (exp.ln_at(Plain), ln, 1.5),
                    (exp.ln_at(Vectors::<16, true>::FUSED_ROUNDING), ln, 1.5),
                    (exp.ln_1p_at(Plain), ln_1p, 2.5),
                    (exp.ln_1p_at(Vectors::<16, true>::FUSED_ROUNDING), ln_1p, 2.5),
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
            assert_eq!(
                (f32::INFINITY.sigmoid_at(level), f32::NEG_INFINITY.sigmoid_at(level)),
                (1.0, 0.0)
            );
            assert_eq!(
                (f64::INFINITY.sigmoid_at(level), f64::NEG_INFINITY.sigmoid_at(level)),
                (1.0, 0.0)
            );
            assert_eq!(
                (f32::INFINITY.ln_at(level), 0.0_f32.ln_at(level)),
                (f32::INFINITY, f32::NEG_INFINITY)
            );
            assert_eq!(
                (f64::INFINITY.ln_at(level), 0.0_f64.ln_at(level)),
                (f64::INFINITY, f64::NEG_INFINITY)
            );
            assert_eq!(
                (f32::INFINITY.ln_1p_at(level), (-1.0_f32).ln_1p_at(level)),
                (f32::INFINITY, f32::NEG_INFINITY)
            );
            assert!((-1e-3_f32).ln_at(level).is_nan() && f32::NEG_INFINITY.ln_at(level).is_nan());
            assert!((-1e-3_f64).ln_at(level).is_nan() && (-2.0_f64).ln_1p_at(level).is_nan());
            assert!(f32::NAN.ln_at(level).is_nan() && f32::NAN.sigmoid_at(level).is_nan());
            assert!(f64::NAN.ln_at(level).is_nan() && f64::NAN.ln_1p_at(level).is_nan());
            assert!((-0.0_f32).tanh_at(level).is_sign_negative());
            assert!(f32::NAN.exp_at(level).is_nan() && f32::NAN.tanh_at(level).is_nan());
            assert!(f64::NAN.exp_at(level).is_nan() && f64::NAN.tanh_at(level).is_nan());
        }
        ends(Plain);
        ends(Vectors::<16, true>::FUSED_ROUNDING);
    }
}
