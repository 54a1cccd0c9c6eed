//! What a prediction must not do. `run` builds with each of these once, and has to complain.
#![allow(unused_variables, reason = "one feature at a time")]

#[cfg(feature = "broken-allocation")]
extern crate alloc;

/// Weights that are not those of the file.
#[cfg(feature = "broken-flash")]
pub static ELSEWHERE: &crate::models::Overweight = &crate::models::Overweight::zeros();

/// Breaks one promise after a prediction.
#[inline(always)]
pub fn after<const O: usize>(y: &mut [f32; O]) {
    // An index that the compiler cannot prove.
    #[cfg(feature = "broken-panic")]
    {
        y[core::hint::black_box(0)] += 0.0;
    }
    // 1 KiB more than the values between two layers.
    #[cfg(feature = "broken-stack")]
    core::hint::black_box(&mut [0_u32; 256]);
    // One part in a thousand.
    #[cfg(feature = "broken-numbers")]
    y.iter_mut().for_each(|y| *y *= 1.001);
    #[cfg(feature = "broken-allocation")]
    core::hint::black_box(alloc::vec![0_u8; core::hint::black_box(4)]);
}
