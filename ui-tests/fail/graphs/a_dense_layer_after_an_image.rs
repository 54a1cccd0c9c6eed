use layerproof::prelude::*;

functional! {
    fn Net(image: Input<8, 8, 1>) -> kinds {
        let features = Conv2d<4, 3, 3, Relu>(image);
        let kinds = Dense<10, Softmax>(features);
    }
}

fn main() {}

// mend: Softmax>(features) => Softmax>(Flatten(features))
