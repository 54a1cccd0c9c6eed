//! The inner steps of kernels in vector registers, named instruction by instruction.
//!
//! Elsewhere the compiler makes vector instructions of loops over arrays of fixed size. For the innermost loops that is too
//! much left to chance: sixteen filters at seven positions side by side were forty times slower than at six. An array that
//! is only ever touched in these steps, and copied as a whole, stays in registers; a loop over its numbers would keep it in
//! memory.
#![allow(unsafe_code, reason = "functions for instructions that a level stands for")]

use super::level::Vectors;
use crate::Scalar;

/// What becomes of each value, with a term of its own and a factor that all share.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// `value + term · factor`, in two roundings.
    AddProduct,
    /// The same in one rounding.
    AddProductFused,
    /// `value + term`.
    Add,
    /// The larger of both; the value where one is NaN.
    Max,
}

impl Step {
    /// Value after value, in whatever registers the compiler takes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn one_by_one<T: Scalar, const N: usize>(self, values: &mut [T; N], terms: &[T; N], factor: T) {
        for j in 0..N {
            let (value, term) = (values[j], terms[j]);
            values[j] = match self {
                Self::AddProduct => term * factor + value,
                Self::AddProductFused => term.mul_add(factor, value),
                Self::Add => value + term,
                Self::Max => value.max(term),
            };
        }
    }
}

/// What the levels ask of a number type: a step by registers as long as the level's, or as long as the array.
pub trait Registers: Copy + 'static {
    /// A step in registers that every CPU has.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn step_plain<const N: usize>(step: Step, values: &mut [Self; N], terms: &[Self; N], factor: Self)
    where
        Self: Scalar,
    {
        step.one_by_one(values, terms, factor);
    }

    /// A step in registers of `BYTES` bytes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn step<const BYTES: usize, const FUSED: bool, const N: usize>(
        _: Vectors<BYTES, FUSED>,
        step: Step,
        values: &mut [Self; N],
        terms: &[Self; N],
        factor: Self,
    ) where
        Self: Scalar,
    {
        Self::step_plain(step, values, terms, factor);
    }

    /// The numbers of a row that is shorter than `N`, and zeros.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn load_part<const BYTES: usize, const FUSED: bool, const N: usize>(
        _: Vectors<BYTES, FUSED>,
        row: &[Self],
    ) -> [Self; N]
    where
        Self: Scalar,
    {
        let mut values = [Self::ZERO; N];
        for (value, &number) in values.iter_mut().zip(row) {
            *value = number;
        }
        values
    }
}

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
impl Registers for f32 {}
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
impl Registers for f64 {}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod x86 {
    #[allow(clippy::wildcard_imports, reason = "thirty names that are written once, below")]
    use core::arch::x86_64::*;

    use super::{Registers, Step, Vectors};

    /// A function that takes a step in one register.
    macro_rules! registers {
        ($type:ident: $($name:ident $numbers:literal $features:literal $load:ident $store:ident $spread:ident
            $add:ident $multiply:ident $largest:ident $(fused $fused:ident)?;)*
        ) => {$(
            #[inline]
            #[target_feature(enable = $features)]
            fn $name(step: Step, values: &mut [$type; $numbers], terms: &[$type; $numbers], factor: $type) {
                // SAFETY: the array has as many numbers as the register.
                let value = unsafe { $load(values.as_ptr()) };
                // SAFETY: as above.
                let term = unsafe { $load(terms.as_ptr()) };
                let factor = $spread(factor);
                let new = match step {
                    $(Step::AddProductFused => $fused(term, factor, value),)?
                    Step::Add => $add(value, term),
                    // Of two that do not compare, or are zeros, the instruction takes the second.
                    Step::Max => $largest(term, value),
                    _ => $add($multiply(term, factor), value),
                };
                // SAFETY: as above.
                unsafe { $store(values.as_mut_ptr(), new) };
            }
        )*};
    }

