//! Learning on the device: x xor y, from random weights, with both optimisers.
#![no_std]
#![no_main]

use cortex_m_rt::entry;
use layerproof::prelude::*;
use layerproof_firmware::device::{self, Line};

sequential! {
    /// x xor y.
    struct Xor {
        Input<2>,
        Dense<8, Tanh>,
        Dense<1, Sigmoid>,
    }
}

const X: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const Y: [bool; 4] = [false, true, true, false];

/// Trains and tells of it; answers whether the model has learned it.
fn learn(name: &str, optimizer: impl layerproof::optimizers::Optimizer, steps: usize) -> bool {
    let mut model = Xor::random(&mut SmallRng::seed_from_u64(7));
    let mut workspace = Workspace::<_, _, 4>::zeros();
    let mut compiled = model.compile_in(&mut workspace, BinaryCrossentropy::new(), optimizer, ());
    let mut finite = true;
    let count = device::instructions(steps, || finite &= compiled.train_step(&X, &Y).is_ok());
    let right = X
        .iter()
        .zip(Y)
        .filter(|(x, y)| (model.predict(*x)[0] > 0.5) == *y)
        .count();
    Line::new(name).text(": instructions a step").number(count).say();
    Line::new(name).text(": right, of 4").number(right).say();
    finite && right == 4
}

#[entry]
fn main() -> ! {
    let sgd = learn("sgd", Sgd::new(1.0), 1000);
    let adam = learn("adam", Adam::new(0.02), 300);
    device::exit(sgd && adam)
}
