//! What layers and activations promise besides their numbers.
#![expect(clippy::float_cmp, reason = "what is exact is compared exactly")]

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;

use layerproof::Scalar;
use layerproof::activations::{Activation as Function, *};
use layerproof::initializers::*;
use layerproof::kernels::Plain;
use layerproof::layers::{Activation, *};
use layerproof::nalgebra::SVector;
use layerproof::shape::{Features, Image, Sequence, Shape};
use layerproof::tape::Pass;
use layerproof_tests::tile::{numbers, run, samples};

const fn bits(value: f64) -> u64 {
    value.to_bits()
}

/// A layer as it stands in a model.
fn written<L: Layer<Input: Shape>>() -> String {
    struct Written<L>(PhantomData<L>);
    impl<L: Layer<Input: Shape>> fmt::Display for Written<L> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            L::describe(f)
        }
    }
    Written::<L>(PhantomData).to_string()
}

#[test]
fn layers_are_described_as_they_are_written() {
    type Biased = SVector<f32, 8>;
    type Grey = Image<8, 8, 1>;
    type Steps = Sequence<8, 2>;
    assert_eq!(written::<Dense<f32, 4, 8>>(), "Dense<8>");
    assert_eq!(written::<Dense<f32, 4, 8, Relu>>(), "Dense<8, Relu>");
    assert_eq!(
        written::<Dense<f32, 4, 8, LeakyRelu<0, { bits(0.1) }>, NoBias>>(),
        "Dense<8, LeakyRelu<negative_slope = 0.1>, use_bias = false>"
    );
    assert_eq!(
        written::<Dense<f32, 4, 8, Linear, Biased, (HeNormal, Constant<{ bits(0.5) }>)>>(),
        "Dense<8, kernel_initializer = HeNormal, bias_initializer = Constant<value = 0.5>>"
    );
    assert_eq!(
        written::<Dense<f32, 4, 8, Linear, Biased, (RandomUniform<{ bits(-1.0) }, { bits(2.0) }>, RandomNormal)>>(),
        "Dense<8, kernel_initializer = RandomUniform<minval = -1.0, maxval = 2.0>, bias_initializer = RandomNormal>"
    );
    assert_eq!(
        written::<Conv2d<f32, Grey, Image<6, 6, 8>, Window<3, 3>, 9, 8, Relu>>(),
        "Conv2d<8, 3, 3, Relu>"
    );
    assert_eq!(
        written::<Conv2d<f32, Grey, Image<8, 8, 8>, Window<3, 3>, 9, 8, Relu>>(),
        "Conv2d<8, 3, 3, Relu, padding = Same>"
    );
    assert_eq!(
        written::<Conv2d<f32, Grey, Image<8, 8, 8>, Window<1, 1>, 1, 8, Linear, NoBias>>(),
        "Conv2d<8, 1, 1, use_bias = false>"
    );
    assert_eq!(
        written::<Conv2d<f32, Grey, Image<4, 4, 8>, Window<3, 3, 2, 2>, 9, 8>>(),
        "Conv2d<8, 3, 3, strides = 2, padding = Same>"
    );
    assert_eq!(
        written::<Conv2d<f32, Grey, Image<3, 6, 8>, Window<3, 3, 2, 1>, 9, 8>>(),
        "Conv2d<8, 3, 3, strides = (2, 1)>"
    );
    assert_eq!(
        written::<Conv1d<f32, Steps, Sequence<8, 4>, Taps<3, 1, 2, true>, 3, 4, Tanh, NoBias>>(),
        "Conv1d<4, 3, Tanh, padding = Causal, dilation_rate = 2, groups = 2, use_bias = false>"
    );
    assert_eq!(
        written::<Conv1d<f32, Steps, Sequence<4, 4>, Taps<3, 2>, 6, 4>>(),
        "Conv1d<4, 3, strides = 2, padding = Same>"
    );
    assert_eq!(
        written::<MaxPooling2d<f32, Grey, Image<4, 4, 1>, Window<2, 2, 2, 2>>>(),
        "MaxPooling2d<2, 2>"
    );
    assert_eq!(
        written::<MaxPooling2d<f32, Grey, Image<8, 8, 1>, Window<2, 2>>>(),
        "MaxPooling2d<2, 2, strides = 1, padding = Same>"
    );
    assert_eq!(written::<GlobalAveragePooling2d<f32, Grey>>(), "GlobalAveragePooling2d");
    assert_eq!(written::<Flatten<f32, Grey, 64>>(), "Flatten");
    assert_eq!(
        written::<Reshape<f32, Features<16>, Image<4, 4, 1>>>(),
        "Reshape<4, 4, 1>"
    );
    assert_eq!(written::<Dropout<f32, Features<16>, { bits(0.5) }>>(), "Dropout<0.5>");
    assert_eq!(written::<Activation<f32, Grey, HardSigmoid>>(), "HardSigmoid");
    assert_eq!(
        written::<Activation<f32, Grey, Elu<0, { bits(0.7) }>>>(),
        "Elu<alpha = 0.7>"
    );
}

