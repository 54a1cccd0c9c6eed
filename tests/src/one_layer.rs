//! One layer of one input beside Keras, and beside central differences.

use layerproof::layers::{Layer, Port, TrainLayer};
use layerproof::shape::{Array, Shape};

use crate::tile::{Passes, numbers, parameters, run, samples, set_parameters};
use crate::{Case, Tolerance, assert_close};

/// The layer with the case's weights, which have the layer's names and shapes.
///
/// # Panics
/// Where they have others.
pub fn load<L: Layer>(case: &Case) -> L {
    let mut layer = L::ZERO;
    L::parameters_mut([&mut layer], &mut |parameter, [values]| {
        let name = format!("w/{}", parameter.name);
        assert_eq!(case.tensor(&name).shape, parameter.shape, "{name}");
        values.copy_from_slice(&case.values(&name));
    });
    layer
}

/// Both passes of a case of Keras, as one tile, and each sample by itself.
///
/// # Panics
/// Where a number lies outside the case's tolerance, or a sample by itself gives other bits.
pub fn as_keras<L: TrainLayer<Input: Shape>>(name: &str) {
    let case = Case::open("layers", name);
    let tolerance = case.tolerance::<L::Scalar>("");
    let layer: L = load(&case);
    let x = samples::<L::Input, _>(&case.values("x"));
    let dy = samples::<L::Output, _>(&case.values("dy"));
    let Passes { y, dx, gradient } = run(&layer, &x, &dy, false);
    let close = |what: &str, got: &[L::Scalar]| {
        assert_close(&format!("{name}: {what}"), got, &case.tensor(what).values, tolerance);
    };
    close("y", &numbers(&y));
    close("dx", &numbers(&dx));
    gradient.parameters(&mut |parameter, values| close(&format!("dw/{}", parameter.name), values));
    for (x, y) in x.iter().zip(&y) {
        assert!(
            layer.call(<L::Input as Port>::sample(|_| Array::flat(x))) == *y,
            "{name}: one sample by itself gives other bits"
        );
    }
}

/// Numbers between −1 and 1 that look random and are the same in each run.
pub fn noise(count: usize, salt: u64) -> Vec<f64> {
    let number = |i: u64| {
        let x = (i * 1_000_003 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (x >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    (0..count as u64).map(number).collect()
}

/// The derivatives of `loss` at `point`, by central differences.
pub fn slopes(point: &[f64], loss: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-5;
    let (count, mut point) = (point.len(), point.to_vec());
    let slope = |i: usize| {
        let here = point[i];
        point[i] = here + STEP;
        let above = loss(&point);
        point[i] = here - STEP;
        let below = loss(&point);
        point[i] = here;
        (above - below) / (2.0 * STEP)
    };
    (0..count).map(slope).collect()
}

/// Both gradients of a layer beside central differences of the loss Σ y · dy over some samples. Of the parameters the first
/// `trained` have derivatives.
///
/// # Panics
/// Where they differ.
pub fn differences_of<L: TrainLayer<Scalar = f64, Input: Shape>>(count: usize, trained: usize) {
    let name = std::any::type_name::<L>();
    let x = noise(count * L::Input::LEN, 1);
    let weights = noise(L::PARAMS, 2);
    let dy = noise(count * L::Output::LEN, 3);
    let passes = |x: &[f64], weights: &[f64]| {
        let mut layer = L::ZERO;
        set_parameters(&mut layer, weights);
        run(&layer, &samples::<L::Input, _>(x), &samples::<L::Output, _>(&dy), false)
    };
    let loss = |x: &[f64], weights: &[f64]| -> f64 {
        let y = numbers(&passes(x, weights).y);
        y.iter().zip(&dy).map(|(y, dy)| y * dy).sum()
    };
    let tolerance = Tolerance { atol: 1e-7, rtol: 1e-6 };
    let Passes { dx, gradient, .. } = passes(&x, &weights);
    let wanted = slopes(&x, |x| loss(x, &weights));
    assert_close(&format!("{name}: dx"), &numbers(&dx), &wanted, tolerance);
    let wanted = slopes(&weights, |weights| loss(&x, weights));
    let got = parameters(&gradient);
    assert_close(&format!("{name}: dw"), &got[..trained], &wanted[..trained], tolerance);
}

/// The same of a layer whose parameters are all trained.
///
/// # Panics
/// Where they differ.
pub fn differences<L: TrainLayer<Scalar = f64, Input: Shape>>() {
    differences_of::<L>(3, L::PARAMS);
}
