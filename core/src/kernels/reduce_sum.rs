//! The sum of four numbers that were computed side by side.
#![allow(unsafe_code, reason = "a function for instructions that every CPU of this kind has")]

use core::arch::x86_64::{_mm_add_ps, _mm_add_ss, _mm_cvtss_f32, _mm_movehl_ps, _mm_set_ps, _mm_shuffle_ps};

/// (a + c) + (b + d). Told in this way, the compiler computes all four numbers side by side; told as three additions, it
/// computes them two and two.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn reduce_sum(parts: [f32; 4]) -> f32 {
    #[inline]
    #[target_feature(enable = "sse2")]
    fn by_halves([a, b, c, d]: [f32; 4]) -> f32 {
        let all = _mm_set_ps(d, c, b, a);
        let pair = _mm_add_ps(all, _mm_movehl_ps(all, all));
        _mm_cvtss_f32(_mm_add_ss(pair, _mm_shuffle_ps::<1>(pair, pair)))
    }
    // SAFETY: the module is there only where the program is compiled for SSE2.
    unsafe { by_halves(parts) }
}