#[test]
fn layers_of_more_families_describe_themselves_as_they_are_written() {
    type Steps = Sequence<6, 4>;
    type Row<const N: usize> = SVector<f32, N>;
    const PLAIN: u64 = bits(0.001);

    let texts = [
        written::<MaxPooling1d<f32, Steps, Sequence<3, 4>, Window1d<2, 2>>>(),
        written::<AveragePooling1d<f32, Steps, Sequence<6, 4>, Window1d<3>>>(),
        written::<GlobalMaxPooling1d<f32, Steps, true>>(),
        written::<Permute<f32, Steps, Sequence<4, 6>, 2, 1, 0>>(),
        written::<RepeatVector<f32, Features<4>, Steps>>(),
        written::<ZeroPadding1d<f32, Steps, Sequence<9, 4>, 1>>(),
        written::<ZeroPadding2d<f32, Image<2, 2, 1>, Image<5, 3, 1>, 1, 0>>(),
        written::<Cropping2d<f32, Image<5, 3, 1>, Image<2, 2, 1>, 1, 0>>(),
        written::<UpSampling2d<f32, Image<2, 2, 1>, Image<4, 6, 1>, Bilinear>>(),
        written::<Rescaling<f32, Steps, { bits(0.5) }, { bits(-1.0) }>>(),
        written::<LayerNormalization<f32, Steps, 4>>(),
        written::<LayerNormalization<f32, Steps, 24, Row<24>, NoBias, 3, { bits(0.1) }>>(),
        written::<RmsNormalization<f32, Steps, 6, 1>>(),
        written::<GroupNormalization<f32, Steps, 2, 4, NoBias, Row<4>, PLAIN>>(),
        written::<UnitNormalization<f32, Steps>>(),
        written::<GaussianNoise<f32, Steps, { bits(0.1) }>>(),
        written::<Activation<f32, Steps, Relu<0, { bits(6.0) }>>>(),
        written::<Activation<f32, Steps, LeakyRelu<0, { bits(0.1) }, { bits(6.0) }>>>(),
        written::<Activation<f32, Steps, Gelu<0, true>>>(),
        written::<Activation<f32, Steps, Threshold<0, { bits(1.0) }, { bits(2.0) }>>>(),
    ];
    let wanted = [
        "MaxPooling1d<2>",
        "AveragePooling1d<3, strides = 1, padding = Same>",
        "GlobalMaxPooling1d<keepdims = true>",
        "Permute<2, 1>",
        "RepeatVector<6>",
        "ZeroPadding1d<1, 2>",
        "ZeroPadding2d<(1, 2), (0, 1)>",
        "Cropping2d<(1, 2), (0, 1)>",
        "UpSampling2d<2, 3, interpolation = Bilinear>",
        "Rescaling<0.5, -1.0>",
        "LayerNormalization",
        "LayerNormalization<axis = (1, 2), epsilon = 0.1, center = false>",
        "RmsNormalization<axis = 1>",
        "GroupNormalization<2, scale = false>",
        "UnitNormalization",
        "GaussianNoise<0.1>",
        "Relu<max_value = 6.0>",
        "Relu<max_value = 6.0, negative_slope = 0.1>",
        "Gelu<approximate = true>",
        "Threshold<threshold = 1.0, default_value = 2.0>",
    ];
    assert_eq!(texts.each_ref().map(AsRef::<str>::as_ref), wanted);
}

#[test]
fn layers_count_their_parameters_and_products() {
    type Conv<B> = Conv2d<f32, Image<8, 8, 3>, Image<6, 6, 4>, Window<3, 3>, 27, 4, Linear, B>;
    assert_eq!(
        (Conv::<SVector<f32, 4>>::PARAMS, Conv::<SVector<f32, 4>>::MACS),
        (112, 36 * 108)
    );
    assert_eq!(Conv::<NoBias>::PARAMS, 108);
    assert_eq!(
        (Dense::<f32, 3, 4>::PARAMS, Dense::<f32, 3, 4, Relu, NoBias>::PARAMS),
        (16, 12)
    );
    assert_eq!(size_of::<Flatten<f32, Image<8, 8, 3>, 192>>(), 0);
}

