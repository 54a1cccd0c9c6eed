use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let x = vec![[0.1, 0.2], [0.3, 0.4]];
    net.predict(&x);
    Ok(())
}

// mend: net.predict(&x); => x.iter().for_each(|x| drop(net.predict(x)));
