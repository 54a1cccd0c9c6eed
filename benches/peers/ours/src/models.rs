//! The four workloads as layerproof's models, with weights that every peer takes over, and their data.

use layerproof::nalgebra::SMatrix;
use layerproof::prelude::*;
use layerproof_benches::noise;

sequential! {
    /// As small as a model gets.
    pub struct A {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

sequential! {
    /// Digits of 8 × 8 pixels.
    pub struct B {
        Input<64>,
        Dense<32, Relu>,
        Dense<10, Softmax>,
    }
}

sequential! {
    /// Digits of 28 × 28 pixels.
    pub struct C {
        Input<784>,
        Dense<128, Relu>,
        Dense<10, Softmax>,
    }
}

sequential! {
    /// Digits of 28 × 28 pixels, as an image.
    pub struct D {
        Input<28, 28, 1>,
        Conv2d<8, 3, 3, Relu>,
        MaxPooling2d<2, 2>,
        Conv2d<16, 3, 3, Relu>,
        MaxPooling2d<2, 2>,
        Flatten,
        Dense<10, Softmax>,
    }
}

/// The samples of a mini-batch.
pub const BATCH: usize = 32;

/// The same weights for everybody: in Keras's order, kernels row by row, biases zero.
pub trait Filled: Model<Scalar = f32> {
    /// A model with these weights.
    fn filled() -> Box<Self>;
}

struct Fill(usize);

impl Fill {
    fn kernel<const ROWS: usize, const COLUMNS: usize>(&mut self, kernel: &mut SMatrix<f32, ROWS, COLUMNS>) {
        for weight in kernel.iter_mut() {
            self.0 += 1;
            *weight = 0.1 * noise(self.0) as f32;
        }
    }
}

macro_rules! filled {
    ($($model:ident: $($layer:ident)*;)*) => {$(
        impl Filled for $model {
            fn filled() -> Box<Self> {
                let (mut model, mut fill) = (Self::boxed_zeros(), Fill(0));
                $(fill.kernel(&mut model.$layer.kernel);)*
                model
            }
        }
    )*};
}

filled! {
    A: dense_1 dense_2;
    B: dense_1 dense_2;
    C: dense_1 dense_2;
    D: conv2d_1 conv2d_2 dense_1;
}

/// A mini-batch of vectors.
pub fn vectors<const N: usize>() -> Vec<[f32; N]> {
    (0..BATCH)
        .map(|row| std::array::from_fn(|i| noise(row * N + i) as f32))
        .collect()
}

/// The same pixels as images.
pub fn images() -> Vec<[[[f32; 1]; 28]; 28]> {
    let pixel = |i: usize| [noise(i) as f32];
    (0..BATCH)
        .map(|n| std::array::from_fn(|r| std::array::from_fn(|c| pixel((n * 28 + r) * 28 + c))))
        .collect()
}

/// The mini-batch's classes, for those of ten classes.
pub fn classes() -> Vec<usize> {
    (0..BATCH).map(|i| i % 10).collect()
}

/// The mini-batch's answers, yes or no.
pub fn answers() -> Vec<bool> {
    (0..BATCH).map(|i| i % 2 == 0).collect()
}
