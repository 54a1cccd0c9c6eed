//! The gradients of every layer with every activation, against central differences in f64.

use layerproof::activations::{Activation as Function, *};
use layerproof::layers::{Activation, *};
use layerproof::nalgebra::SVector;
use layerproof::shape::{Features, Image, Sequence, Shape};
use layerproof_tests::differences::{SAMPLES, check, noise};
use layerproof_tests::tile::{numbers, parameters, run, samples, set_parameters};

const fn bits(value: f64) -> u64 {
    value.to_bits()
}

/// Every layer that takes an activation, with this one.
fn check_with<A: Function>() {
    check::<Dense<f64, 3, 4, A>>();
    check::<Dense<f64, 11, 10, A, NoBias>>();
    check::<Conv2d<f64, Image<4, 3, 2>, Image<3, 2, 3>, Window<2, 2>, 8, 3, A>>();
    check::<Conv2d<f64, Image<4, 5, 1>, Image<2, 3, 3>, Window<3, 3, 2, 2>, 9, 3, A, NoBias>>();
    check::<Activation<f64, Features<5>, A>>();
    check::<Activation<f64, Sequence<3, 2>, A>>();
    check::<Activation<f64, Image<2, 3, 3>, A>>();
}

macro_rules! activations {
    ($($name:ident: $activation:ty;)*) => {
        $(
            #[test]
            fn $name() {
                check_with::<$activation>();
            }
        )*
    };
}

activations! {
    linear: Linear;
    relu: Relu;
    leaky_relu: LeakyRelu;
    leaky_relu_with_a_slope: LeakyRelu<0, { bits(0.01) }>;
    elu: Elu;
    elu_with_an_alpha: Elu<0, { bits(0.3) }>;
    selu: Selu;
    gelu: Gelu;
    silu: Silu;
    tanh: Tanh;
    sigmoid: Sigmoid;
    hard_sigmoid: HardSigmoid;
    softplus: Softplus;
    softmax: Softmax;
    exponential: Exponential;
}

/// Central differences of the activations that are straight almost everywhere, and of the rest: one layer for all, as the
/// layers that take an activation treat all alike.
#[test]
fn other_activations() {
    fn check_alone<A: Function>() {
        check::<Dense<f64, 3, 4, A>>();
        check::<Activation<f64, Sequence<3, 2>, A>>();
    }
    check_alone::<Relu<0, { bits(0.4) }, { bits(0.2) }>>();
    check_alone::<LeakyRelu<0, { bits(0.1) }, { bits(0.4) }, { bits(0.2) }>>();
    check_alone::<Gelu<0, true>>();
    check_alone::<Relu6>();
    check_alone::<Celu<0, { bits(0.7) }>>();
    check_alone::<HardSilu>();
    check_alone::<HardTanh>();
    check_alone::<HardShrink<0, { bits(0.2) }>>();
    check_alone::<SoftShrink<0, { bits(0.2) }>>();
    check_alone::<Threshold<0, { bits(0.1) }, { bits(2.0) }>>();
    check_alone::<SparsePlus>();
    check_alone::<SparseSigmoid>();
    check_alone::<Mish>();
    check_alone::<TanhShrink>();
    check_alone::<LogSigmoid>();
    check_alone::<Softsign>();
    check_alone::<SquarePlus<0, { bits(1.0) }>>();
    check_alone::<LogSoftmax>();
}

#[test]
fn normalising() {
    type Steps = Sequence<3, 5>;
    check::<LayerNormalization<f64, Features<11>, 11>>();
    check::<LayerNormalization<f64, Steps, 3, SVector<f64, 3>, NoBias, 1>>();
    check::<LayerNormalization<f64, Image<2, 3, 4>, 8, NoBias, SVector<f64, 8>, 5, { bits(0.1) }>>();
    check::<RmsNormalization<f64, Steps, 5>>();
    check::<RmsNormalization<f64, Image<2, 3, 4>, 6, 3>>();
    check::<GroupNormalization<f64, Image<2, 3, 4>, 2, 4>>();
    check::<GroupNormalization<f64, Image<2, 3, 4>, 1, 4>>();
    check::<GroupNormalization<f64, Steps, 5, 5, NoBias, NoBias>>();
    check::<UnitNormalization<f64, Steps>>();
    check::<UnitNormalization<f64, Steps, 1>>();
}

#[test]
fn pooling() {
    check::<MaxPooling2d<f64, Image<4, 6, 2>, Image<2, 3, 2>, Window<2, 2, 2, 2>>>();
    check::<MaxPooling2d<f64, Image<5, 4, 3>, Image<5, 4, 3>, Window<3, 3>>>();
    check::<MaxPooling2d<f64, Image<5, 7, 1>, Image<3, 3, 1>, Window<2, 3, 2, 3>>>();
    check::<MaxPooling1d<f64, Sequence<7, 2>, Sequence<4, 2>, Window1d<3, 2>>>();
    check::<AveragePooling1d<f64, Sequence<7, 2>, Sequence<4, 2>, Window1d<3, 2>>>();
    check::<AveragePooling2d<f64, Image<5, 4, 3>, Image<5, 4, 3>, Window<3, 3>>>();
    check::<GlobalAveragePooling2d<f64, Image<4, 3, 2>>>();
    check::<GlobalAveragePooling1d<f64, Sequence<4, 3>, true>>();
    check::<GlobalMaxPooling2d<f64, Image<4, 3, 2>, true>>();
    check::<GlobalMaxPooling1d<f64, Sequence<4, 3>>>();
}