    registers! { f32:
        plain_4 4 "sse2" _mm_loadu_ps _mm_storeu_ps _mm_set1_ps
            _mm_add_ps _mm_mul_ps _mm_max_ps;
        vectors_4 4 "fma" _mm_loadu_ps _mm_storeu_ps _mm_set1_ps
            _mm_add_ps _mm_mul_ps _mm_max_ps fused _mm_fmadd_ps;
        vectors_8 8 "fma" _mm256_loadu_ps _mm256_storeu_ps _mm256_set1_ps
            _mm256_add_ps _mm256_mul_ps _mm256_max_ps fused _mm256_fmadd_ps;
        vectors_16 16 "avx512f" _mm512_loadu_ps _mm512_storeu_ps _mm512_set1_ps
            _mm512_add_ps _mm512_mul_ps _mm512_max_ps fused _mm512_fmadd_ps;
    }
    registers! { f64:
        plain_2_wide 2 "sse2" _mm_loadu_pd _mm_storeu_pd _mm_set1_pd
            _mm_add_pd _mm_mul_pd _mm_max_pd;
        vectors_2_wide 2 "fma" _mm_loadu_pd _mm_storeu_pd _mm_set1_pd
            _mm_add_pd _mm_mul_pd _mm_max_pd fused _mm_fmadd_pd;
        vectors_4_wide 4 "fma" _mm256_loadu_pd _mm256_storeu_pd _mm256_set1_pd
            _mm256_add_pd _mm256_mul_pd _mm256_max_pd fused _mm256_fmadd_pd;
        vectors_8_wide 8 "avx512f" _mm512_loadu_pd _mm512_storeu_pd _mm512_set1_pd
            _mm512_add_pd _mm512_mul_pd _mm512_max_pd fused _mm512_fmadd_pd;
    }

    /// A function that loads a part of one register, by a mask whose low bits are set.
    macro_rules! parts {
        ($type:ident: $($name:ident $numbers:literal $mask:ident $store:ident $load:ident;)*) => {$(
            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            fn $name(row: &[$type]) -> [$type; $numbers] {
                let mask = (1_u32 << row.len().min($numbers)) - 1;
                let mut values = [0.0; $numbers];
                // SAFETY: no more numbers are loaded than the row has: so many bits of the mask are set.
                let part = unsafe { $load(mask as $mask, row.as_ptr()) };
                // SAFETY: the array has as many numbers as the register.
                unsafe { $store(values.as_mut_ptr(), part) };
                values
            }
        )*};
    }

    parts! { f32:
        part_4 4 u8 _mm_storeu_ps _mm_maskz_loadu_ps;
        part_8 8 u8 _mm256_storeu_ps _mm256_maskz_loadu_ps;
        part_16 16 u16 _mm512_storeu_ps _mm512_maskz_loadu_ps;
    }
    parts! { f64:
        part_4_wide 4 u8 _mm256_storeu_pd _mm256_maskz_loadu_pd;
        part_8_wide 8 u8 _mm512_storeu_pd _mm512_maskz_loadu_pd;
    }

    /// The same without AVX-512: by a mask of whole numbers, each as wide as those that are loaded.
    macro_rules! masked {
        ($type:ident: $($name:ident $numbers:literal $store:ident $load:ident $compare:ident $spread:ident $count:expr;)*) => {$(
            #[inline]
            #[target_feature(enable = "avx2")]
            fn $name(row: &[$type]) -> [$type; $numbers] {
                let mask = $compare($spread(row.len().try_into().unwrap_or($numbers)), $count);
                let mut values = [0.0; $numbers];
                // SAFETY: no more numbers are loaded than the row has: so many numbers of the mask are negative.
                let part = unsafe { $load(row.as_ptr(), mask) };
                // SAFETY: the array has as many numbers as the register.
                unsafe { $store(values.as_mut_ptr(), part) };
                values
            }
        )*};
    }

    masked! { f32:
        masked_4 4 _mm_storeu_ps _mm_maskload_ps _mm_cmpgt_epi32 _mm_set1_epi32
            _mm_setr_epi32(0, 1, 2, 3);
        masked_8 8 _mm256_storeu_ps _mm256_maskload_ps _mm256_cmpgt_epi32 _mm256_set1_epi32
            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    }
    masked! { f64:
        masked_4_wide 4 _mm256_storeu_pd _mm256_maskload_pd _mm256_cmpgt_epi64 _mm256_set1_epi64x
            _mm256_setr_epi64x(0, 1, 2, 3);
    }

