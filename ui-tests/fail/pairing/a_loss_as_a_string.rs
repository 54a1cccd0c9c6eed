use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.compile("binary_crossentropy", Adam::new(0.01), ());
    Ok(())
}

// mend: "binary_crossentropy" => BinaryCrossentropy::new()
