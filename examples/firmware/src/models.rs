//! The models, each with the weights that its example trained.

use layerproof::prelude::*;

sequential! {
    /// x xor y.
    pub struct Xor {
        Input<2>,
        Dense<8, Tanh>,
        Dense<1>,
    }
    weights = "../weights/xor.safetensors",
}

sequential! {
    /// Is this adult overweight? From weight and height, both scaled to 0..1.
    pub struct Overweight {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
    weights = "../weights/overweight.safetensors",
}

sequential! {
    /// Which digit is it? From 8 × 8 pixels of 0..1, row by row.
    pub struct DigitsMlp {
        Input<64>,
        Dense<32, Relu>,
        Dropout<0.1>,
        Dense<10, Softmax>,
    }
    weights = "../weights/digits_mlp.safetensors",
}

sequential! {
    /// Which digit is it? From an image of 8 × 8 pixels of 0..1.
    pub struct DigitsCnn {
        Input<8, 8, 1>,
        Conv2d<16, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Conv2d<32, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Flatten,
        Dropout<0.25>,
        Dense<10, Softmax>,
    }
    weights = "../weights/digits_cnn.safetensors",
}
