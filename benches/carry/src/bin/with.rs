//! Reads two numbers and says what the model answers.

use layerproof::prelude::*;

sequential! {
    struct Overweight {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

// Mutable memory, so that the compiler cannot compute with the zeros.
static MODEL: std::sync::RwLock<Overweight> = std::sync::RwLock::new(Overweight::zeros());

fn main() {
    let x = layerproof_carry::numbers();
    let model = MODEL.read().expect("nobody writes");
    layerproof_carry::say(std::hint::black_box(&*model).predict(&x)[0]);
}
