//! A wave that a recurrent layer learns, and goes on with by itself.
//!
//! `cargo run --release -p layerproof-examples --example sine_lstm`, and behind it `-- FILE` to keep the weights

use layerproof::prelude::*;
use layerproof_examples::{Result, ensure, save_if_asked};

/// The steps that a prediction sees.
const WINDOW: usize = 40;
/// How far the model goes on by itself.
const AHEAD: usize = 120;

sequential! {
    /// What comes next? From the values of a wave so far.
    pub struct SineLstm {
        Input<WINDOW, 1>,
        Lstm<16>,
        Dense<1>,
    }
}

/// A sine, of about thirty steps a period.
fn wave(step: usize) -> f32 {
    0.8 * (0.21 * step as f32).sin()
}

fn main() -> Result {
    let mut rng = SmallRng::seed_from_u64(7);
    // What is measured is never exact.
    let measured: Vec<f32> = (0..1200)
        .map(|step| wave(step) + rng.random_range(-0.02..0.02))
        .collect();
    let windows = measured.windows(WINDOW + 1);
    let (x, y): (Vec<[[f32; 1]; WINDOW]>, Vec<f32>) = windows
        .map(|window| (core::array::from_fn(|i| [window[i]]), window[WINDOW]))
        .unzip();

    let mut model = SineLstm::random(&mut rng);
    println!("{}\n", SineLstm::summary());
    let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.005), MeanAbsoluteError::new());
    let history = compiled.fit(&x, &y, &Fit::new().epochs(30).validation_split(0.2))?;
    for epoch in history.epochs().step_by(10) {
        println!("{epoch}");
    }
    println!("{}\n", history.last());

    // What was measured last, and then what the model predicted itself.
    let mut seen = [[0.0]; WINDOW];
    for (seen, value) in seen.iter_mut().zip(&measured[measured.len() - WINDOW..]) {
        *seen = [*value];
    }
    let mut squares = 0.0;
    println!("step   predicted   wave");
    for ahead in 0..AHEAD {
        let truth = wave(measured.len() + ahead);
        let next = model.predict(&seen)[0];
        squares += (next - truth).powi(2);
        if ahead % 4 == 0 {
            println!("{ahead:>4}   {next:>9.3}   {truth:>6.3}   {}", plotted(next, truth));
        }
        seen.rotate_left(1);
        seen[WINDOW - 1] = [next];
    }
    let error = (squares / AHEAD as f32).sqrt();
    println!("\n{AHEAD} steps ahead: {error:.3} off on average, of a wave from −1 to 1");
    save_if_asked(&model)?;
    ensure(error < 0.15, "the wave that goes on is another one")
}

/// A line of a plot: `*` for what was predicted, `|` for the wave.
fn plotted(predicted: f32, truth: f32) -> String {
    const WIDTH: f32 = 50.0;
    let column = |value: f32| ((value + 1.2) / 2.4 * WIDTH).clamp(0.0, WIDTH) as usize;
    let mut line = vec![' '; WIDTH as usize + 1];
    line[column(truth)] = '|';
    line[column(predicted)] = '*';
    line.into_iter().collect()
}
