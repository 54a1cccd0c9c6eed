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
// rustc: below its first line it shows what the macro wrote, and where the bound is
