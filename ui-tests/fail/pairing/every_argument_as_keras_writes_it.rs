use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::new(7);
    net.compile("binary_crossentropy", "adam", ["accuracy"]);
    Ok(())
}

// mend: "binary_crossentropy" => BinaryCrossentropy::new()
// mend: "adam" => Adam::new(0.001)
// mend: ["accuracy"] => Accuracy::new()
