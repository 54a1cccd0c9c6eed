use layerproof::prelude::*;

functional! {
    fn Net(user: Input<16>, item: Input<8>) -> score {
        let tower = Dense<32, Relu>;
        let score = Dense<1, Sigmoid>(Concatenate(tower(user), tower(item)));
    }
}

fn main() {}

// mend: item: Input<8> => item: Input<16>
