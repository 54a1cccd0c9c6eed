use layerproof::prelude::*;

functional! { fn Two(x: Input<3>) -> (y, z) { let y = Dense<2>(x); let z = Dense<2, Softplus>(x); } }

functional! {
    fn Net(x: Input<3>) -> y {
        let y = Dense<1>(Model<Two>(x));
    }
}

fn main() {
    let net = Net::new(1);
    let y = net.predict(&[0.1, 0.2, 0.3]);
    println!("{}", y[0]);
}

// mend: Model<Two>(x) => Dense<2>(x)
