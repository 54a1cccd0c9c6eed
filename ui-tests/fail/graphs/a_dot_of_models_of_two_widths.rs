use layerproof::prelude::*;

sequential! {
    struct Encoder {
        Input<12>,
        Dense<3>,
    }
}

functional! {
    fn Siamese(a: Input<12>, b: Input<5>) -> y {
        let encoder = Model<Encoder>;
        let y = Dense<1, Sigmoid>(Dot(encoder(a), b, axes = 1));
    }
}

fn main() {}

// mend: b: Input<5> => b: Input<3>
