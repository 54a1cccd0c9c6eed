use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        nn.Linear(2, 8),
        Dense<1>,
    }
}

fn main() {}

// mend: nn.Linear(2, 8) => Dense<8>
