use layerproof::prelude::*;

functional! {
    fn Pair(a: Input<4>, b: Input<4>) -> y {
        let y = Dense<3, Relu>(Concatenate(a, b));
    }
}

functional! {
    fn Net(x: Input<4>) -> y {
        let hidden = Model<Pair>(x);
        let y = Dense<1>(hidden);
    }
}

fn main() {}

// mend: Model<Pair>(x) => Model<Pair>(x, x)
