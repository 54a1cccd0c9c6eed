use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>, item: Input<16>) -> score {
        let score = Dense<1, Sigmoid>(user, item);
    }
}

fn main() {}

// mend: (user, item); => (Concatenate(user, item));
