use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<3>,
        Model<Net>,
        Dense<1>,
    }
}

fn main() {}

// mend: Model<Net> => Dense<3>
