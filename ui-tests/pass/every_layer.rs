use layerproof::prelude::*;
use layerproof::typenum::U2;

sequential! {
    pub(crate) struct Net {
        pixels: Input<12, 12, 3, dtype = f64>,
        Conv2d<4, 3, 3, Relu, strides = (2, 1), padding = Same, kernel_initializer = HeNormal>,
        MaxPooling2d<2, 2, strides = (1, 2), padding = Valid>,
        LeakyRelu<negative_slope = 0.1>,
        Conv2d<4, 3, padding = Same, dilation_rate = (1, 2), groups = 2>,
        DepthwiseConv2d<2, 2, Relu, depth_multiplier = 2, depthwise_initializer = HeNormal, depthwise_regularizer = L2<0.01>>,
        Conv2dTranspose<filters = 4, kernel_size = (2, 3), strides = (1, 2), padding = Same, use_bias = false>,
        SeparableConv2d<4, 3, Tanh, pointwise_initializer = HeNormal, bias_initializer = Constant<0.1>>,
        Conv2d<6, 2, use_bias = false>,
        Activation<Tanh>,
        Dropout<0.25>,
        Elu<alpha = 0.5>,
        GlobalAveragePooling2d,
        Reshape<3, 2, 1>,
        Flatten,
        hidden: Dense<
            units = 16,
            activation = Selu,
            use_bias = true,
            kernel_initializer = LecunNormal,
            bias_initializer = Constant<0.1>,
        >,
        Gelu,
        Silu,
        HardSigmoid,
        Softplus,
        Linear,
        Dense<4>,
        Softmax,
    }
}

sequential! {
    struct Steps {
        Input<STEPS, 2>,
        Conv1d<4, 3, Relu, padding = Causal, dilation_rate = 2, kernel_initializer = HeNormal>,
        Conv1d<filters = 6, kernel_size = U2, strides = 2, groups = 2, use_bias = false>,
        Conv1d<3, { STEPS / 4 }, Tanh, padding = Same>,
        DepthwiseConv1d<3, Relu, padding = Same, dilation_rate = 2>,
        SeparableConv1d<{ 2 * PAIR }, PAIR, depth_multiplier = PAIR>,
        Conv1dTranspose<3, U2, strides = PAIR>,
        Flatten,
        Dense<1>,
    }
}

sequential! {
    struct OfImages {
        Input<9, 8, 2>,
        ZeroPadding2d<(1, 2), (0, 1)>,
        AveragePooling2d<2, strides = 1, padding = Same>,
        Cropping2d<1, 2>,
        UpSampling2d<2, interpolation = Bilinear>,
        UpSampling2d<(1, 3)>,
        Permute<3, 1, 2>,
        Identity,
        SpatialDropout2d<rate = 0.2>,
        AlphaDropout<0.1>,
        GaussianDropout<0.1>,
        Rescaling<0.5, offset = -1.0>,
        Permute<dims = (2, 3, 1)>,
        GlobalMaxPooling2d<keepdims = true>,
        BatchNormalization<0.9, epsilon = 1e-5, scale = false>,
        GlobalAveragePooling2d,
        LayerNormalization,
        Dense<4, Mish>,
        Dense<4, SoftShrink<0.1>>,
        Threshold<0.1, -1.0>,
        LogSoftmax,
        Dense<1>,
    }
}

sequential! {
    struct OfWords {
        Input<STEPS, dtype = u32>,
        Embedding<{ 2 * STEPS }, PAIR, embeddings_initializer = HeNormal>,
        Flatten,
        Dense<1>,
    }
}

const STEPS: usize = 12;

const PAIR: usize = 2;

sequential! {
    struct OfSteps {
        Input<PAIR>,
        RepeatVector<{ 3 * PAIR }>,
        ZeroPadding1d<0, PAIR>,
        UpSampling1d<PAIR>,
        MaxPooling1d,
        AveragePooling1d<3, strides = PAIR, padding = Same>,
        Cropping1d<(1, 0)>,
        BatchNormalization,
        LayerNormalization<epsilon = 1e-5, axis = (1, 2), center = false>,
        SpatialDropout1d<0.1>,
        GaussianNoise<0.1>,
        RmsNormalization<axis = 1>,
        Normalization,
        PRelu<shared_axes = (1, 2), alpha_initializer = Constant<0.1>>,
        PRelu,
        Softmax<axis = 1>,
        Activation<Sparsemax>,
        GroupNormalization<PAIR>,
        GroupNormalization<1, scale = false>,
        UnitNormalization,
        Relu<max_value = 6.0, negative_slope = 0.1>,
        Relu<threshold = 0.1>,
        Gelu<approximate = true>,
        Celu<0.7>,
        HardShrink,
        Permute<2, 1>,
        GlobalMaxPooling1d<keepdims = true>,
        GlobalAveragePooling1d,
        Dense<1>,
    }
}

sequential! {
    struct Recurrent {
        Input<STEPS, PAIR, dtype = f64>,
        SimpleRnn<{ PAIR + 1 }, Relu, use_bias = false, return_sequences = true>,
        Lstm<
            units = 4,
            activation = Softsign,
            recurrent_activation = HardSigmoid,
            unit_forget_bias = false,
            kernel_initializer = HeNormal,
            recurrent_initializer = Orthogonal<gain = 0.5>,
            bias_initializer = Constant<0.1>,
            dropout = 0.1,
            recurrent_dropout = 0.2,
            return_sequences = true,
            go_backwards = true,
        >,
        Gru<PAIR, Tanh, Sigmoid, return_sequences = true>,
        Bidirectional<SimpleRnn<PAIR, Relu, return_sequences = true>, merge_mode = Mul>,
        TimeDistributed<Dense<{ PAIR + 1 }, Tanh>>,
        last: Gru<U2, reset_after = false, go_backwards = true>,
        Dense<1>,
    }
}

fn main() {
    assert!(OfWords::new(1).predict(&[7; STEPS])[0].is_finite());
    let recurrent = Recurrent::new(1);
    assert_eq!(recurrent.last.kernel.shape(), (6, 3));
    assert_eq!(recurrent.gru_1.bias.shape(), (6, 2));
    assert!(recurrent.predict(&[[0.5; PAIR]; STEPS])[0].is_finite());
    println!("{}", Recurrent::summary());
    assert!(OfImages::new(1).predict(&[[[0.5; 2]; 8]; 9])[0].is_finite());
    assert!(OfSteps::new(1).predict(&[0.5; PAIR])[0].is_finite());
    let steps = Steps::new(1);
    assert!(steps.predict(&[[0.5, -0.5]; STEPS])[0].is_finite());
    assert_eq!(steps.conv1d_2.kernel.shape(), (6, 4));
    println!("{}", Steps::summary());
    let net = Net::random(&mut SmallRng::seed_from_u64(1));
    let p: SVector<f64, 4> = net.predict(&[[[0.5; 3]; 12]; 12]);
    assert!((p.sum() - 1.0).abs() < 1e-12);
    assert_eq!(net.hidden.bias[7], 0.1);
    println!("{}", Net::summary());
}
