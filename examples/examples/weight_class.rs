//! Underweight, healthy, overweight or obese? Four classes, from weight and height: body mass indices of 18.5, 25 and 30 kg/m² lie
//! between them.
//!
//! `cargo run --release -p layerproof-examples --example weight_class`

use layerproof::prelude::*;
use layerproof_examples::{Confusion, Result, ensure, hold_out_a_fifth, people};

sequential! {
    /// The weight class of an adult, from weight and height, both scaled to 0..1.
    pub struct WeightClass {
        Input<2>,
        Dense<16, Relu>,
        Dense<16, Relu>,
        Dense<4, Softmax>,
    }
}

const CLASSES: [&str; 4] = ["underweight", "healthy", "overweight", "obese"];

fn class(person: people::Person) -> u8 {
    match person.body_mass_index() {
        ..18.5 => 0,
        ..25.0 => 1,
        ..30.0 => 2,
        _ => 3,
    }
}

fn main() -> Result {
    let mut rng = SmallRng::seed_from_u64(7);
    let people = people::draw(1000, &mut rng);
    let (learn, held_out) = hold_out_a_fifth(people, &mut rng);
    let (x, y): (Vec<_>, Vec<_>) = learn.iter().map(|person| (person.features(), class(*person))).unzip();
    println!("{} people to learn from, {} held out\n", x.len(), held_out.len());

    let mut model = WeightClass::random(&mut rng);
    println!("{}\n", WeightClass::summary());

    let history = model
        .compile(
            SparseCategoricalCrossentropy::new(),
            Adam::new(0.01),
            SparseCategoricalAccuracy::new(),
        )
        .fit(&x, &y, &Fit::new().epochs(200))?;
    for epoch in history.epochs().step_by(50) {
        println!("{epoch}");
    }
    println!("{}\n", history.last());

    let mut confusion = Confusion::new(CLASSES);
    for person in &held_out {
        confusion.count(class(*person).into(), model.predict(&person.features()).imax());
    }
    println!("held out, {:.1} % right:\n{confusion}", 100.0 * confusion.accuracy());
    ensure(
        confusion.accuracy() >= 0.9,
        "fewer than 90 % of the held-out people are right",
    )
}
