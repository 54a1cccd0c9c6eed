use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4>,
        Dense<1>,
    }
}

fn main() {
    let net = Net::zeros();
    net.stream();
}

// mend: Input<2> => Input<8, 2>, Lstm<3>
