//! A training that ends when Ctrl-C is pressed, with its history and a model that works.
//!
//! `cargo run --release -p layerproof-examples --example stop_with_ctrl_c`: the signal ends the training after the batch that it is in;
//! without one it ends after its 60 epochs. A second Ctrl-C ends the program.

use layerproof::prelude::*;
use layerproof_examples::digits::{self, Digit};
use layerproof_examples::{Result, ensure, hold_out_a_fifth};

sequential! {
    /// Which digit is it? From 8 × 8 pixels of 0..1, row by row.
    pub struct Digits {
        Input<64>,
        Dense<32, Relu>,
        Dense<10, Softmax>,
    }
}

fn main() -> Result {
    let (learn, held_out) = hold_out_a_fifth(digits::all(), &mut SmallRng::seed_from_u64(7));
    let sample = |digit: &Digit| (digit.pixels, digit.class);
    let (x, y): (Vec<_>, Vec<_>) = learn.iter().map(sample).unzip();
    let (held_out_x, held_out_y): (Vec<_>, Vec<_>) = held_out.iter().map(sample).unzip();

    let handle = StopHandle::new();
    let stop = handle.clone();
    ctrlc::set_handler(move || {
        if stop.is_stopped() {
            std::process::exit(130);
        }
        stop.stop();
    })?;

    let mut model = Digits::new(7);
    let mut compiled = model.compile(SparseCategoricalCrossentropy::new(), Adam::new(0.003), Accuracy::new());
    let fit = Fit::new().epochs(60).verbose(1).callback(handle.clone());
    let history = compiled.fit(&x, &y, &fit)?;

    let why = if handle.is_stopped() { "stopped" } else { "done" };
    println!("{why} after {} epochs: {}", history.epochs().len(), history.last());
    let evaluation = compiled.evaluate(&held_out_x, &held_out_y)?;
    println!(
        "held out: {evaluation}\n\n{}",
        compiled.confusion_matrix(&held_out_x, &held_out_y)?
    );
    let is_right = handle.is_stopped() || evaluation["accuracy"] >= 0.95;
    ensure(is_right, "fewer than 95 % of the held-out digits are right")
}
