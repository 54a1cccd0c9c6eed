//! Stochastic gradient descent.

use super::Optimizer;
use crate::Scalar;
use crate::model::Model;

/// w ← w − learning rate · gradient, [`keras.optimizers.SGD`](https://keras.io/api/optimizers/sgd/).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    learning_rate: f64,
}

impl Sgd {
    /// Plain descent.
    pub const fn new(learning_rate: f64) -> Self {
        Self { learning_rate }
    }
}

impl Optimizer for Sgd {
    type Slots<M: Model> = [M; 0];

    fn step<M: Model>(&mut self, model: &mut M, gradient: &mut M, _: &mut Self::Slots<M>) -> bool {
        let rate = M::Scalar::of(self.learning_rate);
        let mut finite = true;
        M::parameters_mut([model, gradient], &mut |_, _, [weights, gradients]| {
            for (w, &mut g) in weights.iter_mut().zip(gradients) {
                let next = *w - rate * g;
                finite &= next.is_finite();
                *w = if next.is_finite() { next } else { *w };
            }
        });
        finite
    }
}
