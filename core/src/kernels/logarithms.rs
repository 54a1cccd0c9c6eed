//! Natural logarithms of many numbers.

use super::{Level, Plain, Task, run};
use crate::Scalar;

/// So many numbers are computed side by side.
pub(crate) const LANES: usize = 8;

/// Turns each of the numbers, whose count is a multiple of [`LANES`], into its logarithm: the bits of [`Scalar::ln`].
pub(crate) fn logarithms<T: Scalar>(numbers: &mut [T]) {
    debug_assert!(numbers.len().is_multiple_of(LANES), "numbers that fill no block");
    run(Logarithms(numbers));
}

struct Logarithms<'a, T>(&'a mut [T]);

impl<T: Scalar> Task for Logarithms<'_, T> {
    type Output = ();
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn run<L: Level>(self, _: L) {
        // In two roundings at any level, for the same bits as one by one.
        for x in self.0.as_chunks_mut::<LANES>().0.as_flattened_mut() {
            *x = x.ln_at(Plain);
        }
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use std::vec::Vec;

    use super::{LANES, logarithms};

    #[test]
    fn many_logarithms_have_the_bits_of_one() {
        let numbers: Vec<f32> = (0..64 * LANES).map(|i| (i as f32 * 0.173).exp() * 1e-12).collect();
        let mut many = numbers.clone();
        many[..5].copy_from_slice(&[0.0, -1.0, f32::INFINITY, f32::NAN, 1e-40]);
        let one_by_one: Vec<u32> = many.iter().map(|&x| crate::Scalar::ln(x).to_bits()).collect();
        logarithms(&mut many);
        let many: Vec<u32> = many.iter().map(|x| x.to_bits()).collect();
        assert_eq!(many, one_by_one);
    }
}
