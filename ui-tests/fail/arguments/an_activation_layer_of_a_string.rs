use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8>,
        Activation<"relu">,
        Dense<1>,
    }
}

fn main() {}

// mend: Activation<"relu"> => Activation<Relu>
