//! The workloads as a careful person writes them by hand: const-generic arrays, and plain nalgebra.

mod arrays;
mod images;
mod plain;
mod rules;

use layerproof::Scalar;

pub use self::arrays::Arrays;
pub use self::images::{Image, Images, PlainImages, convolve};
pub use self::plain::Plain;
pub use self::rules::{Adam, Descent, Parameters, Rule};

/// The standard library's functions, whose names [`Scalar`] has for this crate's own.
pub trait Number: Scalar {
    /// eˣ.
    fn std_exp(self) -> Self;
    /// ln x.
    fn std_ln(self) -> Self;
}

impl Number for f32 {
    fn std_exp(self) -> Self {
        Self::exp(self)
    }
    fn std_ln(self) -> Self {
        Self::ln(self)
    }
}

impl Number for f64 {
    fn std_exp(self) -> Self {
        Self::exp(self)
    }
    fn std_ln(self) -> Self {
        Self::ln(self)
    }
}

/// A sigmoid of one output, a softmax of several.
fn finish<T: Number>(y: &mut [T]) {
    if let [y] = y {
        *y = T::ONE / (T::ONE + (-*y).std_exp());
        return;
    }
    let largest = y.iter().copied().fold(y[0], T::max);
    let mut sum = T::ZERO;
    for y in y.iter_mut() {
        *y = (*y - largest).std_exp();
        sum += *y;
    }
    let scale = T::ONE / sum;
    for y in y {
        *y *= scale;
    }
}

/// Cross-entropy of what came out of the sigmoid or the softmax; leaves its gradient by what went in.
fn cross_entropy<T: Number>(y: &mut [T], class: usize) -> T {
    match y {
        [y] => {
            let p = if class == 1 { *y } else { T::ONE - *y };
            *y -= T::from_f64(class as f64);
            -p.std_ln()
        }
        y => {
            let p = y[class];
            y[class] -= T::ONE;
            -p.std_ln()
        }
    }
}
