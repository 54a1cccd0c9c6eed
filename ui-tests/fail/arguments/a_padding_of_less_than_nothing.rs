use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4, 6>,
        ZeroPadding1d<-1, 0>,
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: ZeroPadding1d<-1, 0> => Cropping1d<1, 0>
