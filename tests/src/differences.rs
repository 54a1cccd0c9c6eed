//! Gradients against central differences.

use layerproof::layers::TrainLayer;
use layerproof::shape::Shape;

use crate::tile::{Passes, numbers, parameters, run, samples, set_parameters};
use crate::{Tolerance, assert_close};

/// The samples of a tile.
pub const SAMPLES: usize = 3;
const TOLERANCE: Tolerance = Tolerance { atol: 1e-7, rtol: 1e-6 };

/// Numbers between −1 and 1 that look random and are the same in each run.
pub fn noise(count: usize, salt: u64) -> Vec<f64> {
    let number = |i: u64| {
        let x = (i * 1_000_003 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (x >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    (0..count as u64).map(number).collect()
}

/// The derivatives of `loss` at `point`.
pub fn differences(point: &[f64], loss: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-5;
    let count = point.len();
    let mut point = point.to_vec();
    let derivative = |i: usize| {
        let here = point[i];
        point[i] = here + STEP;
        let above = loss(&point);
        point[i] = here - STEP;
        let below = loss(&point);
        point[i] = here;
        (above - below) / (2.0 * STEP)
    };
    (0..count).map(derivative).collect()
}

/// Compares both gradients of a layer with differences of the loss Σ y · dy.
pub fn check<L: TrainLayer<Scalar = f64, Input: Shape>>() {
    let name = std::any::type_name::<L>();
    let inputs = noise(SAMPLES * L::Input::LEN, 1);
    let weights = noise(L::PARAMS, 2);
    let outputs = noise(SAMPLES * L::Output::LEN, 3);
    let passes = |inputs: &[f64], weights: &[f64]| {
        let mut layer = L::ZERO;
        set_parameters(&mut layer, weights);
        run(
            &layer,
            &samples::<L::Input, _>(inputs),
            &samples::<L::Output, _>(&outputs),
            false,
        )
    };
    let loss = |inputs: &[f64], weights: &[f64]| -> f64 {
        let y = numbers(&passes(inputs, weights).y);
        y.iter().zip(&outputs).map(|(y, dy)| y * dy).sum()
    };

    let Passes { dx, gradient, .. } = passes(&inputs, &weights);
    let wanted = differences(&inputs, |inputs| loss(inputs, &weights));
    assert_close(&format!("{name}: dx"), &numbers(&dx), &wanted, TOLERANCE);
    let wanted = differences(&weights, |weights| loss(&inputs, weights));
    assert_close(&format!("{name}: dw"), &parameters(&gradient), &wanted, TOLERANCE);
}
