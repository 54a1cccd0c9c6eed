//! The smallest problem that one layer cannot solve: x xor y, as a regression.
//!
//! `cargo run --release -p layerproof-examples --example xor`, and behind it `-- FILE` to keep the weights

use layerproof::prelude::*;
use layerproof_examples::{Result, ensure, save_if_asked};

sequential! {
    /// x xor y.
    pub struct Xor {
        Input<2>,
        Dense<8, Tanh>,
        Dense<1>,
    }
}

fn main() -> Result {
    let x = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let y = [0.0, 1.0, 1.0, 0.0];

    let mut model = Xor::random(&mut SmallRng::seed_from_u64(7));
    println!("{}\n", Xor::summary());

    let history =
        model
            .compile(MeanSquaredError::new(), Sgd::new(0.1), ())
            .fit(&x, &y, &Fit::new().batch_size(4).epochs(500))?;
    for epoch in history.epochs().step_by(100) {
        println!("{epoch}");
    }
    println!("{}\n", history.last());

    let mut worst = 0.0_f32;
    for (x, y) in x.iter().zip(y) {
        let p = model.predict(x)[0];
        println!("{} xor {} = {p:6.3}", x[0], x[1]);
        worst = worst.max((p - y).abs());
    }
    save_if_asked(&model)?;
    ensure(worst < 0.1, "the answers are not those of xor")
}