    /// Both arrays, register by register.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn each<T, const R: usize>(values: &mut [T], terms: &[T], step: impl Fn(&mut [T; R], &[T; R])) {
        for (values, terms) in values.as_chunks_mut().0.iter_mut().zip(terms.as_chunks().0) {
            step(values, terms);
        }
    }

    /// The longest registers that divide an array, else number by number.
    macro_rules! implement {
        ($type:ident, $few:literal: $plain:ident $small:ident $middle:ident $large:ident;
            $($part:ident $numbers:literal)*; $($masked:ident)*) => {
            impl Registers for $type {
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn step_plain<const N: usize>(step: Step, values: &mut [Self; N], terms: &[Self; N], factor: Self) {
                    if N.is_multiple_of($few) {
                        // SAFETY: the program is compiled for SSE2.
                        each(values, terms, |values, terms| unsafe { $plain(step, values, terms, factor) });
                    } else {
                        step.one_by_one(values, terms, factor);
                    }
                }

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn step<const BYTES: usize, const FUSED: bool, const N: usize>(
                    _: Vectors<BYTES, FUSED>,
                    step: Step,
                    values: &mut [Self; N],
                    terms: &[Self; N],
                    factor: Self,
                ) {
                    if BYTES >= 64 && N.is_multiple_of(4 * $few) {
                        // SAFETY: a level of 64 bytes is made only where the CPU has AVX-512.
                        each(values, terms, |values, terms| unsafe { $large(step, values, terms, factor) });
                    } else if BYTES >= 32 && N.is_multiple_of(2 * $few) {
                        // SAFETY: a level of 32 bytes and more is made only where the CPU has FMA.
                        each(values, terms, |values, terms| unsafe { $middle(step, values, terms, factor) });
                    } else if BYTES >= 32 && N.is_multiple_of($few) {
                        // SAFETY: as above.
                        each(values, terms, |values, terms| unsafe { $small(step, values, terms, factor) });
                    } else {
                        step.one_by_one(values, terms, factor);
                    }
                }

                #[cfg_attr(not(debug_assertions), inline(always))]
                fn load_part<const BYTES: usize, const FUSED: bool, const N: usize>(
                    _: Vectors<BYTES, FUSED>,
                    row: &[Self],
                ) -> [Self; N] {
                    // Longer arrays are never cut: a row ends within one register. Shorter ones divide what is left.
                    const {
                        let is_one = false $(|| N == $numbers)*;
                        assert!(
                            is_one || N < 4 || N * size_of::<Self>() > 64,
                            "no part of a register has so many numbers"
                        );
                    }
                    let (mut values, mut loaded) = ([0.0; N], false);
                    if BYTES >= 64 {
                        $(if let Ok(values) = <&mut [Self; _]>::try_from(&mut values[..]) {
                            // SAFETY: a level of 64 bytes is made only where the CPU has AVX-512.
                            *values = unsafe { $part(row) };
                            loaded = true;
                        })*
                    } else if BYTES >= 32 {
                        $(if let Ok(values) = <&mut [Self; _]>::try_from(&mut values[..]) {
                            // SAFETY: a level of 32 bytes is made only where the CPU has AVX2.
                            *values = unsafe { $masked(row) };
                            loaded = true;
                        })*
                    }
                    if !loaded {
                        for (value, &number) in values.iter_mut().zip(row) {
                            *value = number;
                        }
                    }
                    values
                }
            }
        };
    }

    implement! { f32, 4: plain_4 vectors_4 vectors_8 vectors_16; part_4 4 part_8 8 part_16 16; masked_4 masked_8 }
    implement! { f64, 2: plain_2_wide vectors_2_wide vectors_4_wide vectors_8_wide; part_4_wide 4 part_8_wide 8; masked_4_wide }
}
