use layerproof::prelude::*;

functional! {
    fn Net(image: Input<8, 8, 1>) -> kinds {
        let first = Conv2d<4, 3, 3, Relu, padding = Same>(image);
        let second = Conv2d<8, 3, 3, Relu, padding = Same>(first);
        let kinds = Dense<10, Softmax>(Flatten(Add(first, second)));
    }
}

fn main() {}

// mend: Conv2d<8, => Conv2d<4,