#[test]
fn generated_names_have_keras_stems() {
    assert_eq!(
        Conv2d::<f32, Image<3, 3, 1>, Image<1, 1, 2>, Window<3, 3>, 9, 2>::STEM,
        "conv2d"
    );
    assert_eq!(Activation::<f32, Features<2>, LeakyRelu>::STEM, "leaky_relu");
    assert_eq!(
        GlobalAveragePooling2d::<f32, Image<1, 1, 1>>::STEM,
        "global_average_pooling2d"
    );
}

/// The head of a model that ends in `L` after a softmax of two units.
fn is_head<L: Layer, H: Head>() -> bool {
    TypeId::of::<L::Head<Softmax<2>>>() == TypeId::of::<H>()
}

#[test]
fn the_head_is_the_last_activation_with_its_width() {
    assert!(is_head::<Dense<f32, 2, 3, Sigmoid>, Sigmoid<3>>());
    assert!(is_head::<Activation<f32, Image<2, 2, 5>, Tanh>, Tanh<5>>());
    assert!(is_head::<
        Activation<f32, Features<4>, LeakyRelu<0, { bits(0.1) }>>,
        LeakyRelu<4>,
    >());
    assert!(is_head::<Dropout<f32, Features<2>, { bits(0.1) }>, Softmax<2>>());
    // A softmax over channels is none over all values.
    assert!(is_head::<Flatten<f32, Image<2, 2, 2>, 8>, Mixed<8>>());
    assert!(is_head::<Reshape<f32, Features<8>, Sequence<4, 2>>, Mixed<2>>());
    assert!(is_head::<GlobalAveragePooling2d<f32, Image<2, 2, 2>>, Mixed<2>>());
    // Each value stays what it was in another shape; a mean of sigmoids is no sigmoid.
    assert_eq!(
        TypeId::of::<<Sigmoid<2> as Head>::Reshaped<8>>(),
        TypeId::of::<Sigmoid<8>>()
    );
    assert_eq!(
        TypeId::of::<<Sigmoid<2> as Head>::Pooled<2>>(),
        TypeId::of::<Mixed<2>>()
    );
    assert_eq!(
        TypeId::of::<<Linear<2> as Head>::Pooled<2>>(),
        TypeId::of::<Linear<2>>()
    );
}

/// The value and the slope of a function at a point.
fn at<T: Scalar, A: Function>(x: T) -> (T, T) {
    let (mut y, mut slope) = ([x], [T::ONE]);
    A::apply(Plain, &mut y);
    A::differentiate(Plain, &[x], &y, &mut slope);
    (y[0], slope[0])
}

/// A function's values and slopes at −∞ and ∞. At ±1e4 it is close to them, or to x.
fn check_ends<A: Function>(below: (f64, f64), above: (f64, f64)) {
    fn check<T: Scalar, A: Function>(x: f64, (y, slope): (f64, f64)) {
        let close =
            |got: T, want: f64| got.to_f64() == want || (got.to_f64() - want).abs() <= 1e-6 * want.abs().max(1.0);
        let got = at::<T, A>(T::from_f64(x));
        assert!(close(got.0, y), "{} of {x} is {}", A::NAME, got.0);
        assert!(close(got.1, slope), "the slope of {} at {x} is {}", A::NAME, got.1);
    }
    for (infinity, (y, slope)) in [(f64::NEG_INFINITY, below), (f64::INFINITY, above)] {
        check::<f64, A>(infinity, (y, slope));
        check::<f32, A>(infinity, (y, slope));
        let far = infinity.clamp(-1e4, 1e4);
        let y = if y.is_infinite() && A::NAME != "Exponential" {
            far * slope
        } else {
            y
        };
        check::<f64, A>(far, (y, slope));
        check::<f32, A>(far, (y, slope));
    }
    for x in [
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        -f64::MIN_POSITIVE,
        0.0,
        -0.0,
        1e300,
        -1e300,
    ] {
        let (y, slope) = at::<f64, A>(x);
        assert!(!y.is_nan() && !slope.is_nan(), "{} at {x}", A::NAME);
        let (y, slope) = at::<f32, A>(x as f32);
        assert!(!y.is_nan() && !slope.is_nan(), "{} at {x} as f32", A::NAME);
    }
    assert!(at::<f64, A>(f64::NAN).0.is_nan(), "{} hides a NaN", A::NAME);
}

