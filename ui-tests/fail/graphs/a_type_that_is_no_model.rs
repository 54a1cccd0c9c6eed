use layerproof::prelude::*;

struct Encoder;

sequential! {
    struct Net {
        Input<3>,
        Model<Encoder>,
        Dense<1>,
    }
}

fn main() {
    let net = Net::new(1);
    println!("{}", net.predict(&[0.1, 0.2, 0.3])[0]);
}

// mend: Model<Encoder> => Dense<2>
