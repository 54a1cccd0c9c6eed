use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {
    let net = Net::zeros();
    net.stream();
}

// mend: Flatten => Lstm<4>
// rustc: below its first line it shows what the macro wrote, and where the bound is
