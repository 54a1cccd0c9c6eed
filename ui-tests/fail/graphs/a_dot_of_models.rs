use layerproof::prelude::*;

sequential! {
    struct Encoder {
        Input<12>,
        Dense<3>,
    }
}

functional! {
    fn Siamese(a: Input<12>, b: Input<12>) -> y {
        let encoder = Model<Encoder>;
        let of_b = Reshape<3>(encoder(b));
        let y = Dense<1, Sigmoid>(Dot(encoder(a), of_b, axes = 1));
    }
}

fn main() {}

// mend: encoder(a), of_b => Reshape<3>(encoder(a)), of_b
