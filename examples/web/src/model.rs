use layerproof::prelude::*;

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