#[test]
fn functions_reach_their_limits_at_infinity() {
    const INF: f64 = f64::INFINITY;
    const SELU: f64 = 1.050_700_987_355_480_5;
    check_ends::<Linear>((-INF, 1.0), (INF, 1.0));
    check_ends::<Relu>((0.0, 0.0), (INF, 1.0));
    check_ends::<LeakyRelu<0, { bits(0.25) }>>((-INF, 0.25), (INF, 1.0));
    check_ends::<Elu>((-1.0, 0.0), (INF, 1.0));
    check_ends::<Gelu>((0.0, 0.0), (INF, 1.0));
    check_ends::<Silu>((0.0, 0.0), (INF, 1.0));
    check_ends::<Tanh>((-1.0, 0.0), (1.0, 0.0));
    check_ends::<Sigmoid>((0.0, 0.0), (1.0, 0.0));
    check_ends::<HardSigmoid>((0.0, 0.0), (1.0, 0.0));
    check_ends::<Softplus>((0.0, 0.0), (INF, 1.0));
    check_ends::<Exponential>((0.0, 0.0), (INF, INF));
    let (y, slope) = at::<f64, Selu>(INF);
    assert!(y == INF && slope == SELU);
    let (y, slope) = at::<f64, Selu>(-INF);
    assert!((y + 1.758_099_340_847_376_6).abs() < 1e-12 && slope.abs() < 1e-12);
}

#[test]
fn a_softmax_of_infinite_sums_is_a_distribution() {
    const INF: f64 = f64::INFINITY;
    fn softmax<const N: usize>(mut row: [f64; N]) -> [f64; N] {
        Softmax::apply(Plain, &mut row);
        row
    }
    assert_eq!(softmax([INF, 0.0, -INF]), [1.0, 0.0, 0.0]);
    assert_eq!(softmax([INF, INF, 3.0]), [0.5, 0.5, 0.0]);
    assert_eq!(softmax([-INF, -INF]), [0.5, 0.5]);
    assert_eq!(softmax([f64::MAX, f64::MIN]), [1.0, 0.0]);
    assert!(softmax([1.0, f64::NAN]).iter().all(|p| p.is_nan()));
    assert!(softmax([f64::NAN, 1.0]).iter().all(|p| p.is_nan()));
}

#[test]
fn pooling_takes_the_first_of_equals_and_keeps_a_nan() {
    type Pool = MaxPooling2d<f32, Image<2, 2, 1>, Image<1, 1, 1>, Window<2, 2, 2, 2>>;
    let passes = run(&Pool::ZERO, &[[[[1.0], [5.0]], [[5.0], [5.0]]]], &[[[[1.0]]]], false);
    assert_eq!(passes.dx, [[[[0.0], [1.0]], [[0.0], [0.0]]]]);
    let below = f32::NEG_INFINITY;
    assert_eq!(Pool::ZERO.call(&[[[below], [below]], [[below], [below]]]), [[[below]]]);
    for place in 0..4 {
        let mut image = [1.0, 2.0, 3.0, 4.0];
        image[place] = f32::NAN;
        let image = samples::<Image<2, 2, 1>, f32>(&image);
        assert!(Pool::ZERO.call(&image[0])[0][0][0].is_nan());
    }
}

#[test]
fn dropout_keeps_the_mean_and_leaves_a_prediction_alone() {
    const SIZE: usize = 2_000;
    type Half = Dropout<f64, Features<SIZE>, { bits(0.3) }>;
    let x = vec![[1.0; SIZE]; 2];
    let mut y = vec![[0.0; SIZE]; 2];
    Half::ZERO.compute(Plain, &x, &mut y, &mut [0; 2], Pass::new(2, 7, 0, &[]).noise(0));
    for y in &y {
        let kept: Vec<f64> = y.iter().copied().filter(|&y| y != 0.0).collect();
        assert!(kept.iter().all(|&y| (y - 1.0 / 0.7).abs() < 1e-15));
        let share = kept.len() as f64 / SIZE as f64;
        // Five standard errors.
        assert!(
            (share - 0.7).abs() < 5.0 * (0.21 / SIZE as f64).sqrt(),
            "{share} is kept"
        );
    }
    assert_ne!(y[0], y[1], "each sample has a noise of its own");
    assert_eq!(Half::ZERO.call(&x[0]), x[0]);

    // The same seed, the same noise, for as many samples as there are; another layer, another noise.
    let mut again = vec![[0.0; SIZE]];
    let pass = Pass::new(1, 7, 0, &[]);
    Half::ZERO.compute(Plain, &x[..1], &mut again, &mut [0], pass.noise(0));
    assert_eq!(again[0], y[0]);
    Half::ZERO.compute(Plain, &x[..1], &mut again, &mut [0], pass.noise(1));
    assert_ne!(again[0], y[0]);
}

