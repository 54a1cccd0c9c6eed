use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

sequential! {
    struct Wider {
        Input<3>,
        Dense<1>,
    }
}

fn main() {
    let mut net = Net::zeros();
    net = Wider::zeros();
    let _ = net;
}

// mend: net = Wider::zeros() => net = Net::zeros()
