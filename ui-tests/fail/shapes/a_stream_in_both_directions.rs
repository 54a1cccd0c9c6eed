use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        Bidirectional<Lstm<4>>,
        Dense<1>,
    }
}

fn main() {
    let net = Net::zeros();
    net.stream();
}

// mend: Bidirectional<Lstm<4>> => Lstm<4>
// rustc: below its first line it shows what the macro wrote, and where the bound is
