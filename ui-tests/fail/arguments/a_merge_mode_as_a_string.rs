use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<10, 1>,
        Bidirectional<Lstm<8>, merge_mode = "sum">,
        Dense<1>,
    }
}

fn main() {}

// mend: "sum" => Sum