/// Mean and standard deviation.
fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt())
}

#[test]
#[expect(clippy::large_stack_arrays, reason = "many values, so that their moments are sharp")]
fn noise_has_the_moments_that_it_says() {
    const SIZE: usize = 10_000;
    fn disturbed<L: TrainLayer<Scalar = f64, Input = Features<SIZE>, Output = Features<SIZE>, Saved = u64>>(
        x: &[f64; SIZE],
    ) -> Vec<f64> {
        let (x, mut y) = (vec![*x], vec![[0.0; SIZE]]);
        L::ZERO.compute(Plain, &x, &mut y, &mut [0], Pass::new(1, 7, 0, &[]).noise(0));
        assert_eq!(L::ZERO.call(&x[0]), x[0]);
        y[0].to_vec()
    }
    // Five standard errors, of a mean and of a deviation.
    let is_near = |(mean, deviation): (f64, f64), wanted: (f64, f64)| {
        let error = 5.0 * wanted.1 / (SIZE as f64).sqrt();
        assert!((mean - wanted.0).abs() < error, "mean {mean}, not {}", wanted.0);
        assert!(
            (deviation - wanted.1).abs() < error,
            "deviation {deviation}, not {}",
            wanted.1
        );
    };
    let twos = [2.0; SIZE];
    is_near(
        moments(&disturbed::<GaussianNoise<f64, _, { bits(0.3) }>>(&twos)),
        (2.0, 0.3),
    );
    let deviation = 2.0 * (0.2_f64 / 0.8).sqrt();
    is_near(
        moments(&disturbed::<GaussianDropout<f64, _, { bits(0.2) }>>(&twos)),
        (2.0, deviation),
    );
    // Of values with mean 0 and variance 1.
    let mut normal = [0.0; SIZE];
    normal.copy_from_slice(&disturbed::<GaussianNoise<f64, _, { bits(1.0) }>>(&[0.0; SIZE]));
    let (mean, deviation) = moments(&disturbed::<AlphaDropout<f64, _, { bits(0.2) }>>(&normal));
    assert!(
        mean.abs() < 0.05 && (deviation - 1.0).abs() < 0.05,
        "{mean}, {deviation}"
    );
}

#[test]
fn spatial_dropout_drops_whole_channels() {
    let x = vec![[[1.0; 100]; 3]];
    let mut y = vec![[[0.0; 100]; 3]];
    let layer = SpatialDropout1d::<f64, Sequence<3, 100>, { bits(0.5) }>::ZERO;
    layer.compute(Plain, &x, &mut y, &mut [0], Pass::new(1, 7, 0, &[]).noise(0));
    assert!(y[0].iter().all(|step| *step == y[0][0]), "each step alike");
    let kept = y[0][0].iter().filter(|value| **value == 2.0).count();
    assert!(y[0][0].iter().all(|value| *value == 0.0 || *value == 2.0));
    assert!((30..=70).contains(&kept), "{kept} of 100 channels are kept");
}

#[test]
fn gradients_of_parameters_add_up() {
    type Layer = Conv2d<f64, Image<3, 3, 1>, Image<2, 2, 2>, Window<2, 2>, 4, 2, Tanh>;
    let x = samples::<Image<3, 3, 1>, _>(&(0..18).map(|i| f64::from(i) / 18.0).collect::<Vec<_>>());
    let dy = [[[[1.0, 2.0]; 2]; 2]; 2];
    let mut layer = Layer::ZERO;
    layer.kernel.fill(0.1);
    let both = run(&layer, &x, &dy, false).gradient.kernel;
    let one = |i: usize| run(&layer, &x[i..=i], &dy[..1], false).gradient.kernel;
    assert!((both - one(0) - one(1)).abs().max() < 1e-14);
    assert_eq!(numbers(&x).len(), 18);
}
