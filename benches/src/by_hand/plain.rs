//! Two dense layers in plain nalgebra.

use layerproof::nalgebra::{SMatrix, SVector};

use super::{Parameters, Rule, cross_entropy, finish};
use crate::noise;

/// Two dense layers in plain nalgebra: `w * x + b`, and `w * x` for a mini-batch `x`, a column a sample.
#[derive(Debug, Clone)]
pub struct Plain<const I: usize, const H: usize, const O: usize> {
    hidden: SMatrix<f32, H, I>,
    hidden_bias: SVector<f32, H>,
    output: SMatrix<f32, O, H>,
    output_bias: SVector<f32, O>,
}

impl<const I: usize, const H: usize, const O: usize> Plain<I, H, O> {
    /// The same weights as those of [`Arrays::boxed`](super::Arrays::boxed), in a box.
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
        finish(y.as_mut_slice());
        y
    }

    #[expect(clippy::op_ref, reason = "without the reference nalgebra copies the matrix")]
    fn hidden<const N: usize>(&self, x: &SMatrix<f32, I, N>) -> SMatrix<f32, H, N> {
        let mut h = &self.hidden * x;
        for mut column in h.column_iter_mut() {
            column += &self.hidden_bias;
        }
        h.apply(|h| *h = h.max(0.0));
        h
    }

    #[expect(clippy::op_ref, reason = "without the reference nalgebra copies the matrix")]
    fn output<const N: usize>(&self, h: &SMatrix<f32, H, N>) -> SMatrix<f32, O, N> {
        let mut y = &self.output * h;
        for mut column in y.column_iter_mut() {
            column += &self.output_bias;
            finish(column.as_mut_slice());
        }
        y
    }

    /// The forward passes of a mini-batch.
    pub fn predict_batch<const N: usize>(&self, x: &SMatrix<f32, I, N>) -> SMatrix<f32, O, N> {
        self.output(&self.hidden(x))
    }

    /// One training step with cross-entropy. Gives the loss.
    pub fn step<const N: usize>(
        &mut self,
        gradient: &mut Self,
        x: &SMatrix<f32, I, N>,
        classes: &[usize],
        rule: &mut impl Rule<Self>,
    ) -> f32 {
        let h = self.hidden(x);
        let mut dy = self.output(&h);
        let mut loss = 0.0;
        for (mut column, &class) in dy.column_iter_mut().zip(classes) {
            loss += cross_entropy(column.as_mut_slice(), class);
        }
        let mut dh = self.output.tr_mul(&dy);
        dh.zip_apply(&h, |dh, h| *dh = if h > 0.0 { *dh } else { 0.0 });
        gradient.output.gemm(1.0, &dy, &h.transpose(), 0.0);
        gradient.hidden.gemm(1.0, &dh, &x.transpose(), 0.0);
        gradient.output_bias = dy.column_sum();
        gradient.hidden_bias = dh.column_sum();
        rule.update(self, gradient, N);
        loss / N as f32
    }
}

impl<const I: usize, const H: usize, const O: usize> Parameters for Plain<I, H, O> {
    type Scalar = f32;

    fn zeros() -> Box<Self> {
        let mut zeros = Self::boxed();
        zeros.slices_mut().into_iter().for_each(|values| values.fill(0.0));
        zeros
    }

    fn slices(&self) -> [&[f32]; 4] {
        let Self {
            hidden,
            hidden_bias,
            output,
            output_bias,
        } = self;
        [
            hidden.as_slice(),
            hidden_bias.as_slice(),
            output.as_slice(),
            output_bias.as_slice(),
        ]
    }

    fn slices_mut(&mut self) -> [&mut [f32]; 4] {
        let Self {
            hidden,
            hidden_bias,
            output,
            output_bias,
        } = self;
        [
            hidden.as_mut_slice(),
            hidden_bias.as_mut_slice(),
            output.as_mut_slice(),
            output_bias.as_mut_slice(),
        ]
    }
}
