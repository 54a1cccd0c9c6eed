//! Is this adult overweight? Yes or no, from weight and height: a body mass index of 25 kg/m² or more.
//!
//! `cargo run --release -p layerproof-examples --example overweight`, and behind it `-- FILE` to keep the weights

use layerproof::prelude::*;
use layerproof_examples::{Result, ensure, hold_out_a_fifth, people, save_if_asked};

sequential! {
    /// Is this adult overweight? From weight and height, both scaled to 0..1.
    pub struct Overweight {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result {
    let mut rng = SmallRng::seed_from_u64(7);
    let people = people::draw(1000, &mut rng);
    let sample = |person: &people::Person| (person.features(), person.body_mass_index() >= 25.0);
    let (learn, held_out) = hold_out_a_fifth(people, &mut rng);
    let (x, y): (Vec<_>, Vec<_>) = learn.iter().map(sample).unzip();
    let (held_out_x, held_out_y): (Vec<_>, Vec<_>) = held_out.iter().map(sample).unzip();
    println!("{} people to learn from, {} held out\n", x.len(), held_out_x.len());

    let mut model = Overweight::random(&mut rng);
    println!("{}\n", Overweight::summary());

    let mut compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new());
    let settings = Fit::new().batch_size(32).epochs(512).validation_split(0.2);
    let history = compiled.fit(&x, &y, &settings)?;
    for epoch in history.epochs().step_by(128) {
        println!("{epoch}");
    }
    println!("{}\n", history.last());
    let evaluation = compiled.evaluate(&held_out_x, &held_out_y)?;
    println!("held out: {evaluation}\n");

    for (weight, height) in [(60.0, 1.8), (78.0, 1.8), (84.0, 1.8), (84.0, 1.95), (100.0, 1.7)] {
        let person = people::Person { weight, height };
        let p = model.predict(&person.features())[0];
        println!(
            "{weight:5.1} kg, {height:.2} m, index {:4.1}: overweight with {:5.1} %",
            person.body_mass_index(),
            100.0 * p,
        );
    }
    save_if_asked(&model)?;
    let accuracy = evaluation.get("binary_accuracy").unwrap_or_default();
    ensure(accuracy >= 0.95, "fewer than 95 % of the held-out people are right")
}
