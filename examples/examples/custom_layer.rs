//! A layer of one's own: radial basis functions, exp(−γ·|x − c|²), whose centres are trained. They find two discs in a
//! plane, which no line does.
//!
//! `cargo run --release -p layerproof-examples --example custom_layer`

use layerproof::layers::{CustomLayer, ParameterInfo, TrainCustomLayer};
use layerproof::prelude::*;
use layerproof::rand::{Rng, RngExt};
use layerproof::shape::Features;
use layerproof_examples::{Result, ensure};

/// The inverse width of each function.
const GAMMA: f32 = 6.0;

/// `C` radial basis functions of `N` features.
#[derive(Clone, Copy, PartialEq, layerproof::bytemuck::Zeroable)]
#[bytemuck(crate = "layerproof::bytemuck")]
#[repr(C)]
struct RadialBasis<const N: usize, const C: usize> {
    centers: [[f32; N]; C],
}

impl<const N: usize, const C: usize> CustomLayer for RadialBasis<N, C> {
    type Scalar = f32;
    type Input = Features<N>;
    type Output = Features<C>;
    const PARAMETERS: &'static [ParameterInfo] = &[ParameterInfo::trained("centers", &[C, N])];
    const MACS: usize = C * N;

    fn infer(&self, x: &[f32; N], y: &mut [f32; C]) {
        for (y, center) in y.iter_mut().zip(&self.centers) {
            let squares = x.iter().zip(center).map(|(x, c)| (x - c) * (x - c));
            *y = Scalar::exp(-GAMMA * squares.sum::<f32>());
        }
    }
    fn parameter(&self, _: usize) -> &[f32] {
        self.centers.as_flattened()
    }
    fn parameter_mut(&mut self, _: usize) -> &mut [f32] {
        self.centers.as_flattened_mut()
    }
}

impl<const N: usize, const C: usize> TrainCustomLayer for RadialBasis<N, C> {
    fn initialize(&mut self, rng: &mut impl Rng) {
        for center in self.centers.as_flattened_mut() {
            *center = rng.random_range(-1.0..1.0);
        }
    }
    fn backward(&self, x: &[f32; N], y: &[f32; C], dy: &[f32; C], mut dx: Option<&mut [f32; N]>, gradient: &mut Self) {
        if let Some(dx) = dx.as_deref_mut() {
            dx.fill(0.0);
        }
        for ((center, sums), (y, dy)) in self.centers.iter().zip(&mut gradient.centers).zip(y.iter().zip(dy)) {
            for i in 0..N {
                let slope = 2.0 * GAMMA * (x[i] - center[i]) * y * dy;
                sums[i] += slope;
                if let Some(dx) = dx.as_deref_mut() {
                    dx[i] -= slope;
                }
            }
        }
    }
}

sequential! {
    /// Does a point lie in one of two discs?
    struct Discs {
        Input<2>,
        basis: Custom<RadialBasis<2, 16>>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result {
    let x: Vec<[f32; 2]> = (0..400)
        .map(|i| [(i % 20) as f32 / 9.5 - 1.0, (i / 20) as f32 / 9.5 - 1.0])
        .collect();
    let is_near = |[a, b]: &[f32; 2], [c, d]: [f32; 2]| ((a - c).powi(2) + (b - d).powi(2)).sqrt() < 0.35;
    let y: Vec<bool> = x
        .iter()
        .map(|x| is_near(x, [-0.5, -0.4]) || is_near(x, [0.5, 0.4]))
        .collect();

    println!("{}", Discs::summary());
    let mut model = Discs::new(7);
    let history = model
        .compile(BinaryCrossentropy::new(), Adam::new(0.05), BinaryAccuracy::new())
        .fit(&x, &y, &Fit::new().epochs(200))?;
    println!("{}", history.last());
    ensure(
        history.last()["binary_accuracy"] > 0.93,
        "the discs have not been found",
    )
}
