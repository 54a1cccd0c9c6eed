//! Layers and activations against Keras: values, and gradients of inputs and parameters, in f64 and f32.

use layerproof::Scalar;
use layerproof::activations::{Activation as Function, *};
use layerproof::kernels::Plain;
use layerproof::layers::{Activation, *};
use layerproof::nalgebra::SVector;
use layerproof::shape::{Array, Features, Image, Sequence, Shape};
use layerproof_tests::tile::{Passes, numbers, run, samples};
use layerproof_tests::{Case, assert_close};

const fn bits(value: f64) -> u64 {
    value.to_bits()
}

/// The layer with the case's weights.
fn load<L: Layer<Input: Shape>>(case: &Case) -> L {
    let mut layer = L::ZERO;
    L::parameters_mut([&mut layer], &mut |parameter, [values]| {
        let name = format!("w/{}", parameter.name);
        assert_eq!(case.tensor(&name).shape, parameter.shape, "{name}");
        values.copy_from_slice(&case.values(&name));
    });
    layer
}

/// Both passes of a case, as one tile, and each sample by itself.
fn check<L: TrainLayer<Input: Shape>>(name: &str) {
    let case = Case::open("layers", name);
    let tolerance = case.tolerance::<L::Scalar>("");
    let layer: L = load(&case);
    let x = samples::<L::Input, _>(&case.values("x"));
    let dy = samples::<L::Output, _>(&case.values("dy"));
    let Passes { y, dx, gradient } = run(&layer, &x, &dy, false);

    assert_close(&format!("{name}: y"), &numbers(&y), &case.tensor("y").values, tolerance);
    assert_close(
        &format!("{name}: dx"),
        &numbers(&dx),
        &case.tensor("dx").values,
        tolerance,
    );
    gradient.parameters(&mut |parameter, values| {
        let dw = format!("dw/{}", parameter.name);
        assert_close(&format!("{name}: {dw}"), values, &case.tensor(&dw).values, tolerance);
    });
    for (x, y) in x.iter().zip(&y) {
        assert!(
            layer.call(<L::Input as Port>::sample(|_| Array::flat(x))) == *y,
            "{name}: one sample by itself gives other bits"
        );
    }
}

/// One test a case: the case, and the layer in the number type `T`.
macro_rules! cases {
    ($($name:ident: $layer:ty;)*) => {
        $(
            #[test]
            fn $name() {
                type OfType<T> = $layer;
                check::<OfType<f64>>(stringify!($name));
                check::<OfType<f32>>(stringify!($name));
            }
        )*
    };
}

type Row = Features<4>;
type Steps = Sequence<9, 2>;
type Picture = Image<6, 7, 2>;
type Square = Image<6, 6, 2>;

