use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Re
    }
}

fn main() {
    let net = Net::zeros();
    net.predict(&[0.1, 0.2]);
}

// mend: Dense<8, Re => Dense<8, Relu>
