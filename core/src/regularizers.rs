//! Penalties on large weights, [`keras.regularizers`](https://keras.io/api/layers/regularizers/).
//!
//! A regulariser is a type, as in `Dense<8, Relu, kernel_regularizer = L2<0.01>>`. Settings are const arguments: a float stands
//! there as its bits. What it gives for a parameter is added to the loss, in training and in evaluation.

use core::fmt;

#[cfg(feature = "train")]
use crate::Scalar;

/// A penalty on the numbers of a parameter.
pub trait Regularizer: Copy + PartialEq + Send + Sync + 'static {
    /// What it computes.
    #[doc(hidden)]
    const PENALTY: Penalty;

    /// Writes it as it stands in a model: `L2<0.01>`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The penalty on a parameter of this shape, in Keras's order.
    ///
    /// ```
    /// use layerproof::regularizers::{L2, Regularizer};
    ///
    /// type Half = L2<{ 0.5_f64.to_bits() }>;
    /// assert_eq!(Half::value(&[3], &[1.0_f32, -2.0, 3.0]), 7.0);
    /// ```
    #[cfg(feature = "train")]
    fn value<T: Scalar>(shape: &[usize], weights: &[T]) -> f64 {
        Self::PENALTY.value(shape, weights)
    }

    /// Adds its derivative by each number to `gradient`.
    #[cfg(feature = "train")]
    fn add_gradient<T: Scalar>(shape: &[usize], weights: &[T], gradient: &mut [T]) {
        Self::PENALTY.add_gradient(shape, weights, gradient);
    }
}

/// What a regulariser computes. Numbers are kept as their bits, so that two penalties are equal or not.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Penalty {
    /// Nothing.
    None,
    /// l1 · Σ|w| + l2 · Σw²
    L1L2 { l1: u64, l2: u64 },
    /// factor · the mean of |cosine| over all pairs of rows, or of columns.
    Orthogonal { factor: u64, rows: bool },
}

#[cfg(feature = "train")]
impl Penalty {
    pub(crate) fn value<T: Scalar>(self, shape: &[usize], weights: &[T]) -> f64 {
        match self {
            Self::None => 0.0,
            Self::L1L2 { l1, l2 } => {
                let [l1, l2] = [l1, l2].map(f64::from_bits);
                let (mut sum, mut squares) = (0.0, 0.0);
                for w in weights.iter().map(|w| w.to_f64()) {
                    sum += w.abs();
                    squares += w * w;
                }
                l1 * sum + l2 * squares
            }
            Self::Orthogonal { factor, rows } => {
                let vectors = Vectors::new(shape, weights, rows);
                let mut sum = 0.0;
                for i in 0..vectors.count {
                    for j in 0..i {
                        sum += vectors.cosine(i, j).abs();
                    }
                }
                f64::from_bits(factor) * sum / vectors.pairs()
            }
        }
    }

    pub(crate) fn add_gradient<T: Scalar>(self, shape: &[usize], weights: &[T], gradient: &mut [T]) {
        match self {
            Self::None => {}
            Self::L1L2 { l1, l2 } => {
                let [l1, l2] = [f64::from_bits(l1), 2.0 * f64::from_bits(l2)].map(T::from_f64);
                for (g, &w) in gradient.iter_mut().zip(weights) {
                    // The derivative of |w| at 0 is 0, as in Keras.
                    let sign = if w > T::ZERO {
                        l1
                    } else if w < T::ZERO {
                        -l1
                    } else {
                        T::ZERO
                    };
                    *g += sign + l2 * w;
                }
            }
            Self::Orthogonal { factor, rows } => {
                let vectors = Vectors::new(shape, weights, rows);
                let scale = f64::from_bits(factor) / vectors.pairs();
                // d|cos|/dwᵢ = sign(cos) · (uⱼ − cos · uᵢ) / |wᵢ|, u being the vectors of length 1.
                for i in 0..vectors.count {
                    let length = vectors.length(i);
                    for j in (0..vectors.count).filter(|&j| j != i) {
                        let (cosine, other) = (vectors.cosine(i, j), vectors.length(j));
                        let scale = scale * if cosine < 0.0 { -1.0 } else { 1.0 } / length;
                        for k in 0..vectors.len {
                            let (u, v) = (vectors.at(i, k) / length, vectors.at(j, k) / other);
                            gradient[vectors.place(i, k)] += T::from_f64(scale * (v - cosine * u));
                        }
                    }
                }
            }
        }
    }
}

