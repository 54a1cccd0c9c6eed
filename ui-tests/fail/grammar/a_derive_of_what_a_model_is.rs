use layerproof::prelude::*;

sequential! {
    #[derive(Debug, Clone)]
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() {}

// mend: #[derive(Debug, Clone)] => #[derive()]
