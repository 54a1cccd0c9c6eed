//! Two dense layers by hand: const-generic arrays added up column by column, and plain nalgebra.

use layerproof::nalgebra::{SMatrix, SVector};
use layerproof::{Model, Scalar};

use crate::noise;

/// Two dense layers as arrays, column by column; 64-byte aligned, as a careful person would.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub struct Arrays<T, const I: usize, const H: usize, const O: usize> {
    hidden: [[T; H]; I],
    hidden_bias: [T; H],
    output: [[T; O]; H],
    output_bias: [T; O],
}

fn affine<T: Scalar, const I: usize, const O: usize>(columns: &[[T; O]; I], bias: &[T; O], x: &[T; I]) -> [T; O] {
    let mut y = *bias;
    for (column, &x) in columns.iter().zip(x) {
        for (y, &w) in y.iter_mut().zip(column) {
            *y += w * x;
        }
    }
    y
}

/// A sigmoid of one output, a softmax of several, with the standard library's exponential.
fn finish<T: Scalar, const O: usize>(y: &mut [T; O], exp: impl Fn(T) -> T) {
    if let [y] = y.as_mut_slice() {
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

impl<T: Scalar, const I: usize, const H: usize, const O: usize> Arrays<T, I, H, O> {
    /// Small weights, in a box.
    pub fn boxed() -> Box<Self> {
        let mut i = 0;
        let mut next = || {
            i += 1;
            T::of(0.1 * noise(i))
        };
        Box::new(Self {
            hidden: core::array::from_fn(|_| core::array::from_fn(|_| next())),
            hidden_bias: [T::ZERO; H],
            output: core::array::from_fn(|_| core::array::from_fn(|_| next())),
            output_bias: [T::ZERO; O],
        })
    }

    fn hidden(&self, x: &[T; I]) -> [T; H] {
        affine(&self.hidden, &self.hidden_bias, x).map(|h| h.larger(T::ZERO))
    }

    /// One forward pass.
    pub fn predict(&self, x: &[T; I], exp: impl Fn(T) -> T) -> [T; O] {
        let mut y = affine(&self.output, &self.output_bias, &self.hidden(x));
        finish(&mut y, exp);
        y
    }

    /// One step of gradient descent with softmax and cross-entropy, sample by sample.
    pub fn step(&mut self, gradient: &mut Self, x: &[[T; I]], classes: &[usize], rate: T, exp: impl Fn(T) -> T) {
        let zero = |values: &mut [T]| values.fill(T::ZERO);
        zero(gradient.hidden.as_flattened_mut());
        zero(gradient.output.as_flattened_mut());
        zero(&mut gradient.hidden_bias);
        zero(&mut gradient.output_bias);
        for (x, &class) in x.iter().zip(classes) {
            let h = self.hidden(x);
            let mut dy = affine(&self.output, &self.output_bias, &h);
            finish(&mut dy, &exp);
            dy[class] -= T::ONE;
            let mut dh = [T::ZERO; H];
            for (((dh, &h), column), gradient) in dh.iter_mut().zip(&h).zip(&self.output).zip(&mut gradient.output) {
                for ((&w, &dy), g) in column.iter().zip(&dy).zip(gradient) {
                    *g += h * dy;
                    if h > T::ZERO {
                        *dh += w * dy;
                    }
                }
            }
            for (column, &x) in gradient.hidden.iter_mut().zip(x) {
                for (g, &dh) in column.iter_mut().zip(&dh) {
                    *g += x * dh;
                }
            }
            gradient.hidden_bias.iter_mut().zip(dh).for_each(|(g, dh)| *g += dh);
            gradient.output_bias.iter_mut().zip(dy).for_each(|(g, dy)| *g += dy);
        }
        let rate = rate / T::of(x.len() as f64);
        let update = |w: &mut [T], g: &[T]| w.iter_mut().zip(g).for_each(|(w, &g)| *w -= rate * g);
        update(self.hidden.as_flattened_mut(), gradient.hidden.as_flattened());
        update(self.output.as_flattened_mut(), gradient.output.as_flattened());
        update(&mut self.hidden_bias, &gradient.hidden_bias);
        update(&mut self.output_bias, &gradient.output_bias);
    }
}

/// Two dense layers in plain nalgebra: `w * x + b`.
#[derive(Debug, Clone)]
pub struct Plain<const I: usize, const H: usize, const O: usize> {
    hidden: SMatrix<f32, H, I>,
    hidden_bias: SVector<f32, H>,
    output: SMatrix<f32, O, H>,
    output_bias: SVector<f32, O>,
}

impl<const I: usize, const H: usize, const O: usize> Plain<I, H, O> {
    /// The same weights as those of [`Arrays::boxed`], in a box.
    pub fn boxed() -> Box<Self> {
        Box::new(Self {
            hidden: SMatrix::from_fn(|r, c| 0.1 * noise(1 + r + H * c) as f32),
            hidden_bias: SVector::zeros(),
            output: SMatrix::from_fn(|r, c| 0.1 * noise(1 + H * I + r + O * c) as f32),
            output_bias: SVector::zeros(),
        })
    }

    /// One forward pass.
    #[expect(clippy::op_ref, reason = "without the reference nalgebra copies the matrix")]
    pub fn predict(&self, x: &SVector<f32, I>) -> SVector<f32, O> {
        let h = (&self.hidden * x + &self.hidden_bias).map(|h| h.max(0.0));
        let mut y = &self.output * h + &self.output_bias;
        finish(&mut y.data.0[0], f32::exp);
        y
    }
}

/// How many floating-point operations one prediction takes.
pub fn flop<M: Model>() -> f64 {
    2.0 * M::MACS as f64
}
