use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        Gru<4, go_backwards = true>,
        Dense<1>,
    }
}

fn main() {
    let net = Net::zeros();
    net.stream();
}

// mend: Gru<4, go_backwards = true> => Gru<4>
// rustc: below its first line it shows what the macro wrote, and where the bound is
