use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>, item: Input<16>) -> score {
        let score = Dense<1, Sigmoid>(user);
    }
}

fn main() {}

// mend: user: Input<16>, item: Input<16> => user: Input<16>
