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

/// A sigmoid of one output, a softmax of several, with the standard library's exponential.
fn finish<T: Scalar>(y: &mut [T], exp: impl Fn(T) -> T) {
    if let [y] = y {
        *y = T::ONE / (T::ONE + exp(-*y));
        return;
    }
    let largest = y.iter().copied().fold(y[0], T::larger);
    let mut sum = T::ZERO;
    for y in y.iter_mut() {
        *y = exp(*y - largest);
        sum += *y;
    }
    let scale = T::ONE / sum;
    for y in y {
        *y *= scale;
    }
}

/// Cross-entropy's gradient by what goes into the sigmoid or the softmax that gave `y`.
fn subtract_truth<T: Scalar>(y: &mut [T], class: usize) {
    match y {
        [y] => *y -= T::of(class as f64),
        y => y[class] -= T::ONE,
    }
}
