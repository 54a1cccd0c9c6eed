//! The bits of sums that are not exact.

use std::vec::Vec;

use super::super::{Level, Plain, Task, Vectors, add_outer_products, affine, affine_rows, transposed_products};
use super::at_each_level;
use crate::kernels::level::tested::run_at;

/// A number with digits in all places.
fn number(i: usize) -> f32 {
    (i as f32 * 0.618_034).fract() * 3.0 - 1.3
}

/// Sums of all kinds, and elementary functions of them.
struct Everything;

impl Task for Everything {
    type Output = Vec<u32>;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Vec<u32> {
        fn layer<L: Level, const I: usize, const O: usize>(level: L, bits: &mut Vec<u32>) {
            use core::array::from_fn;
            let columns: [[f32; O]; I] = from_fn(|i| from_fn(|o| number(i * O + o)));
            let bias: [f32; O] = from_fn(|o| number(77 + o));
            let x: [[f32; I]; 7] = from_fn(|r| from_fn(|i| number(9 * r + 5 * i)));
            let (mut one, mut rows) = ([0.0; O], [[0.0; O]; 7]);
            affine(level, &columns, Some(&bias), &x[0], &mut one);
            affine_rows(level, &columns, Some(&bias), &x, &mut rows);
            assert_eq!(one, rows[0]);
            let (mut gradient, mut dx) = ([[0.5; O]; I], [[0.0; I]; 7]);
            add_outer_products(level, &x, &rows, &mut gradient);
            transposed_products(level, &columns, &rows, &mut dx);
            let sums = rows.as_flattened().iter().chain(gradient.as_flattened());
            for &sum in sums.chain(dx.as_flattened()) {
                let functions = [level.exp(-sum.abs()), level.tanh(sum), level.sigmoid(sum)];
                bits.extend([sum].iter().chain(&functions).map(|y| y.to_bits()));
            }
        }
        let mut bits = Vec::new();
        layer::<L, 3, 1>(level, &mut bits);
        layer::<L, 37, 10>(level, &mut bits);
        layer::<L, 64, 33>(level, &mut bits);
        layer::<L, 19, 130>(level, &mut bits);
        bits
    }
}

/// A task at the level's length of register, with two roundings.
struct InTwoRoundings<K>(K);

impl<K: Task> Task for InTwoRoundings<K> {
    type Output = K::Output;

    #[inline(always)]
    #[allow(unsafe_code, reason = "as the level says")]
    fn run<L: Level>(self, _: L) -> K::Output {
        match L::REGISTER {
            // SAFETY: a level of such registers is at hand.
            64 => self.0.run(unsafe { Vectors::<64, false>::new() }),
            // SAFETY: a level of such registers is at hand.
            32 => self.0.run(unsafe { Vectors::<32, false>::new() }),
            _ => self.0.run(Plain),
        }
    }
}

#[test]
fn two_roundings_give_the_same_bits_in_registers_of_any_length() {
    let expected = Everything.run(Plain);
    at_each_level(|at| {
        assert!(run_at(at, InTwoRoundings(Everything)) == expected, "{at:?}");
    });
}
