use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        Conv2d<8, 3, 3, padding = "same">,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: padding = "same" => padding = Same
