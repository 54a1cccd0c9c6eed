use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>, image: Input<8, 8, 1>) -> score {
        let hidden = Dense<32, relu>(user);
        let features = Dense<8, Relu>(image);
        let score = Dense<1, Sigmoid>(Concatenate(hiden, features));
    }
}

fn main() {}

// mistakes: 3
// mend: 32, relu => 32, Relu
// mend: Relu>(image) => Relu>(Flatten(image))
// mend: hiden => hidden