cases! {
    dense_linear: Dense<T, 4, 5>;
    dense_relu: Dense<T, 4, 5, Relu>;
    dense_leaky_relu: Dense<T, 4, 5, LeakyRelu>;
    dense_elu: Dense<T, 4, 5, Elu>;
    dense_selu: Dense<T, 4, 5, Selu>;
    dense_gelu: Dense<T, 4, 5, Gelu>;
    dense_silu: Dense<T, 4, 5, Silu>;
    dense_sigmoid: Dense<T, 4, 5, Sigmoid>;
    dense_hard_sigmoid: Dense<T, 4, 5, HardSigmoid>;
    dense_tanh: Dense<T, 4, 5, Tanh>;
    dense_softplus: Dense<T, 4, 5, Softplus>;
    dense_softmax: Dense<T, 4, 5, Softmax>;
    dense_exponential: Dense<T, 4, 5, Exponential>;
    dense_relu6: Dense<T, 4, 5, Relu6>;
    dense_celu: Dense<T, 4, 5, Celu>;
    dense_hard_silu: Dense<T, 4, 5, HardSilu>;
    dense_hard_tanh: Dense<T, 4, 5, HardTanh>;
    dense_mish: Dense<T, 4, 5, Mish>;
    dense_tanh_shrink: Dense<T, 4, 5, TanhShrink>;
    dense_log_sigmoid: Dense<T, 4, 5, LogSigmoid>;
    dense_sparse_sigmoid: Dense<T, 4, 5, SparseSigmoid>;
    dense_sparse_plus: Dense<T, 4, 5, SparsePlus>;
    dense_squareplus: Dense<T, 4, 5, SquarePlus>;
    dense_softsign: Dense<T, 4, 5, Softsign>;
    dense_soft_shrink: Dense<T, 4, 5, SoftShrink>;
    dense_hard_shrink: Dense<T, 4, 5, HardShrink>;
    dense_log_softmax: Dense<T, 4, 5, LogSoftmax>;
    dense_gelu_tanh: Dense<T, 4, 5, Gelu<0, true>>;
    dense_no_bias: Dense<T, 4, 5, Linear, NoBias>;
    dense_no_bias_tanh: Dense<T, 4, 5, Tanh, NoBias>;
    dense_one_unit: Dense<T, 4, 1, Sigmoid>;
    dense_batch_one: Dense<T, 4, 5, Relu>;

    relu_plain: Activation<T, Row, Relu>;
    relu_negative_slope: Activation<T, Row, LeakyRelu<0, { bits(0.1) }>>;
    relu_max_value: Activation<T, Row, Relu<0, { bits(3.0) }>>;
    relu_threshold: Activation<T, Row, Relu<0, { bits(f64::INFINITY) }, { bits(1.0) }>>;
    relu_all: Activation<T, Row, LeakyRelu<0, { bits(0.2) }, { bits(4.0) }, { bits(0.5) }>>;
    activation_gelu_tanh: Activation<T, Row, Gelu<0, true>>;
    leaky_relu_layer: Activation<T, Row, LeakyRelu<0, { bits(0.15) }>>;
    leaky_relu_layer_default: Activation<T, Row, LeakyRelu<0, { bits(0.3) }>>;
    elu_layer: Activation<T, Row, Elu<0, { bits(0.7) }>>;
    softmax_layer: Activation<T, Row, Softmax>;

    conv1d_valid: Conv1d<T, Steps, Sequence<7, 4>, Taps<3>, 6, 4>;
    conv1d_same: Conv1d<T, Steps, Sequence<9, 4>, Taps<3>, 6, 4, Relu>;
    conv1d_causal: Conv1d<T, Steps, Sequence<9, 4>, Taps<3, 1, 1, true>, 6, 4>;
    conv1d_causal_dilated: Conv1d<T, Steps, Sequence<9, 4>, Taps<2, 1, 2, true>, 4, 4>;
    conv1d_stride2_valid: Conv1d<T, Steps, Sequence<4, 4>, Taps<3, 2>, 6, 4>;
    conv1d_stride2_same: Conv1d<T, Steps, Sequence<5, 4>, Taps<4, 2>, 8, 4>;
    conv1d_dilated: Conv1d<T, Steps, Sequence<9, 4>, Taps<3, 1, 2>, 6, 4>;
    conv1d_groups: Conv1d<T, Sequence<9, 4>, Sequence<7, 4>, Taps<3>, 6, 4>;
    conv1d_no_bias: Conv1d<T, Steps, Sequence<9, 4>, Taps<1>, 2, 4, Linear, NoBias>;

    conv2d_valid: Conv2d<T, Picture, Image<4, 5, 4>, Window<3, 3>, 18, 4>;
    conv2d_same: Conv2d<T, Picture, Image<6, 7, 4>, Window<3, 3>, 18, 4, Relu>;
    conv2d_rect_kernel: Conv2d<T, Picture, Image<6, 7, 4>, Window<2, 3>, 12, 4>;
    conv2d_stride2_valid: Conv2d<T, Picture, Image<2, 3, 4>, Window<3, 3, 2, 2>, 18, 4>;
    conv2d_stride2_same: Conv2d<T, Picture, Image<3, 4, 4>, Window<3, 3, 2, 2>, 18, 4>;
    conv2d_stride_rect_same: Conv2d<T, Picture, Image<6, 4, 4>, Window<2, 2, 1, 2>, 8, 4>;
    conv2d_one_by_one_no_bias: Conv2d<T, Picture, Image<6, 7, 4>, Window<1, 1>, 2, 4, Linear, NoBias>;

    maxpool2d_valid2: MaxPooling2d<T, Picture, Image<3, 3, 2>, Window<2, 2, 2, 2>>;
    maxpool2d_same2: MaxPooling2d<T, Picture, Image<3, 4, 2>, Window<2, 2, 2, 2>>;
    maxpool2d_valid3_stride2: MaxPooling2d<T, Picture, Image<2, 3, 2>, Window<3, 3, 2, 2>>;
    maxpool2d_same3_stride1: MaxPooling2d<T, Picture, Picture, Window<3, 3>>;
    maxpool2d_rect: MaxPooling2d<T, Picture, Image<6, 4, 2>, Window<2, 3, 1, 2>>;
    avgpool2d_valid2: AveragePooling2d<T, Picture, Image<3, 3, 2>, Window<2, 2, 2, 2>>;
    avgpool2d_same2: AveragePooling2d<T, Picture, Image<3, 4, 2>, Window<2, 2, 2, 2>>;
    avgpool2d_valid3_stride2: AveragePooling2d<T, Picture, Image<2, 3, 2>, Window<3, 3, 2, 2>>;
    avgpool2d_same3_stride1: AveragePooling2d<T, Picture, Picture, Window<3, 3>>;
    avgpool2d_rect: AveragePooling2d<T, Picture, Image<6, 4, 2>, Window<2, 3, 1, 2>>;
    maxpool1d_valid2: MaxPooling1d<T, Steps, Sequence<4, 2>, Window1d<2, 2>>;
    maxpool1d_same2: MaxPooling1d<T, Steps, Sequence<5, 2>, Window1d<2, 2>>;
    maxpool1d_valid3_stride2: MaxPooling1d<T, Steps, Sequence<4, 2>, Window1d<3, 2>>;
    maxpool1d_same3_stride1: MaxPooling1d<T, Steps, Steps, Window1d<3>>;
    avgpool1d_valid2: AveragePooling1d<T, Steps, Sequence<4, 2>, Window1d<2, 2>>;
    avgpool1d_same2: AveragePooling1d<T, Steps, Sequence<5, 2>, Window1d<2, 2>>;
    avgpool1d_valid3_stride2: AveragePooling1d<T, Steps, Sequence<4, 2>, Window1d<3, 2>>;
    avgpool1d_same3_stride1: AveragePooling1d<T, Steps, Steps, Window1d<3>>;

    global_averagepool2d: GlobalAveragePooling2d<T, Square>;
    global_averagepool2d_keepdims: GlobalAveragePooling2d<T, Square, true>;
    global_averagepool1d: GlobalAveragePooling1d<T, Steps>;
    global_maxpool2d: GlobalMaxPooling2d<T, Square>;
    global_maxpool2d_keepdims: GlobalMaxPooling2d<T, Square, true>;
    global_maxpool1d: GlobalMaxPooling1d<T, Steps>;
    flatten: Flatten<T, Square, 72>;
    reshape: Reshape<T, Square, Sequence<6, 12>>;
    reshape_infer: Reshape<T, Square, Sequence<36, 2>>;
    permute: Permute<T, Square, Image<2, 6, 6>, 3, 1, 2>;
    repeat_vector: RepeatVector<T, Row, Sequence<3, 4>>;
    zeropadding1d: ZeroPadding1d<T, Steps, Sequence<12, 2>, 1>;
    zeropadding2d: ZeroPadding2d<T, Square, Image<9, 9, 2>, 1, 0>;
    cropping1d: Cropping1d<T, Steps, Sequence<7, 2>, 1>;
    cropping2d: Cropping2d<T, Square, Image<5, 3, 2>, 1, 2>;
    upsampling1d: UpSampling1d<T, Steps, Sequence<18, 2>>;
    upsampling2d_nearest: UpSampling2d<T, Square, Image<12, 18, 2>>;
    upsampling2d_bilinear: UpSampling2d<T, Square, Image<12, 18, 2>, Bilinear>;
    identity: Identity<T, Row>;
    layernorm: LayerNormalization<T, Row, 4>;
    layernorm_rank3: LayerNormalization<T, Sequence<5, 4>, 4, SVector<T, 4>, SVector<T, 4>, 0, { bits(1e-5) }>;
    layernorm_axes: LayerNormalization<T, Sequence<5, 4>, 20, SVector<T, 20>, SVector<T, 20>, 3>;
    layernorm_no_center: LayerNormalization<T, Row, 4, SVector<T, 4>, NoBias>;
    rmsnorm: RmsNormalization<T, Row, 4>;
    rmsnorm_eps: RmsNormalization<T, Sequence<5, 4>, 4, 0, { bits(1e-5) }>;
    groupnorm: GroupNormalization<T, Image<6, 6, 4>, 2, 4>;
    groupnorm_rank2: GroupNormalization<T, Features<6>, 2, 6, SVector<T, 6>, SVector<T, 6>, { bits(1e-5) }>;
    unitnorm: UnitNormalization<T, Row>;
    rescaling: Rescaling<T, Row, { bits(0.125) }, { bits(-0.5) }>;
}

