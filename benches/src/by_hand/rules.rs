//! How the weights of a model by hand change in a step.

use layerproof::Scalar;

/// The kernels and biases of two dense layers.
pub trait Parameters {
    /// What they are made of.
    type Scalar: Scalar;
    /// All zero, in a box.
    fn zeros() -> Box<Self>;
    /// To be read.
    fn slices(&self) -> [&[Self::Scalar]; 4];
    /// To be written.
    fn slices_mut(&mut self) -> [&mut [Self::Scalar]; 4];
}

/// An optimiser.
pub trait Rule<P: Parameters> {
    /// One step along the mean of `samples` gradients whose sum is `gradient`.
    fn update(&mut self, weights: &mut P, gradient: &P, samples: usize);
}

/// Plain gradient descent at this rate.
#[derive(Debug, Clone, Copy)]
pub struct Descent(pub f64);

impl<P: Parameters> Rule<P> for Descent {
    fn update(&mut self, weights: &mut P, gradient: &P, samples: usize) {
        let rate = P::Scalar::from_f64(self.0 / samples as f64);
        for (weights, gradients) in weights.slices_mut().into_iter().zip(gradient.slices()) {
            for (w, &g) in weights.iter_mut().zip(gradients) {
                *w -= rate * g;
            }
        }
    }
}

/// Adam with Keras's defaults.
#[derive(Debug, Clone)]
pub struct Adam<P> {
    rate: f64,
    powers: [f64; 2],
    moments: [Box<P>; 2],
}

impl<P: Parameters> Adam<P> {
    /// Two moments from zero.
    pub fn new(rate: f64) -> Self {
        Self {
            rate,
            powers: [1.0; 2],
            moments: [P::zeros(), P::zeros()],
        }
    }
}

impl<P: Parameters> Rule<P> for Adam<P> {
    fn update(&mut self, weights: &mut P, gradient: &P, samples: usize) {
        self.powers[0] *= 0.9;
        self.powers[1] *= 0.999;
        let rate = P::Scalar::from_f64(self.rate * (1.0 - self.powers[1]).sqrt() / (1.0 - self.powers[0]));
        let share = P::Scalar::from_f64(1.0 / samples as f64);
        let [new, new_square, epsilon] = [0.1, 0.001, 1e-7].map(P::Scalar::from_f64);
        let [first, second] = &mut self.moments;
        let parameters = weights.slices_mut().into_iter().zip(gradient.slices());
        let moments = first.slices_mut().into_iter().zip(second.slices_mut());
        for ((weights, gradients), (first, second)) in parameters.zip(moments) {
            for (((w, &g), m), v) in weights.iter_mut().zip(gradients).zip(first).zip(second) {
                let g = g * share;
                *m += (g - *m) * new;
                *v += (g * g - *v) * new_square;
                *w -= *m * rate / (v.sqrt() + epsilon);
            }
        }
    }
}
