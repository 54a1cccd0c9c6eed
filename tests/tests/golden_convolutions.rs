//! Convolutions with dilation and groups, of each channel by itself, separable and transposed ones: against Keras, in f64 and
//! f32, and their gradients against central differences.

use layerproof::activations::{Relu, Sigmoid, Softmax, Tanh};
use layerproof::layers::*;
use layerproof::prelude::*;
use layerproof::shape::{Image, Sequence};
use layerproof_tests::one_layer::{as_keras, differences};

type Linear = layerproof::activations::Linear;
type Picture = Image<6, 7, 2>;
type Small = Image<5, 6, 2>;
type Steps = Sequence<9, 2>;

#[test]
fn as_keras_convolves() {
    fn check<T: Scalar>() {
        as_keras::<Conv2d<T, Picture, Image<6, 7, 4>, Window<3, 3, 1, 1, 2, 2>, 18, 4>>("conv2d_dilated");
        as_keras::<Conv2d<T, Picture, Image<4, 4, 4>, Window<2, 2, 1, 1, 2, 3>, 8, 4>>("conv2d_dilated_valid");
        as_keras::<Conv2d<T, Image<6, 7, 4>, Image<4, 5, 4>, Window<3, 3>, 18, 4>>("conv2d_groups");
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn as_keras_convolves_each_channel() {
    fn check<T: Scalar>() {
        as_keras::<DepthwiseConv2d<T, Picture, Image<4, 5, 2>, Window<3, 3>, 9, 2>>("depthwise2d_valid");
        as_keras::<DepthwiseConv2d<T, Picture, Image<6, 7, 4>, Window<3, 3>, 9, 4>>("depthwise2d_same_mult2");
        as_keras::<DepthwiseConv2d<T, Picture, Image<3, 4, 2>, Window<3, 3, 2, 2>, 9, 2>>("depthwise2d_stride2_same");
        as_keras::<DepthwiseConv1d<T, Steps, Sequence<7, 4>, Taps<3>, 3, 4>>("depthwise1d");
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn as_keras_separates() {
    type Between<const M: usize> = Image<6, 7, M>;
    type Halved<const M: usize> = Image<3, 4, M>;
    fn check<T: Scalar>() {
        as_keras::<SeparableConv2d<T, Picture, Image<4, 5, 2>, Image<4, 5, 4>, Window<3, 3>, 9, 2, 4>>(
            "separable2d_valid",
        );
        as_keras::<SeparableConv2d<T, Picture, Between<4>, Between<4>, Window<3, 3>, 9, 4, 4>>(
            "separable2d_same_mult2",
        );
        as_keras::<SeparableConv2d<T, Picture, Halved<2>, Halved<4>, Window<3, 3, 2, 2>, 9, 2, 4, Linear, NoBias>>(
            "separable2d_stride2_no_bias",
        );
        as_keras::<SeparableConv1d<T, Steps, Steps, Sequence<9, 4>, Taps<3>, 3, 2, 4>>("separable1d");
    }
    check::<f64>();
    check::<f32>();
}

#[test]
fn as_keras_transposes() {
    fn check<T: Scalar>() {
        as_keras::<Conv2dTranspose<T, Small, Image<7, 8, 4>, Window<3, 3>, 36, 2, 4>>("conv2d_transpose_valid");
        as_keras::<Conv2dTranspose<T, Small, Image<5, 6, 4>, Window<3, 3>, 36, 2, 4>>("conv2d_transpose_same");
        as_keras::<Conv2dTranspose<T, Small, Image<10, 12, 4>, Window<3, 3, 2, 2>, 36, 2, 4>>(
            "conv2d_transpose_stride2_same",
        );
        as_keras::<Conv2dTranspose<T, Small, Image<11, 13, 4>, Window<3, 3, 2, 2>, 36, 2, 4>>(
            "conv2d_transpose_stride2_valid",
        );
        as_keras::<Conv2dTranspose<T, Small, Image<10, 12, 4>, Window<2, 2, 2, 2>, 16, 2, 4>>(
            "conv2d_transpose_stride2_valid_k2",
        );
        as_keras::<Conv2dTranspose<T, Small, Image<15, 18, 4>, Window<2, 2, 3, 3>, 16, 2, 4>>(
            "conv2d_transpose_stride3_same_k2",
        );
        as_keras::<Conv1dTranspose<T, Steps, Sequence<18, 4>, Taps<3, 2>, 12, 2, 4>>("conv1d_transpose");
    }
    check::<f64>();
    check::<f32>();
}

type Separated = SeparableConv2d<f64, Image<4, 5, 2>, Image<4, 5, 6>, Image<4, 5, 3>, Window<2, 3>, 6, 6, 3, Tanh>;
type Apart = SeparableConv1d<f64, Sequence<9, 2>, Sequence<5, 2>, Sequence<5, 3>, Taps<3, 1, 2>, 3, 2, 3>;

#[test]
fn gradients() {
    differences::<Conv2d<f64, Image<5, 6, 2>, Image<3, 2, 3>, Window<2, 3, 1, 1, 2, 2>, 12, 3, Tanh>>();
    differences::<Conv2d<f64, Image<4, 3, 4>, Image<4, 3, 6>, Window<3, 2>, 12, 6, Relu, NoBias>>();
    differences::<DepthwiseConv2d<f64, Image<5, 4, 3>, Image<3, 2, 6>, Window<3, 3, 2, 2>, 9, 6, Sigmoid>>();
    differences::<DepthwiseConv1d<f64, Sequence<7, 2>, Sequence<3, 2>, Taps<3, 1, 2>, 3, 2, Softmax, NoBias>>();
    differences::<Separated>();
    differences::<Apart>();
    differences::<Conv2dTranspose<f64, Image<3, 2, 2>, Image<7, 4, 3>, Window<3, 2, 2, 2>, 18, 2, 3, Tanh>>();
    differences::<Conv2dTranspose<f64, Image<3, 4, 2>, Image<5, 8, 1>, Window<2, 3, 1, 1, 2, 2>, 6, 2, 1>>();
    differences::<Conv1dTranspose<f64, Sequence<4, 3>, Sequence<12, 2>, Taps<2, 3>, 4, 3, 2, Linear, NoBias>>();
}

/// Sizes that are constants go through the rules, and give the same types.
const CHANNELS: usize = 3;
const KERNEL: usize = 3;

sequential! {
    struct OfConstants {
        Input<9, 8, CHANNELS>,
        Conv2d<{ 2 * CHANNELS }, KERNEL, dilation_rate = (1, 2), groups = CHANNELS>,
        DepthwiseConv2d<KERNEL, depth_multiplier = 2, padding = Same>,
        SeparableConv2d<4, KERNEL, 2, Relu, strides = 2, depth_multiplier = CHANNELS>,
        Conv2dTranspose<2, KERNEL, strides = 2>,
        Flatten,
        Dense<1>,
    }
}

sequential! {
    struct OfNumbers {
        Input<9, 8, 3>,
        Conv2d<6, 3, dilation_rate = (1, 2), groups = 3>,
        DepthwiseConv2d<3, depth_multiplier = 2, padding = Same>,
        SeparableConv2d<4, 3, 2, Relu, strides = 2, depth_multiplier = 3>,
        Conv2dTranspose<2, 3, strides = 2>,
        Flatten,
        Dense<1>,
    }
}

#[test]
fn constants_and_numbers_make_one_model() {
    let (x, constants, numbers) = ([[[0.25; 3]; 8]; 9], OfConstants::new(1), OfNumbers::new(1));
    assert_eq!(OfConstants::PARAMS, OfNumbers::PARAMS);
    assert_eq!(constants.predict(&x), numbers.predict(&x));
    assert_eq!(constants.separable_conv2d_1, numbers.separable_conv2d_1);
    let summary = OfConstants::summary().to_string();
    for layer in [
        "Conv2d<6, 3, 3, dilation_rate = (1, 2), groups = 3>",
        "DepthwiseConv2d<3, 3, depth_multiplier = 2, padding = Same>",
        "SeparableConv2d<4, 3, 2, Relu, depth_multiplier = 3, strides = 2>",
        "Conv2dTranspose<2, 3, 3, strides = 2>",
    ] {
        assert!(summary.contains(layer), "{layer} in {summary}");
    }
}

functional! {
    fn Branches(x: Input<8, 2>) -> y {
        let a = DepthwiseConv1d<3, padding = Same, dilation_rate = 2>(x);
        let b = SeparableConv1d<2, 3, Relu, padding = Same, pointwise_initializer = HeNormal>(x);
        let up = Conv1dTranspose<2, 2, strides = 2, padding = Same>(Add(a, b));
        let y = GlobalAveragePooling1d(up);
    }
}

/// What a layer keeps between its parts has room in a plan, beside values that live on.
#[test]
fn in_a_graph() {
    let model = Branches::new(3);
    let x: [[f32; 2]; 8] = core::array::from_fn(|i| [i as f32, 1.0 - i as f32]);
    let (mut sum, mut up) = ([[0.0; 2]; 8], [0.0; 2]);
    let a = model.a.call(&x);
    let b = model.b.call(&x);
    for (i, sum) in sum.iter_mut().enumerate() {
        *sum = [a[i][0] + b[i][0], a[i][1] + b[i][1]];
    }
    for step in model.up.call(&sum) {
        up = [up[0] + step[0] / 16.0, up[1] + step[1] / 16.0];
    }
    let y: SVector<f32, 2> = model.predict(&x);
    assert!((y[0] - up[0]).abs() < 1e-4 && (y[1] - up[1]).abs() < 1e-4, "{y} {up:?}");
}
