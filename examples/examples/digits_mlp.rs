//! Handwritten digits through two dense layers.
//!
//! `cargo run --release -p layerproof-examples --example digits_mlp`, and behind it `-- FILE` to keep the weights

use layerproof::prelude::*;
use layerproof_examples::digits::{self, Digit};
use layerproof_examples::{Result, ensure, hold_out_a_fifth, save_if_asked};

sequential! {
    /// Which digit is it? From 8 × 8 pixels of 0..1, row by row.
    pub struct DigitsMlp {
        Input<64>,
        Dense<32, Relu>,
        Dropout<0.1>,
        Dense<10, Softmax>,
    }
}

fn main() -> Result {
    let mut rng = SmallRng::seed_from_u64(7);
    let (learn, held_out) = hold_out_a_fifth(digits::all(), &mut rng);
    let sample = |digit: &Digit| (digit.pixels, digit.class);
    let (x, y): (Vec<_>, Vec<_>) = learn.iter().map(sample).unzip();
    let (held_out_x, held_out_y): (Vec<_>, Vec<_>) = held_out.iter().map(sample).unzip();
    println!("{} digits to learn from, {} held out\n", x.len(), held_out_x.len());

    let mut model = DigitsMlp::random(&mut rng);
    println!("{}\n", DigitsMlp::summary());

    let mut compiled = model.compile(
        SparseCategoricalCrossentropy::new(),
        Adam::new(0.003),
        SparseCategoricalAccuracy::new(),
    );
    let settings = Fit::new().epochs(40).validation_data(&held_out_x, &held_out_y);
    let history = compiled.fit(&x, &y, &settings)?;
    for epoch in history.epochs().step_by(10) {
        println!("{epoch}");
    }
    println!("{}\n", history.last());

    let evaluation = compiled.evaluate(&held_out_x, &held_out_y)?;
    println!("held out: {evaluation}");
    save_if_asked(&model)?;
    let accuracy = evaluation.get("sparse_categorical_accuracy").unwrap_or_default();
    ensure(accuracy >= 0.95, "fewer than 95 % of the held-out digits are right")
}
