//! Workload D by hand: arrays, loops over the filters innermost.

use crate::models::{D, Filled};

type Image<const H: usize, const W: usize, const C: usize> = [[[f32; C]; W]; H];

/// The convolutional network as arrays; 64-byte aligned.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Arrays {
    first: [[[[f32; 8]; 1]; 3]; 3],
    first_bias: [f32; 8],
    second: [[[[f32; 16]; 8]; 3]; 3],
    second_bias: [f32; 16],
    output: [[f32; 10]; 400],
    output_bias: [f32; 10],
}

fn convolve<const H: usize, const W: usize, const C: usize, const OH: usize, const OW: usize, const F: usize>(
    kernel: &[[[[f32; F]; C]; 3]; 3],
    bias: &[f32; F],
    x: &Image<H, W, C>,
) -> Image<OH, OW, F> {
    let mut y = [[[0.0; F]; OW]; OH];
    for r in 0..OH {
        for c in 0..OW {
            let mut sums = *bias;
            for (kernel, x) in kernel.iter().zip(&x[r..r + 3]) {
                for (kernel, x) in kernel.iter().zip(&x[c..c + 3]) {
                    for (kernel, x) in kernel.iter().zip(x) {
                        for (sum, w) in sums.iter_mut().zip(kernel) {
                            *sum += w * x;
                        }
                    }
                }
            }
            y[r][c] = sums.map(|sum| sum.max(0.0));
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

impl Arrays {
    /// The weights that everybody has, in a box.
    pub fn boxed() -> Box<Self> {
        let model = D::filled();
        let mut first = model.conv2d_1.kernel.iter().copied();
        let mut second = model.conv2d_2.kernel.iter().copied();
        let mut output = model.dense_1.kernel.iter().copied();
        fn next(weights: &mut impl Iterator<Item = f32>) -> f32 {
            weights.next().expect("as many weights")
        }
        use std::array::from_fn;
        Box::new(Self {
            first: from_fn(|_| from_fn(|_| from_fn(|_| from_fn(|_| next(&mut first))))),
            first_bias: [0.0; 8],
            second: from_fn(|_| from_fn(|_| from_fn(|_| from_fn(|_| next(&mut second))))),
            second_bias: [0.0; 16],
            output: from_fn(|_| from_fn(|_| next(&mut output))),
            output_bias: [0.0; 10],
        })
    }

    /// One forward pass.
    pub fn predict(&self, x: &Image<28, 28, 1>) -> [f32; 10] {
        let first: Image<26, 26, 8> = convolve(&self.first, &self.first_bias, x);
        let pooled: Image<13, 13, 8> = pool(&first);
        let second: Image<11, 11, 16> = convolve(&self.second, &self.second_bias, &pooled);
        let pooled: Image<5, 5, 16> = pool(&second);
        let mut y = self.output_bias;
        for (column, x) in self.output.iter().zip(pooled.as_flattened().as_flattened()) {
            for (y, w) in y.iter_mut().zip(column) {
                *y += w * x;
            }
        }
        let largest = y.iter().copied().fold(y[0], f32::max);
        y = y.map(|y| (y - largest).exp());
        let scale = 1.0 / y.iter().sum::<f32>();
        y.map(|y| y * scale)
    }
}
