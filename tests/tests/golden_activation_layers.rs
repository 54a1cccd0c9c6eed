//! Activations with parameters or an axis, the sparsemax, and a normalisation by known numbers: against Keras, in f64 and f32, and
//! their gradients against central differences.

use layerproof::Scalar;
use layerproof::activations::Sparsemax;
use layerproof::layers::*;
use layerproof::nalgebra::SVector;
use layerproof::prelude::*;
use layerproof::shape::{Features, Image, Sequence};
use layerproof_tests::one_layer::{as_keras, differences};
use layerproof_tests::tile::{Passes, numbers, run, samples};
use layerproof_tests::{Case, Tolerance, assert_close};

type Picture = Image<6, 5, 2>;

#[test]
fn as_keras_computes() {
    fn check<T: Scalar>() {
        as_keras::<Dense<T, 4, 5, Sparsemax>>("dense_sparsemax");
        as_keras::<PRelu<T, Features<4>, 4>>("prelu");
        as_keras::<PRelu<T, Picture, 2, 3>>("prelu_shared");
        as_keras::<SoftmaxOver<T, Sequence<5, 4>, 0>>("softmax_axis1");
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn as_keras_normalizes() {
    fn check<T: Scalar>() {
        let case = Case::open("layers", "normalization_fixed");
        let mut layer = Normalization::<T, Features<3>, 3>::ZERO;
        layer.mean = SVector::from([1.0, -2.0, 0.5].map(T::from_f64));
        layer.variance = SVector::from([4.0, 0.25, 2.0].map(T::from_f64));
        let (x, dy) = (
            samples::<Features<3>, T>(&case.values("x")),
            samples::<Features<3>, T>(&case.values("dy")),
        );
        let Passes { y, dx, .. } = run(&layer, &x, &dy, false);
        let tolerance = case.tolerance::<T>("");
        assert_close("y", &numbers(&y), &case.tensor("y").values, tolerance);
        assert_close("dx", &numbers(&dx), &case.tensor("dx").values, tolerance);
        assert_eq!(layer.call(&x[1]), y[1]);
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn gradients() {
    differences::<Dense<f64, 4, 6, Sparsemax>>();
    differences::<PRelu<f64, Features<7>, 7>>();
    differences::<PRelu<f64, Sequence<3, 4>, 3, 2>>();
    differences::<PRelu<f64, Image<2, 3, 4>, 8, 2>>();
    differences::<SoftmaxOver<f64, Image<3, 2, 4>, 0>>();
    differences::<SoftmaxOver<f64, Image<3, 2, 4>, 1>>();
}

#[test]
fn the_threshold_of_a_sparsemax() {
    fn sparsemax<const N: usize>(x: [f64; N]) -> [f64; N] {
        Activation::<f64, Features<N>, Sparsemax>::ZERO.call(&x)
    }
    assert_eq!(sparsemax([7.0]), [1.0]);
    assert_eq!(sparsemax([7.0, 5.0, 6.0]), [1.0, 0.0, 0.0]);
    // The support is both, with the sums 0.25 and 0.5.
    assert_eq!(sparsemax([0.25, 0.25]), [0.375, 0.375]);
    assert!(sparsemax([f64::NAN, 0.5])[0].is_nan());
}

sequential! {
    struct Centered {
        Input<2, 3>,
        normalized: Normalization,
        PRelu<shared_axes = 1, alpha_initializer = Constant<0.25>>,
        Softmax<axis = 1>,
        Softmax<axis = -1>,
        Flatten,
        Dense<4, Sparsemax>,
    }
}

#[test]
fn a_normalization_is_adapted_and_kept() {
    let x: Vec<[[f32; 3]; 2]> = (0..50).map(|i| [[i as f32, 1e4 + i as f32, 5.0]; 2]).collect();
    let mut model = Centered::new(2);
    assert_eq!(model.p_relu_1.alpha.as_slice(), [0.25; 3]);
    model.normalized.adapt(&x);
    let tolerance = Tolerance { atol: 1e-3, rtol: 1e-6 };
    assert_close(
        "mean",
        model.normalized.mean.as_slice(),
        &[24.5, 10024.5, 5.0],
        tolerance,
    );
    assert_close(
        "variance",
        model.normalized.variance.as_slice(),
        &[208.25, 208.25, 0.0],
        tolerance,
    );
    let before = model.normalized;
    model.normalized.adapt(&[]);
    let y: Vec<[f32; 4]> = (0..50).map(|i| [i as f32 / 50.0, 0.1, 0.0, 0.5]).collect();
    let mut compiled = model.compile(Unpaired(MeanSquaredError::new()), Adam::new(0.01), ());
    compiled.fit(&x, &y, &Fit::new().epochs(2)).unwrap();
    assert_eq!(model.normalized, before, "no optimiser changes it");
    let path = std::env::temp_dir().join("layerproof-normalization.safetensors");
    model.save(&path).unwrap();
    assert_eq!(Centered::from_file(&path).unwrap(), model);
    let summary = Centered::summary().to_string();
    for layer in [
        "Normalization",
        "PRelu<shared_axes = (1), alpha_initializer = Constant<value = 0.25>>",
        "Softmax<axis = 1>",
    ] {
        assert!(summary.contains(layer), "{layer} in {summary}");
    }
}

sequential! {
    struct Separable {
        Input<8, 8, 1>,
        sep: SeparableConv2d<6, 3, 3, Relu, padding = Same>,
        depth: DepthwiseConv2d<3, 3>,
        prelu: PRelu<shared_axes = (1, 2)>,
        AveragePooling2d<2, padding = Same>,
        GlobalMaxPooling2d,
        digit: Dense<10, Softmax>,
    }
    weights = "golden/files/separable_pool.weights.safetensors",
}

#[test]
fn a_model_of_keras() {
    let tensors =
        layerproof_tests::read_tensors(&layerproof_tests::folder().join("files/separable_pool.io.safetensors"));
    let tolerance = Tolerance { atol: 1e-5, rtol: 1e-4 };
    for (x, y) in tensors["x"].values.chunks(64).zip(tensors["y"].values.chunks(10)) {
        let image: [[[f32; 1]; 8]; 8] = std::array::from_fn(|i| std::array::from_fn(|j| [x[8 * i + j] as f32]));
        assert_close("y", Separable::TRAINED.predict(&image).as_slice(), y, tolerance);
    }
}