#[test]
fn dropout_infer() {
    fn check<T: Scalar>() {
        let case = Case::open("layers", "dropout_infer");
        let layer = Dropout::<T, Row, { bits(0.4) }>::ZERO;
        let y: Vec<_> = samples::<Row, T>(&case.values("x"))
            .iter()
            .map(|x| layer.call(x))
            .collect();
        assert_close("y", &numbers(&y), &case.tensor("y").values, case.tolerance::<T>(""));
    }
    check::<f64>();
    check::<f32>();
}

/// One function of the activation table: values and derivatives on a grid from −100 to 100, and values at its corners.
fn check_function<T: Scalar, A: Function>(name: &str) {
    let case = Case::open("layers", "activation_table");
    let tolerance = case.tolerance::<T>("");
    let wanted = |part: &str| &case.tensor(&format!("{name}/{part}")).values;
    let grid = |tensor: &str| -> Vec<T> {
        // Keras's table stops the exponential at 50.
        let end = T::from_f64(if name == "exponential" { 50.0 } else { f64::INFINITY });
        case.values::<T>(tensor).into_iter().map(|x| x.min(end)).collect()
    };

    let x = grid("x");
    let mut y = x.clone();
    A::apply(Plain, &mut y);
    assert_close(&format!("{name}: y"), &y, wanted("y"), tolerance);

    let mut slopes = vec![T::ONE; x.len()];
    A::differentiate(Plain, &x, &y, &mut slopes);
    let mut wanted_slopes = wanted("dydx").clone();
    if name == "relu_all" {
        // The grid holds its corner, the largest value 4, where any number between both slopes is one.
        let corner = x.iter().position(|x| *x == T::from_f64(4.0)).unwrap();
        assert!((T::ZERO..=T::ONE).contains(&slopes[corner]));
        slopes.remove(corner);
        wanted_slopes.remove(corner);
    }
    assert_close(&format!("{name}: dy/dx"), &slopes, &wanted_slopes, tolerance);

    let mut corners = grid("x_kink");
    A::apply(Plain, &mut corners);
    assert_close(&format!("{name}: y at corners"), &corners, wanted("y_kink"), tolerance);
}

