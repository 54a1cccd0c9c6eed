//! The convolutional network by hand.

use layerproof::nalgebra::{SMatrix, SVector};

use super::finish;
use crate::noise;

/// Rows of pixels of `C` channels.
pub type Image<const H: usize, const W: usize, const C: usize> = [[[f32; C]; W]; H];

/// The convolutional network as arrays, 64-byte aligned; loops over the filters innermost.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Images {
    first: [[[[f32; 8]; 1]; 3]; 3],
    first_bias: [f32; 8],
    second: [[[[f32; 16]; 8]; 3]; 3],
    second_bias: [f32; 16],
    output: [[f32; 10]; 400],
    output_bias: [f32; 10],
}

/// `K` × `K` filters at a distance of `S`, then what is above 0; valid padding.
pub fn convolve<
    const K: usize,
    const S: usize,
    const H: usize,
    const W: usize,
    const C: usize,
    const OH: usize,
    const OW: usize,
    const F: usize,
>(
    kernel: &[[[[f32; F]; C]; K]; K],
    bias: &[f32; F],
    x: &Image<H, W, C>,
) -> Image<OH, OW, F> {
    let mut y = [[[0.0; F]; OW]; OH];
    for r in 0..OH {
        for c in 0..OW {
            let mut sums = *bias;
            for (kernel, x) in kernel.iter().zip(&x[S * r..S * r + K]) {
                for (kernel, x) in kernel.iter().zip(&x[S * c..S * c + K]) {
                    for (kernel, x) in kernel.iter().zip(x) {
                        for (sum, w) in sums.iter_mut().zip(kernel) {
                            *sum += w * x;
                        }
                    }
                }
            }
            y[r][c] = sums.map(|sum| if sum > 0.0 { sum } else { 0.0 });
        }
    }
    y
}

fn pool<const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize>(
    x: &Image<H, W, C>,
) -> Image<OH, OW, C> {
    let mut y = [[[0.0; C]; OW]; OH];
    for r in 0..OH {
        for c in 0..OW {
            for i in 0..C {
                let (above, below) = (&x[2 * r], &x[2 * r + 1]);
                let larger = |a: f32, b: f32| if b > a { b } else { a };
                let left = larger(above[2 * c][i], below[2 * c][i]);
                y[r][c][i] = larger(left, larger(above[2 * c + 1][i], below[2 * c + 1][i]));
            }
        }
    }
    y
}

impl Images {
    /// Small weights, in a box.
    pub fn boxed() -> Box<Self> {
        use std::array::from_fn;
        let mut i = 0;
        let mut next = || {
            i += 1;
            0.1 * noise(i) as f32
        };
        Box::new(Self {
            first: from_fn(|_| from_fn(|_| from_fn(|_| from_fn(|_| next())))),
            first_bias: [0.0; 8],
            second: from_fn(|_| from_fn(|_| from_fn(|_| from_fn(|_| next())))),
            second_bias: [0.0; 16],
            output: from_fn(|_| from_fn(|_| next())),
            output_bias: [0.0; 10],
        })
    }

    /// One forward pass.
    pub fn predict(&self, x: &Image<28, 28, 1>) -> [f32; 10] {
        let first: Image<26, 26, 8> = convolve::<3, 1, 28, 28, 1, 26, 26, 8>(&self.first, &self.first_bias, x);
        let pooled: Image<13, 13, 8> = pool(&first);
        let second: Image<11, 11, 16> =
            convolve::<3, 1, 13, 13, 8, 11, 11, 16>(&self.second, &self.second_bias, &pooled);
        let pooled: Image<5, 5, 16> = pool(&second);
        let mut y = self.output_bias;
        for (column, x) in self.output.iter().zip(pooled.as_flattened().as_flattened()) {
            for (y, w) in y.iter_mut().zip(column) {
                *y += w * x;
            }
        }
        finish(&mut y);
        y
    }
}

/// The convolutional network in plain nalgebra: a product of the filters with a matrix of all windows.
#[derive(Debug, Clone)]
pub struct PlainImages {
    first: SMatrix<f32, 8, 9>,
    first_bias: SVector<f32, 8>,
    second: SMatrix<f32, 16, 72>,
    second_bias: SVector<f32, 16>,
    output: SMatrix<f32, 10, 400>,
    output_bias: SVector<f32, 10>,
}

/// The windows of 3 × 3 pixels of `C` channels, a column each: `K` = 9 · C rows, `P` = (H − 2) · (W − 2) columns.
fn windows<const H: usize, const W: usize, const C: usize, const K: usize, const P: usize>(
    x: &Image<H, W, C>,
) -> SMatrix<f32, K, P> {
    let mut windows = SMatrix::<f32, K, P>::zeros();
    for (i, mut window) in windows.column_iter_mut().enumerate() {
        let (r, c) = (i / (W - 2), i % (W - 2));
        for (values, row) in window.as_mut_slice().chunks_exact_mut(3 * C).zip(&x[r..]) {
            values.copy_from_slice(row[c..c + 3].as_flattened());
        }
    }
    windows
}

fn filtered<const F: usize, const K: usize, const P: usize, const H: usize, const W: usize>(
    filters: &SMatrix<f32, F, K>,
    bias: &SVector<f32, F>,
    windows: &SMatrix<f32, K, P>,
) -> Image<H, W, F> {
    let y = filters * windows;
    let mut image = [[[0.0; F]; W]; H];
    for (pixel, column) in image.as_flattened_mut().iter_mut().zip(y.column_iter()) {
        for ((value, y), b) in pixel.iter_mut().zip(&column).zip(bias) {
            *value = (y + b).max(0.0);
        }
    }
    image
}

impl PlainImages {
    /// The same weights as those of [`Images::boxed`], in a box.
    pub fn boxed() -> Box<Self> {
        let weight = |i: usize| 0.1 * noise(1 + i) as f32;
        Box::new(Self {
            first: SMatrix::from_fn(|r, c| weight(r + 8 * c)),
            first_bias: SVector::zeros(),
            second: SMatrix::from_fn(|r, c| weight(72 + r + 16 * c)),
            second_bias: SVector::zeros(),
            output: SMatrix::from_fn(|r, c| weight(72 + 1152 + r + 10 * c)),
            output_bias: SVector::zeros(),
        })
    }

    /// One forward pass.
    #[expect(clippy::op_ref, reason = "without the reference nalgebra copies the matrix")]
    pub fn predict(&self, x: &Image<28, 28, 1>) -> SVector<f32, 10> {
        let first: Image<26, 26, 8> = filtered(&self.first, &self.first_bias, &windows::<28, 28, 1, 9, 676>(x));
        let pooled: Image<13, 13, 8> = pool(&first);
        let second: Image<11, 11, 16> =
            filtered(&self.second, &self.second_bias, &windows::<13, 13, 8, 72, 121>(&pooled));
        let pooled: Image<5, 5, 16> = pool(&second);
        let x = SVector::<f32, 400>::from_column_slice(pooled.as_flattened().as_flattened());
        let mut y = &self.output * x + &self.output_bias;
        finish(y.as_mut_slice());
        y
    }
}
