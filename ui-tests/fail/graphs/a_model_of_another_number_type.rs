use layerproof::prelude::*;

sequential! {
    struct Encoder {
        Input<3, dtype = f64>,
        Dense<2>,
    }
}

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

// mend: Input<3, dtype = f64> => Input<3>
