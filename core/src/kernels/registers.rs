//! Sums of products in vector registers, named instruction by instruction.
//!
//! Elsewhere the compiler makes vector instructions of loops over arrays of fixed size. For the inner loop of all kernels
//! that is too much left to chance: sixteen filters at seven positions side by side were forty times slower than at six.
#![allow(unsafe_code, reason = "functions for instructions that a level stands for")]

use super::level::{Fused, Plain};
use crate::Scalar;

/// What the levels ask of a number type, by registers as long as the level's, or as the array.
///
/// An array that is only ever touched in this way stays in registers; a loop over its numbers would keep it in memory.
pub trait Registers: Copy + 'static {
    /// `sums += weights · x` in two roundings.
    #[inline(always)]
    fn add_product<const N: usize>(_: Plain, sums: &mut [Self; N], weights: &[Self; N], x: Self)
    where
        Self: Scalar,
    {
        for j in 0..N {
            sums[j] += weights[j] * x;
        }
    }

    /// `sums += weights · x` in one rounding.
    #[inline(always)]
    fn add_product_fused<const BYTES: usize, const N: usize>(
        _: Fused<BYTES>,
        sums: &mut [Self; N],
        weights: &[Self; N],
        x: Self,
    ) where
        Self: Scalar,
    {
        for j in 0..N {
            sums[j] = weights[j].fused(x, sums[j]);
        }
    }

    /// `sums += terms` without fused multiply-add at hand.
    #[inline(always)]
    fn add<const N: usize>(_: Plain, sums: &mut [Self; N], terms: &[Self; N])
    where
        Self: Scalar,
    {
        for j in 0..N {
            sums[j] += terms[j];
        }
    }

    /// `sums += terms` where there is fused multiply-add.
    #[inline(always)]
    fn add_where_fused<const BYTES: usize, const N: usize>(_: Fused<BYTES>, sums: &mut [Self; N], terms: &[Self; N])
    where
        Self: Scalar,
    {
        for j in 0..N {
            sums[j] += terms[j];
        }
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

    use super::{Fused, Plain, Registers, Scalar};

    /// Two functions for each register: what adds a product, and what adds.
    macro_rules! registers {
        ($type:ident: $($product:ident $sum:ident $numbers:literal $features:literal
            $load:ident $store:ident $spread:ident $add:ident |$weights:ident, $x:ident, $sums:ident| $product_of:expr;)*
        ) => {$(
            #[inline]
            #[target_feature(enable = $features)]
            fn $product(sums: &mut [$type; $numbers], weights: &[$type; $numbers], x: $type) {
                // SAFETY: the array has as many numbers as the register.
                let $sums = unsafe { $load(sums.as_ptr()) };
                // SAFETY: as above.
                let $weights = unsafe { $load(weights.as_ptr()) };
                let $x = $spread(x);
                // SAFETY: as above.
                unsafe { $store(sums.as_mut_ptr(), $product_of) };
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn $sum(sums: &mut [$type; $numbers], terms: &[$type; $numbers]) {
                // SAFETY: the array has as many numbers as the register.
                let old = unsafe { $load(sums.as_ptr()) };
                // SAFETY: as above.
                let terms = unsafe { $load(terms.as_ptr()) };
                // SAFETY: as above.
                unsafe { $store(sums.as_mut_ptr(), $add(old, terms)) };
            }
        )*};
    }

    registers! { f32:
        product_4 sum_4 4 "sse2" _mm_loadu_ps _mm_storeu_ps _mm_set1_ps _mm_add_ps
            |w, x, s| _mm_add_ps(_mm_mul_ps(w, x), s);
        fused_4 sum_fused_4 4 "fma" _mm_loadu_ps _mm_storeu_ps _mm_set1_ps _mm_add_ps
            |w, x, s| _mm_fmadd_ps(w, x, s);
        fused_8 sum_fused_8 8 "fma" _mm256_loadu_ps _mm256_storeu_ps _mm256_set1_ps _mm256_add_ps
            |w, x, s| _mm256_fmadd_ps(w, x, s);
        fused_16 sum_fused_16 16 "avx512f" _mm512_loadu_ps _mm512_storeu_ps _mm512_set1_ps _mm512_add_ps
            |w, x, s| _mm512_fmadd_ps(w, x, s);
    }
    registers! { f64:
        product_2_wide sum_2_wide 2 "sse2" _mm_loadu_pd _mm_storeu_pd _mm_set1_pd _mm_add_pd
            |w, x, s| _mm_add_pd(_mm_mul_pd(w, x), s);
        fused_2_wide sum_fused_2_wide 2 "fma" _mm_loadu_pd _mm_storeu_pd _mm_set1_pd _mm_add_pd
            |w, x, s| _mm_fmadd_pd(w, x, s);
        fused_4_wide sum_fused_4_wide 4 "fma" _mm256_loadu_pd _mm256_storeu_pd _mm256_set1_pd _mm256_add_pd
            |w, x, s| _mm256_fmadd_pd(w, x, s);
        fused_8_wide sum_fused_8_wide 8 "avx512f" _mm512_loadu_pd _mm512_storeu_pd _mm512_set1_pd _mm512_add_pd
            |w, x, s| _mm512_fmadd_pd(w, x, s);
    }

    /// Both arrays, register by register.
    #[inline(always)]
    fn each<T, const R: usize>(sums: &mut [T], terms: &[T], add: impl Fn(&mut [T; R], &[T; R])) {
        for (sums, terms) in sums.as_chunks_mut().0.iter_mut().zip(terms.as_chunks().0) {
            add(sums, terms);
        }
    }

    /// The longest registers that divide an array, else number by number.
    macro_rules! implement {
        ($type:ident, $few:literal:
            $plain:ident $small:ident $middle:ident $large:ident;
            $plain_sum:ident $small_sum:ident $middle_sum:ident $large_sum:ident) => {
            impl Registers for $type {
                #[inline(always)]
                fn add_product<const N: usize>(_: Plain, sums: &mut [Self; N], weights: &[Self; N], x: Self) {
                    if N.is_multiple_of($few) {
                        // SAFETY: the program is compiled for SSE2.
                        each(sums, weights, |sums, weights| unsafe { $plain(sums, weights, x) });
                    } else {
                        for j in 0..N {
                            sums[j] += weights[j] * x;
                        }
                    }
                }

                #[inline(always)]
                fn add_product_fused<const BYTES: usize, const N: usize>(
                    _: Fused<BYTES>,
                    sums: &mut [Self; N],
                    weights: &[Self; N],
                    x: Self,
                ) {
                    if BYTES >= 64 && N.is_multiple_of(4 * $few) {
                        // SAFETY: a level of 64 bytes is made only where the CPU has AVX-512.
                        each(sums, weights, |sums, weights| unsafe { $large(sums, weights, x) });
                    } else if BYTES >= 32 && N.is_multiple_of(2 * $few) {
                        // SAFETY: a level of 32 bytes and more is made only where the CPU has FMA.
                        each(sums, weights, |sums, weights| unsafe {
                            $middle(sums, weights, x)
                        });
                    } else if BYTES >= 32 && N.is_multiple_of($few) {
                        // SAFETY: as above.
                        each(sums, weights, |sums, weights| unsafe { $small(sums, weights, x) });
                    } else {
                        for j in 0..N {
                            sums[j] = Scalar::fused(weights[j], x, sums[j]);
                        }
                    }
                }

                #[inline(always)]
                fn add<const N: usize>(_: Plain, sums: &mut [Self; N], terms: &[Self; N]) {
                    if N.is_multiple_of($few) {
                        // SAFETY: the program is compiled for SSE2.
                        each(sums, terms, |sums, terms| unsafe { $plain_sum(sums, terms) });
                    } else {
                        for j in 0..N {
                            sums[j] += terms[j];
                        }
                    }
                }

                #[inline(always)]
                fn add_where_fused<const BYTES: usize, const N: usize>(
                    _: Fused<BYTES>,
                    sums: &mut [Self; N],
                    terms: &[Self; N],
                ) {
                    if BYTES >= 64 && N.is_multiple_of(4 * $few) {
                        // SAFETY: a level of 64 bytes is made only where the CPU has AVX-512.
                        each(sums, terms, |sums, terms| unsafe { $large_sum(sums, terms) });
                    } else if BYTES >= 32 && N.is_multiple_of(2 * $few) {
                        // SAFETY: a level of 32 bytes and more is made only where the CPU has FMA.
                        each(sums, terms, |sums, terms| unsafe { $middle_sum(sums, terms) });
                    } else if BYTES >= 32 && N.is_multiple_of($few) {
                        // SAFETY: as above.
                        each(sums, terms, |sums, terms| unsafe { $small_sum(sums, terms) });
                    } else {
                        for j in 0..N {
                            sums[j] += terms[j];
                        }
                    }
                }
            }
        };
    }

    implement! { f32, 4: product_4 fused_4 fused_8 fused_16; sum_4 sum_fused_4 sum_fused_8 sum_fused_16 }
    implement! { f64, 2:
        product_2_wide fused_2_wide fused_4_wide fused_8_wide;
        sum_2_wide sum_fused_2_wide sum_fused_4_wide sum_fused_8_wide
    }
}