/// The rows or the columns of a matrix.
#[cfg(feature = "train")]
struct Vectors<'a, T> {
    weights: &'a [T],
    count: usize,
    len: usize,
    /// From one vector to the next, and from one number of a vector to the next.
    strides: [usize; 2],
}

#[cfg(feature = "train")]
impl<'a, T: Scalar> Vectors<'a, T> {
    fn new(shape: &[usize], weights: &'a [T], rows: bool) -> Self {
        let &[height, width] = shape else {
            debug_assert!(false, "an orthogonal regulariser takes a matrix");
            return Self {
                weights,
                count: 0,
                len: 0,
                strides: [0; 2],
            };
        };
        let (count, len, strides) = if rows {
            (height, width, [width, 1])
        } else {
            (width, height, [1, width])
        };
        Self {
            weights,
            count,
            len,
            strides,
        }
    }

    fn place(&self, i: usize, k: usize) -> usize {
        i * self.strides[0] + k * self.strides[1]
    }

    fn at(&self, i: usize, k: usize) -> f64 {
        self.weights[self.place(i, k)].to_f64()
    }

    fn product(&self, i: usize, j: usize) -> f64 {
        (0..self.len).map(|k| self.at(i, k) * self.at(j, k)).sum()
    }

    /// At least Keras's ε.
    fn length(&self, i: usize) -> f64 {
        libm::sqrt(self.product(i, i)).max(1e-7)
    }

    fn cosine(&self, i: usize, j: usize) -> f64 {
        self.product(i, j) / (self.length(i) * self.length(j))
    }

    /// At least 1: a single vector has no pair, and no penalty.
    fn pairs(&self) -> f64 {
        (self.count * self.count.saturating_sub(1) / 2).max(1) as f64
    }
}

macro_rules! regularizers {
    ($($(#[$docs:meta])* $name:ident [$(const $setting:ident: $kind:ty = $default:expr),*] => $penalty:expr, $describe:expr;)+) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name<$(const $setting: $kind = { $default }),*>;

        impl<$(const $setting: $kind),*> Regularizer for $name<$($setting),*> {
            const PENALTY: Penalty = $penalty;

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $describe(f)
            }
        }
    )+};
}

/// 0.01, Keras's default of all factors.
const HUNDREDTH: u64 = 0.01_f64.to_bits();

regularizers! {
    /// No penalty: the default.
    NoRegularizer [] => Penalty::None, |f: &mut fmt::Formatter<'_>| f.write_str("NoRegularizer");

    /// l1 · Σ|w|, [`keras.regularizers.L1`](https://keras.io/api/layers/regularizers/).
    L1 [const FACTOR: u64 = HUNDREDTH] => Penalty::L1L2 { l1: FACTOR, l2: 0 }, |f: &mut fmt::Formatter<'_>| {
        write!(f, "L1<{:?}>", f64::from_bits(FACTOR))
    };

    /// l2 · Σw², [`keras.regularizers.L2`](https://keras.io/api/layers/regularizers/).
    L2 [const FACTOR: u64 = HUNDREDTH] => Penalty::L1L2 { l1: 0, l2: FACTOR }, |f: &mut fmt::Formatter<'_>| {
        write!(f, "L2<{:?}>", f64::from_bits(FACTOR))
    };

    /// l1 · Σ|w| + l2 · Σw², [`keras.regularizers.L1L2`](https://keras.io/api/layers/regularizers/).
    L1L2 [const FIRST: u64 = 0, const SECOND: u64 = 0] => Penalty::L1L2 { l1: FIRST, l2: SECOND }, |f: &mut fmt::Formatter<'_>| {
        write!(f, "L1L2<l1 = {:?}, l2 = {:?}>", f64::from_bits(FIRST), f64::from_bits(SECOND))
    };

    /// factor · the mean of |cosine| over all pairs of rows (or of columns) of a matrix: they become orthogonal,
    /// [`keras.regularizers.OrthogonalRegularizer`](https://keras.io/api/layers/regularizers/).
    OrthogonalRegularizer [const FACTOR: u64 = HUNDREDTH, const ROWS: bool = true] => Penalty::Orthogonal { factor: FACTOR, rows: ROWS },
    |f: &mut fmt::Formatter<'_>| {
        let mode = if ROWS { "Rows" } else { "Columns" };
        write!(f, "OrthogonalRegularizer<factor = {:?}, mode = {mode}>", f64::from_bits(FACTOR))
    };
}
