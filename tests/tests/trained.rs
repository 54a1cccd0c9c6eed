//! Weights that are read while compiling: Keras's and PyTorch's files predict what Keras predicts.
#![forbid(unsafe_code)]

use layerproof::prelude::*;
use layerproof_tests::{Tolerance, assert_close, read_tensors};

sequential! {
    struct Mlp {
        Input<64>,
        hidden: Dense<32, Relu>,
        Dropout<0.1>,
        digit: Dense<10, Softmax>,
    }
    weights = "golden/files/digits_mlp.weights.safetensors",
}

// The golden model has a batch normalisation behind its first convolution. In these two files, made from its weights, that
// is folded into the convolution; the second has PyTorch's names, and its order of axes.
sequential! {
    struct Cnn {
        Input<8, 8, 1>,
        conv1: Conv2d<6, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        conv2: Conv2d<10, 3, 3, Relu>,
        Flatten,
        digit: Dense<10, Softmax>,
    }
    weights = "golden/files/digits_cnn_folded.weights.safetensors",
}

sequential! {
    struct Torch {
        Input<8, 8, 1>,
        Conv2d<6, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Conv2d<10, 3, 3, Relu>,
        Flatten,
        Dense<10, Softmax>,
    }
    weights = "golden/files/digits_cnn_folded.pytorch.safetensors",
}

// The same model with its batch normalisation, as Keras saved it, and under PyTorch's names in PyTorch's order.
sequential! {
    struct Normalized {
        Input<8, 8, 1>,
        conv1: Conv2d<6, 3, 3, padding = Same, use_bias = false>,
        norm1: BatchNormalization,
        Relu,
        MaxPooling2d<2, 2>,
        conv2: Conv2d<10, 3, 3, Relu>,
        Flatten,
        digit: Dense<10, Softmax>,
    }
    weights = "golden/files/digits_cnn.weights.safetensors",
}

sequential! {
    struct NormalizedTorch {
        Input<8, 8, 1>,
        Conv2d<6, 3, 3, padding = Same, use_bias = false>,
        BatchNormalization,
        Relu,
        MaxPooling2d<2, 2>,
        Conv2d<10, 3, 3, Relu>,
        Flatten,
        Dense<10, Softmax>,
    }
    weights = "golden/files/digits_cnn.pytorch.safetensors",
}

// Kernels whose axes have another order than a convolution's: one file in Keras's, one in PyTorch's.
sequential! {
    struct Kernels {
        Input<5, 5, 2>,
        DepthwiseConv2d<3, 2, depth_multiplier = 2>,
        Conv2dTranspose<3, 2, 3>,
    }
    weights = "golden/files/kernels.weights.safetensors",
}

sequential! {
    struct KernelsTorch {
        Input<5, 5, 2>,
        DepthwiseConv2d<3, 2, depth_multiplier = 2>,
        Conv2dTranspose<3, 2, 3>,
    }
    weights = "golden/files/kernels.pytorch.safetensors",
}

const TOLERANCE: Tolerance = Tolerance { atol: 1e-5, rtol: 1e-4 };

static MLP: &Mlp = Mlp::TRAINED;
static CNN: &Cnn = Cnn::TRAINED;

/// The samples of a golden file and Keras's answers to them.
fn rows(file: &str) -> Vec<([f32; 64], Vec<f64>)> {
    let tensors = read_tensors(&layerproof_tests::folder().join("files").join(file));
    let x = tensors["x"].values.chunks_exact(64);
    let y = tensors["y"].values.chunks_exact(10);
    x.zip(y)
        .map(|(x, y)| (std::array::from_fn(|i| x[i] as f32), y.to_vec()))
        .collect()
}

#[test]
fn a_dense_model_of_keras() {
    for (x, y) in rows("digits_mlp.io.safetensors") {
        assert_close("probabilities", MLP.predict(&x).as_slice(), &y, TOLERANCE);
    }
    assert_eq!(
        std::ptr::from_ref(MLP).addr() % 64,
        0,
        "the constant lies where the kernels want it"
    );
}

#[test]
fn a_convolutional_model_of_keras_and_of_pytorch() {
    let rows = rows("digits_cnn.io.safetensors");
    assert!(rows.len() > 10);
    for (x, y) in rows {
        let image = std::array::from_fn(|row| std::array::from_fn(|column| [x[8 * row + column]]));
        assert_close("Keras", CNN.predict(&image).as_slice(), &y, TOLERANCE);
        assert_eq!(Torch::TRAINED.predict(&image), CNN.predict(&image));
        let normalized = Normalized::TRAINED.predict(&image);
        assert_close("with batch normalisation", normalized.as_slice(), &y, TOLERANCE);
        assert_eq!(NormalizedTorch::TRAINED.predict(&image), normalized);
    }
    assert_eq!(Torch::TRAINED.dense_1, CNN.digit);
    assert_eq!(
        NormalizedTorch::TRAINED.batch_normalization_1,
        Normalized::TRAINED.norm1
    );
}

#[test]
fn kernels_of_other_convolutions() {
    let (keras, torch) = (Kernels::TRAINED, KernelsTorch::TRAINED);
    assert!(keras.depthwise_conv2d_1.kernel.iter().any(|x| *x != 0.0));
    assert_eq!(torch.depthwise_conv2d_1, keras.depthwise_conv2d_1);
    assert_eq!(torch.conv2d_transpose_1, keras.conv2d_transpose_1);
}