#[test]
fn activation_table() {
    fn check<A: Function>(name: &str) {
        check_function::<f64, A>(name);
        check_function::<f32, A>(name);
    }
    check::<Linear>("linear");
    check::<Relu>("relu");
    check::<LeakyRelu>("leaky_relu");
    check::<LeakyRelu<0, { bits(0.15) }>>("leaky_relu_slope");
    check::<LeakyRelu<0, { bits(0.1) }>>("relu_negative_slope");
    check::<Elu>("elu");
    check::<Elu<0, { bits(0.7) }>>("elu_alpha");
    check::<Selu>("selu");
    check::<Gelu>("gelu");
    check::<Silu>("silu");
    check::<Tanh>("tanh");
    check::<Sigmoid>("sigmoid");
    check::<HardSigmoid>("hard_sigmoid");
    check::<Softplus>("softplus");
    check::<Exponential>("exponential");
    check::<Gelu<0, true>>("gelu_tanh");
    check::<Relu>("relu_plain");
    check::<Relu<0, { bits(3.0) }>>("relu_max_value");
    check::<Relu<0, { bits(f64::INFINITY) }, { bits(1.0) }>>("relu_threshold");
    check::<LeakyRelu<0, { bits(0.2) }, { bits(4.0) }, { bits(0.5) }>>("relu_all");
    check::<Relu6>("relu6");
    check::<Celu>("celu");
    check::<Celu<0, { bits(0.7) }>>("celu_alpha");
    check::<HardSilu>("hard_silu");
    check::<HardTanh>("hard_tanh");
    check::<HardShrink>("hard_shrink");
    check::<SoftShrink>("soft_shrink");
    check::<SparsePlus>("sparse_plus");
    check::<SparseSigmoid>("sparse_sigmoid");
    check::<Mish>("mish");
    check::<TanhShrink>("tanh_shrink");
    check::<LogSigmoid>("log_sigmoid");
    check::<Softsign>("softsign");
    check::<SquarePlus>("squareplus");
}

#[test]
fn softmax_extreme_rows() {
    fn check<T: Scalar>() {
        let case = Case::open("layers", "softmax_extreme_rows");
        let x = samples::<Row, T>(&case.values("x"));
        let dy = samples::<Row, T>(&case.values("dy"));
        let Passes { y, dx, .. } = run(&Activation::<T, Row, Softmax>::ZERO, &x, &dy, false);
        let tolerance = case.tolerance::<T>("");
        assert_close("y", &numbers(&y), &case.tensor("softmax/y").values, tolerance);
        assert_close("dx", &numbers(&dx), &case.tensor("softmax/dx").values, tolerance);
        let Passes { y, dx, .. } = run(&Activation::<T, Row, LogSoftmax>::ZERO, &x, &dy, false);
        assert_close("log y", &numbers(&y), &case.tensor("log_softmax/y").values, tolerance);
        assert_close(
            "log dx",
            &numbers(&dx),
            &case.tensor("log_softmax/dx").values,
            tolerance,
        );
    }
    check::<f64>();
    check::<f32>();
}

/// The cases above, and those of merging layers, are all that there are.
#[test]
fn no_case_is_left_out() {
    // Families of layers have files of their own.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let golden = files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("golden_"));
    let source: String = golden.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let text = std::fs::read_to_string(layerproof_tests::folder().join("layers/cases.json")).unwrap();
    let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        assert!(
            [format!("    {name}: "), format!("fn {name}()"), format!("\"{name}\"")]
                .iter()
                .any(|way| source.contains(way)),
            "{name}"
        );
    }
}
