//! Sums of products, each in a register of its own.

use core::ops::{Add, Mul};

/// What [`Single`](super::Single) asks of a number type.
pub trait Sums: Copy + Mul<Output = Self> + Add<Output = Self> {
    /// `sums += Σᵢ xᵢ · columnsᵢ[at..at + N]`, over as many i as both have; nothing where a column is too short.
    ///
    /// In one rounding where the CPU has an instruction for it, else in two.
    #[inline(always)]
    fn add_columns<const N: usize, const O: usize>(columns: &[[Self; O]], at: usize, x: &[Self], sums: &mut [Self; N]) {
        for (column, &x) in columns.iter().zip(x) {
            let Some(weights) = super::part::<Self, N>(column, at) else {
                return;
            };
            for j in 0..N {
                sums[j] = weights[j] * x + sums[j];
            }
        }
    }
}

impl Sums for f64 {}

#[cfg(not(all(
    target_arch = "arm",
    target_os = "none",
    target_abi = "eabihf",
    not(target_has_atomic = "64")
)))]
impl Sums for f32 {}
