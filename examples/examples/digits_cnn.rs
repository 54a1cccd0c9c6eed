//! Handwritten digits through a convolutional network: trained, judged, saved, and loaded again.
//!
//! `cargo run --release -p layerproof-examples --example digits_cnn`, and behind it `-- FILE` to keep the weights

use layerproof::prelude::*;
use layerproof_examples::digits::{self, Digit};
use layerproof_examples::{Confusion, Result, ensure, hold_out_a_fifth, pictures, save_if_asked};

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
}

fn main() -> Result {
    let mut rng = SmallRng::seed_from_u64(7);
    let (learn, held_out) = hold_out_a_fifth(digits::all(), &mut rng);
    let sample = |digit: &Digit| (digit.image(), digit.class);
    let (x, y): (Vec<_>, Vec<_>) = learn.iter().map(sample).unzip();
    let (held_out_x, held_out_y): (Vec<_>, Vec<_>) = held_out.iter().map(sample).unzip();
    println!("{} digits to learn from, {} held out\n", x.len(), held_out_x.len());

    let mut model = DigitsCnn::random(&mut rng);
    println!("{}\n", DigitsCnn::summary());

    let history = model
        .compile(
            SparseCategoricalCrossentropy::new(),
            Adam::new(0.003),
            SparseCategoricalAccuracy::new(),
        )
        .fit(&x, &y, &Fit::new().epochs(30).validation_data(&held_out_x, &held_out_y))?;
    for epoch in history.epochs().step_by(5) {
        println!("{epoch}");
    }
    println!("{}\n", history.last());

    let mut confusion = Confusion::new(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    let mut shown = Vec::new();
    for digit in &held_out {
        let p = model.predict(&digit.image());
        let answer = p.imax();
        confusion.count(digit.class.into(), answer);
        // The first ones, and behind them the first that are wrong.
        let wrong = answer != usize::from(digit.class);
        if shown.len() < 3 || wrong && shown.len() < 5 {
            let caption = format!("{answer} with {:.0} %", 100.0 * p[answer]);
            let truth = if wrong {
                format!(", is {}", digit.class)
            } else {
                String::new()
            };
            shown.push((*digit, caption + &truth));
        }
    }
    println!("{}\n", pictures(&shown));
    println!("held out, {:.1} % right:\n{confusion}\n", 100.0 * confusion.accuracy());

    let path = std::env::temp_dir().join("digits_cnn.safetensors");
    model.save(&path)?;
    let loaded = DigitsCnn::from_file(&path)?;
    let agree = held_out_x
        .iter()
        .filter(|x| loaded.predict(*x) == model.predict(*x))
        .count();
    println!("saved to {} and loaded again:", path.display());
    println!("{agree} of {} predictions agree to the last bit", held_out_x.len());
    ensure(agree == held_out_x.len(), "the loaded model is another one")?;
    save_if_asked(&model)?;
    ensure(
        confusion.accuracy() >= 0.97,
        "fewer than 97 % of the held-out digits are right",
    )
}
