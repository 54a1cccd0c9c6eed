use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let x = vec![[0.5, 0.5], [0.1, 0.2]];
    let net = Net::new(7);
    let answers = net.predict(&x);
    println!("{}", answers[0]);
    Ok(())
}

// mend: predict( => predict_all(
