use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        Conv1d<4, 3, padding = Causal, strides = 2>,
        Lstm<4>,
        Dense<1>,
    }
}

fn main() {
    let net = Net::zeros();
    net.stream();
}

// mend: strides = 2 => dilation_rate = 2
// rustc: below its first line it shows what the macro wrote, and where the bound is
