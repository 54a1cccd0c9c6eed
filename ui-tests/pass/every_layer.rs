use layerproof::prelude::*;
use layerproof::typenum::U2;

sequential! {
    pub(crate) struct Net {
        pixels: Input<12, 12, 3, dtype = f64>,
        Conv2d<4, 3, 3, Relu, strides = (2, 1), padding = Same, kernel_initializer = HeNormal>,
        MaxPooling2d<2, 2, strides = (1, 2), padding = Valid>,
        LeakyRelu<negative_slope = 0.1>,
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
        Flatten,
        Dense<1>,
    }
}

const STEPS: usize = 12;

fn main() {
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
