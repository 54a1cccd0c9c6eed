//! Each kernel beside a plain loop, at each level that the CPU has, compiled for it.
//!
//! All numbers are whole and so small that every sum is exact: then the order of adding up cannot show, and a wrong index
//! must. What a kernel reads and writes lies on the heap in boxes of just its size, so that under valgrind a read past the
//! end is an error; `.ci/run` does so.

mod conv2d;
mod dense;
mod pooling;
mod rounding;
mod taps;
mod update;

use std::boxed::Box;
use std::io::Write;
use std::vec::Vec;

use bytemuck::Pod;

use super::level::tested::{At, run_at};
use super::{Level, Task};
use crate::Scalar;

/// A whole number from -7 to 8, the same one for the same `i`.
fn number<T: Scalar>(i: usize) -> T {
    T::from_f64((i.wrapping_mul(2_654_435_761) >> 7 & 15) as f64 - 7.0)
}

/// So many numbers.
fn numbers<T: Scalar>(seed: usize, len: usize) -> Vec<T> {
    (0..len).map(|i| number(1000 * seed + i)).collect()
}

/// So many numbers with digits in all places: the order of a sum of them shows.
fn inexact<T: Scalar>(seed: usize, len: usize) -> Vec<T> {
    let numbers = (0..len).map(|i| ((seed * 7919 + i) as f64 * 0.618_033_988_749).fract() * 3.0 - 1.3);
    numbers.map(T::from_f64).collect()
}

/// The numbers' bits.
fn bits<T: Scalar>(numbers: &[T]) -> &[u8] {
    bytemuck::cast_slice(numbers)
}

/// So many numbers that are none: what was not written, or was read before it was, shows.
fn blanks<T: Scalar>(len: usize) -> Vec<T> {
    (0..len).map(|_| T::from_f64(f64::NAN)).collect()
}

/// The same numbers as values of fixed size, in a box of just their size.
fn boxed<T: Scalar, A: Pod>(numbers: &[T]) -> Box<[A]> {
    bytemuck::cast_slice(numbers).into()
}

/// Runs `check` at each level that the CPU has, and says which it has not.
fn at_each_level(check: impl Fn(At)) {
    for at in At::ALL {
        if at.is_here() {
            check(at);
        } else {
            // Not `eprintln!`, which a passing test does not show.
            let _ = writeln!(std::io::stderr(), "skipped: this CPU has no {at:?}");
        }
    }
}

/// A task within a task, in a function of its own.
struct Outlined<K>(K);

impl<K: Task> Task for Outlined<K> {
    type Output = K::Output;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> K::Output {
        level.outline(self.0)
    }
}

#[test]
fn a_task_out_of_line_is_at_the_same_level_and_gives_the_same_bits() {
    struct Fused;
    impl Task for Fused {
        type Output = (usize, u32);
        #[inline(always)]
        fn run<L: Level>(self, level: L) -> (usize, u32) {
            // Not exact: with one rounding another number than with two.
            let third = std::hint::black_box(1.0_f32 / 3.0);
            (L::REGISTER, level.mul_add(third, third, -third * third).to_bits())
        }
    }
    at_each_level(|at| assert_eq!(run_at(at, Outlined(Fused)), run_at(at, Fused), "{at:?}"));
}

#[test]
fn levels_are_what_they_are_called() {
    struct Register;
    impl Task for Register {
        type Output = (usize, bool);
        fn run<L: Level>(self, _: L) -> (usize, bool) {
            (L::REGISTER, L::SINGLE)
        }
    }
    at_each_level(|at| {
        let expected = match at {
            At::Plain => (16, false),
            At::Single => (8, true),
            #[cfg(not(target_arch = "x86_64"))]
            At::Neon => (16, false),
            #[cfg(target_arch = "x86_64")]
            At::Avx2 => (32, false),
            #[cfg(target_arch = "x86_64")]
            At::Avx512 => (64, false),
        };
        assert_eq!(run_at(at, Register), expected, "{at:?}");
    });
    assert!(At::Plain.is_here() && At::Single.is_here());
}
