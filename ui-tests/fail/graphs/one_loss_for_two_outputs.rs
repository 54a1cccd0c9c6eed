use layerproof::prelude::*;

functional! {
    fn Net(x: Input<4>) -> (a, b) {
        let a = Dense<1, Sigmoid>(x);
        let b = Dense<1>(x);
    }
}

fn main() {
    let mut net = Net::new(7);
    net.compile(BinaryCrossentropy::new(), Sgd::new(0.1), ());
}

// mend: compile(BinaryCrossentropy::new(), => compile((BinaryCrossentropy::new(), MeanSquaredError::new()),