#[test]
fn convolutions_of_other_sizes() {
    check::<Conv2d<f64, Image<4, 4, 1>, Image<4, 4, 9>, Window<5, 5>, 25, 9, Tanh>>();
    check::<Conv2d<f64, Image<2, 2, 1>, Image<2, 2, 1>, Window<7, 7>, 49, 1>>();
    check::<Conv2d<f64, Image<7, 4, 2>, Image<3, 4, 2>, Window<2, 1, 3, 1>, 4, 2>>();
    check::<Conv2d<f64, Image<1, 9, 1>, Image<1, 5, 17>, Window<1, 4, 1, 2>, 4, 17>>();
}

#[test]
fn convolutions_over_steps() {
    check::<Conv1d<f64, Sequence<7, 2>, Sequence<3, 3>, Taps<3, 2>, 6, 3, Softmax>>();
    check::<Conv1d<f64, Sequence<7, 2>, Sequence<4, 3>, Taps<3, 2, 1, true>, 6, 3>>();
    check::<Conv1d<f64, Sequence<21, 2>, Sequence<21, 9>, Taps<3, 1, 4, true>, 6, 9, Tanh>>();
    check::<Conv1d<f64, Sequence<3, 2>, Sequence<3, 2>, Taps<4, 1, 2>, 8, 2, Gelu, NoBias>>();
    check::<Conv1d<f64, Sequence<8, 6>, Sequence<4, 4>, Taps<3, 2>, 9, 4>>();
    check::<Conv1d<f64, Sequence<8, 4>, Sequence<8, 8>, Taps<2, 1, 3, true>, 2, 8>>();
}

#[test]
fn reshaping() {
    check::<Flatten<f64, Image<2, 3, 2>, 12>>();
    check::<Reshape<f64, Features<12>, Image<2, 3, 2>>>();
    check::<Reshape<f64, Image<2, 3, 2>, Sequence<4, 3>>>();
    check::<Permute<f64, Sequence<2, 3>, Sequence<3, 2>, 2, 1, 0>>();
    check::<Permute<f64, Image<2, 3, 4>, Image<3, 2, 4>, 2, 1, 3>>();
    check::<Permute<f64, Image<2, 3, 4>, Image<4, 2, 3>, 3, 1, 2>>();
    check::<RepeatVector<f64, Features<3>, Sequence<4, 3>>>();
    check::<Identity<f64, Sequence<4, 3>>>();
    check::<Rescaling<f64, Features<3>, { bits(-0.5) }, { bits(2.0) }>>();
}

#[test]
fn borders_and_larger_images() {
    check::<ZeroPadding1d<f64, Sequence<3, 2>, Sequence<6, 2>, 2>>();
    check::<ZeroPadding2d<f64, Image<2, 3, 2>, Image<4, 6, 2>, 2, 1>>();
    check::<Cropping1d<f64, Sequence<6, 2>, Sequence<3, 2>, 2>>();
    check::<Cropping2d<f64, Image<4, 6, 2>, Image<2, 3, 2>, 2, 1>>();
    check::<UpSampling1d<f64, Sequence<3, 2>, Sequence<9, 2>>>();
    check::<UpSampling2d<f64, Image<3, 2, 2>, Image<6, 6, 2>>>();
    check::<UpSampling2d<f64, Image<3, 2, 2>, Image<6, 6, 2>, Bilinear>>();
    check::<UpSampling2d<f64, Image<1, 2, 1>, Image<2, 2, 1>, Bilinear>>();
}

#[test]
fn dropout_lets_the_gradient_through_where_it_let_the_value() {
    check::<Dropout<f64, Features<20>, { bits(0.5) }>>();
    check::<Dropout<f64, Image<3, 3, 2>, { bits(0.1) }>>();
    check::<SpatialDropout1d<f64, Sequence<3, 6>, { bits(0.5) }>>();
    check::<SpatialDropout2d<f64, Image<2, 3, 6>, { bits(0.5) }>>();
    check::<AlphaDropout<f64, Features<20>, { bits(0.5) }>>();
    check::<GaussianDropout<f64, Features<20>, { bits(0.5) }>>();
    check::<GaussianNoise<f64, Features<20>, { bits(0.5) }>>();
}

/// A loss that gives the gradient of the sums spares the activation its derivative, once.
#[test]
fn a_fused_gradient_is_that_of_the_sums() {
    type Conv<A> = Conv2d<f64, Image<4, 3, 2>, Image<3, 2, 3>, Window<2, 2>, 8, 3, A>;

    fn check<
        L: TrainLayer<Scalar = f64, Input: Shape>,
        P: TrainLayer<Scalar = f64, Input = L::Input, Output = L::Output>,
    >() {
        let x = samples::<L::Input, _>(&noise(SAMPLES * L::Input::LEN, 1));
        let dy = samples::<L::Output, _>(&noise(SAMPLES * L::Output::LEN, 2));
        let weights = noise(L::PARAMS, 3);
        let (mut layer, mut plain) = (L::ZERO, P::ZERO);
        set_parameters(&mut layer, &weights);
        set_parameters(&mut plain, &weights);
        let (fused, plain) = (run(&layer, &x, &dy, true), run(&plain, &x, &dy, false));
        assert_eq!(numbers(&fused.dx), numbers(&plain.dx));
        assert_eq!(parameters(&fused.gradient), parameters(&plain.gradient));
    }
    check::<Dense<f64, 3, 4, Softmax>, Dense<f64, 3, 4>>();
    check::<Activation<f64, Features<4>, Sigmoid>, Activation<f64, Features<4>, Linear>>();
    check::<Conv<Sigmoid>, Conv<Linear>>();
}
