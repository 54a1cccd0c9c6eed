//! Two dense layers as const-generic arrays, added up column by column.

use super::{Number, Parameters, Rule, cross_entropy, finish};
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

fn affine<T: Number, const I: usize, const O: usize>(columns: &[[T; O]; I], bias: &[T; O], x: &[T; I]) -> [T; O] {
    let mut y = *bias;
    for (column, &x) in columns.iter().zip(x) {
        for (y, &w) in y.iter_mut().zip(column) {
            *y += w * x;
        }
    }
    y
}

impl<T: Number, const I: usize, const H: usize, const O: usize> Arrays<T, I, H, O> {
    /// Small weights, in a box.
    pub fn boxed() -> Box<Self> {
        let mut i = 0;
        let mut next = || {
            i += 1;
            T::from_f64(0.1 * noise(i))
        };
        Box::new(Self {
            hidden: core::array::from_fn(|_| core::array::from_fn(|_| next())),
            hidden_bias: [T::ZERO; H],
            output: core::array::from_fn(|_| core::array::from_fn(|_| next())),
            output_bias: [T::ZERO; O],
        })
    }

    fn hidden(&self, x: &[T; I]) -> [T; H] {
        affine(&self.hidden, &self.hidden_bias, x).map(|h| h.max(T::ZERO))
    }

    /// One forward pass.
    pub fn predict(&self, x: &[T; I]) -> [T; O] {
        let mut y = affine(&self.output, &self.output_bias, &self.hidden(x));
        finish(&mut y);
        y
    }

    fn clear(&mut self) {
        self.slices_mut().into_iter().for_each(|values| values.fill(T::ZERO));
    }

    /// One training step with cross-entropy, sample by sample. Gives the loss.
    pub fn step(&mut self, gradient: &mut Self, x: &[[T; I]], classes: &[usize], rule: &mut impl Rule<Self>) -> T {
        gradient.clear();
        let mut loss = T::ZERO;
        for (x, &class) in x.iter().zip(classes) {
            let h = self.hidden(x);
            let mut dy = affine(&self.output, &self.output_bias, &h);
            finish(&mut dy);
            loss += cross_entropy(&mut dy, class);
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
        rule.update(self, gradient, x.len());
        loss / T::from_f64(x.len() as f64)
    }
}

impl<T: Number, const I: usize, const H: usize, const O: usize> Parameters for Arrays<T, I, H, O> {
    type Scalar = T;

    fn zeros() -> Box<Self> {
        let mut zeros = Self::boxed();
        zeros.clear();
        zeros
    }

    fn slices(&self) -> [&[T]; 4] {
        let Self {
            hidden,
            hidden_bias,
            output,
            output_bias,
        } = self;
        [hidden.as_flattened(), hidden_bias, output.as_flattened(), output_bias]
    }

    fn slices_mut(&mut self) -> [&mut [T]; 4] {
        let Self {
            hidden,
            hidden_bias,
            output,
            output_bias,
        } = self;
        [
            hidden.as_flattened_mut(),
            hidden_bias,
            output.as_flattened_mut(),
            output_bias,
        ]
    }
}
