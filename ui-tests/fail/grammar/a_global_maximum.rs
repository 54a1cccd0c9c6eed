use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 8, 1>,
        GlobalMaxPooling2D,
        Dense<1>,
    }
}

fn main() {}

// mend: GlobalMaxPooling2D => GlobalMaxPooling2d
