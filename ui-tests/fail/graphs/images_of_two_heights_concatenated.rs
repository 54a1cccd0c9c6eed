use layerproof::prelude::*;

functional! {
    fn Net(image: Input<8, 8, 1>) -> kinds {
        let first = Conv2d<4, 3, 3, Relu, padding = Same>(image);
        let second = MaxPooling2d<2>(first);
        let both = Concatenate(first, second);
        let kinds = Dense<10, Softmax>(Flatten(both));
    }
}

fn main() {}

// mend: MaxPooling2d<2>(first) => MaxPooling2d<2, strides = 1, padding = Same>(first)
