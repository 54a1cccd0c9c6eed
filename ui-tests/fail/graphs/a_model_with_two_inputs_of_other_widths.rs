use layerproof::prelude::*;

functional! {
    fn Pair(a: Input<4>, b: Input<4>) -> y {
        let y = Dense<3, Relu>(Concatenate(a, b));
    }
}

functional! {
    fn Net(user: Input<4>, item: Input<5>) -> y {
        let hidden = Model<Pair>(user, item);
        let y = Dense<1>(hidden);
    }
}

fn main() {}

// mend: item: Input<5> => item: Input<4>
