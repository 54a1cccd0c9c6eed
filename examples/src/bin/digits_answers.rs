//! Writes what the trained digits network answers to each digit, for programs in other languages to be compared with.
//!
//! `cargo run --release -p layerproof-examples --bin digits_answers`
//!
//! One digit a line: 64 pixels, ten probabilities, and the right class, separated by spaces. Numbers are written so that they are
//! read back to the last bit. Products are added up as on a CPU without fused multiply-add.

use layerproof::kernels::Plain;
use layerproof::prelude::*;
use layerproof_examples::digits;

sequential! {
    struct DigitsCnn {
        Input<8, 8, 1>,
        Conv2d<16, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Conv2d<32, 3, 3, Relu, padding = Same>,
        MaxPooling2d<2, 2>,
        Flatten,
        Dropout<0.25>,
        Dense<10, Softmax>,
    }
    weights = "weights/digits_cnn.safetensors",
}

fn main() {
    for digit in digits::all() {
        let probabilities = layerproof::__private::predict_at(DigitsCnn::TRAINED, Plain, &digit.image().0);
        for number in digit.pixels.iter().chain(&probabilities) {
            print!("{number} ");
        }
        println!("{}", digit.class);
    }
}
