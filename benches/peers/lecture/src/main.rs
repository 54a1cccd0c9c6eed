//! The trainings of the examples, timed: one line each, `job`, `layerproof`, seconds and how good it is, tabs between.
//!
//! ```text
//! peers-lecture FOLDER     also writes the data to CSV files there, targets last: what the others train on
//! ```

use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::time::Instant;

use layerproof::prelude::*;
use layerproof_examples::people::Person;
use layerproof_examples::{Result, digits, hold_out_a_fifth, people};

sequential! {
    struct Xor {
        Input<2>,
        Dense<8, Tanh>,
        Dense<1>,
    }
}

sequential! {
    struct Overweight {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

sequential! {
    struct WeightClass {
        Input<2>,
        Dense<16, Relu>,
        Dense<16, Relu>,
        Dense<4, Softmax>,
    }
}

sequential! {
    struct Digits {
        Input<64>,
        Dense<32, Relu>,
        Dense<10, Softmax>,
    }
}

fn main() -> Result {
    let folder = std::env::args().nth(1).ok_or("a folder for the data is missing")?;
    let write = |name: &str, text: String| fs::write(Path::new(&folder).join(name), text);
    let mut rng = SmallRng::seed_from_u64(7);
    let people = people::draw(1000, &mut rng);
    let x: Vec<[f32; 2]> = people.iter().map(Person::features).collect();

    let four = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let xor = [0.0, 1.0, 1.0, 0.0];
    write("XOR.csv", csv(&four, &xor))?;
    time("XOR", "mean squared error", |rng| {
        let mut model = Xor::random(rng);
        let fit = Fit::new().batch_size(4).epochs(2048);
        let history = model
            .compile(MeanSquaredError::new(), Sgd::new(0.1), ())
            .fit(&four, &xor, &fit)?;
        Ok(f64::from(history.last().loss))
    })?;

    let overweight: Vec<bool> = people.iter().map(|person| person.body_mass_index() >= 25.0).collect();
    let numbers: Vec<u8> = overweight.iter().map(|&yes| yes.into()).collect();
    write("overweight.csv", csv(&x, &numbers))?;
    time("overweight", "accuracy", |rng| {
        let mut model = Overweight::random(rng);
        let fit = Fit::new().batch_size(32).epochs(512);
        let mut compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(0.1), BinaryAccuracy::new());
        let history = compiled.fit(&x, &overweight, &fit)?;
        Ok(history.last().get("binary_accuracy").unwrap_or_default().into())
    })?;

    let classes: Vec<u8> = people.iter().map(|person| class(person.body_mass_index())).collect();
    write("weight class.csv", csv(&x, &classes))?;
    time("weight class", "accuracy", |rng| {
        let mut model = WeightClass::random(rng);
        let (loss, metric) = (SparseCategoricalCrossentropy::new(), SparseCategoricalAccuracy::new());
        let history = model
            .compile(loss, Adam::new(0.01), metric)
            .fit(&x, &classes, &Fit::new().epochs(200))?;
        Ok(history
            .last()
            .get("sparse_categorical_accuracy")
            .unwrap_or_default()
            .into())
    })?;

    let (learn, held_out) = hold_out_a_fifth(digits::all(), &mut rng);
    let split = |digits: &[digits::Digit]| -> (Vec<[f32; 64]>, Vec<u8>) {
        digits.iter().map(|digit| (digit.pixels, digit.class)).unzip()
    };
    let ((x, y), (held_out_x, held_out_y)) = (split(&learn), split(&held_out));
    write("digits.csv", csv(&x, &y))?;
    write("digits held out.csv", csv(&held_out_x, &held_out_y))?;
    time("digits", "held-out accuracy", |rng| {
        let mut model = Digits::random(rng);
        model
            .compile(SparseCategoricalCrossentropy::new(), Adam::new(0.001), ())
            .fit(&x, &y, &Fit::new().batch_size(32).epochs(20))?;
        let right = held_out_x
            .iter()
            .zip(&held_out_y)
            .filter(|(x, y)| model.predict(*x).imax() == usize::from(**y));
        Ok(right.count() as f64 / held_out_x.len() as f64)
    })
}

fn class(body_mass_index: f32) -> u8 {
    match body_mass_index {
        ..18.5 => 0,
        ..25.0 => 1,
        ..30.0 => 2,
        _ => 3,
    }
}

fn csv<const N: usize>(x: &[[f32; N]], y: &[impl Display]) -> String {
    let row = |(x, y): (&[f32; N], _)| x.iter().map(|x| format!("{x},")).collect::<String>() + &format!("{y}\n");
    x.iter().zip(y).map(row).collect()
}

/// Prints the median of five trainings from five seeds, and what the middle one in quality reaches.
fn time(
    job: &str,
    quality: &str,
    mut train: impl FnMut(&mut SmallRng) -> std::result::Result<f64, layerproof::Error>,
) -> Result {
    let (mut seconds, mut reached) = (Vec::new(), Vec::new());
    for seed in 1..=5 {
        let mut rng = SmallRng::seed_from_u64(seed);
        let start = Instant::now();
        let good = train(&mut rng)?;
        seconds.push(start.elapsed().as_secs_f64());
        reached.push(good);
    }
    seconds.sort_by(f64::total_cmp);
    reached.sort_by(f64::total_cmp);
    println!("{job}\tlayerproof\t{}\t{quality} {:.3}", seconds[2], reached[2]);
    Ok(())
}
