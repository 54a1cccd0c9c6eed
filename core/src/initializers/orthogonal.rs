//! Matrices whose rows or columns are orthogonal.

use core::fmt;

use super::Initializer;

/// A random matrix whose rows or columns, whichever are fewer, are orthogonal and of length `GAIN`, given as bits: 1 unless said
/// otherwise. All such matrices are equally likely. The default of recurrent kernels: a state neither grows nor fades.
///
/// A kernel of more than two axes is taken as the matrix of its last axis by all others.
///
/// Keras: [`Orthogonal`](https://keras.io/api/layers/initializers/#orthogonal-class), after Saxe et al. 2014.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orthogonal<const GAIN: u64 = { 1.0_f64.to_bits() }>;

impl<const GAIN: u64> Initializer for Orthogonal<GAIN> {
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Orthogonal")?;
        let gain = f64::from_bits(GAIN);
        if gain.to_bits() == 1.0_f64.to_bits() {
            return Ok(());
        }
        write!(f, "<gain = {gain:?}>")
    }
}

#[cfg(feature = "train")]
mod train {
    use rand::Rng;

    use super::Orthogonal;
    use crate::Scalar;
    use crate::initializers::random::train::normal;
    use crate::initializers::{Draw, Fans};

    /// The rows or the columns of a matrix in a slice, row by row.
    struct Vectors {
        count: usize,
        len: usize,
        /// From one vector to the next, and from one number of a vector to the next.
        strides: (usize, usize),
    }

    impl Vectors {
        /// Whichever are fewer.
        const fn of(rows: usize, columns: usize) -> Self {
            if rows < columns {
                Self {
                    count: rows,
                    len: columns,
                    strides: (columns, 1),
                }
            } else {
                Self {
                    count: columns,
                    len: rows,
                    strides: (1, columns),
                }
            }
        }

        const fn place(&self, vector: usize, i: usize) -> usize {
            vector * self.strides.0 + i * self.strides.1
        }

        fn product<T: Scalar>(&self, values: &[T], a: usize, b: usize) -> T {
            let number = |vector, i| values.get(self.place(vector, i)).copied().unwrap_or_default();
            (0..self.len).map(|i| number(a, i) * number(b, i)).sum()
        }

        /// Takes from the vector what it has in common with those before it.
        fn project<T: Scalar>(&self, values: &mut [T], vector: usize) {
            for before in 0..vector {
                let common = self.product(values, before, vector);
                for i in 0..self.len {
                    let part = values.get(self.place(before, i)).copied().unwrap_or_default() * common;
                    if let Some(value) = values.get_mut(self.place(vector, i)) {
                        *value -= part;
                    }
                }
            }
        }

        fn scale<T: Scalar>(&self, values: &mut [T], vector: usize, factor: T) {
            for i in 0..self.len {
                if let Some(value) = values.get_mut(self.place(vector, i)) {
                    *value *= factor;
                }
            }
        }
    }

    impl<const GAIN: u64> Draw for Orthogonal<GAIN> {
        /// By the modified method of Gram and Schmidt, each vector twice (Giraud, Langou and Rozložník 2005). Of normal numbers it
        /// gives what a QR decomposition with a positive diagonal gives: all orthogonal matrices equally likely (Stewart 1980).
        fn fill<T: Scalar, R: Rng + ?Sized>(values: &mut [T], fans: Fans, rng: &mut R) {
            let rows = fans.input.max(1);
            let vectors = Vectors::of(rows, values.len() / rows);
            for vector in 0..vectors.count {
                // A draw that nearly lies among the vectors before says nothing: it is drawn again.
                loop {
                    for i in 0..vectors.len {
                        if let Some(value) = values.get_mut(vectors.place(vector, i)) {
                            *value = T::from_f64(normal(rng));
                        }
                    }
                    let drawn = vectors.product(values, vector, vector);
                    vectors.project(values, vector);
                    vectors.project(values, vector);
                    let left = vectors.product(values, vector, vector);
                    if left > drawn * T::from_f64(1e-6) {
                        vectors.scale(values, vector, T::ONE / left.sqrt());
                        break;
                    }
                }
            }
            let gain = T::from_f64(f64::from_bits(GAIN));
            for value in values {
                *value *= gain;
            }
        }
    }
}
