use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2, dtype = "float64">,
        Dense<1>,
    }
}

fn main() {}

// mend: Input<2, dtype = "float64"> => Input<2, dtype = f64>
