use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<4>,
        Dense<4, 16, Relu>,
        fc2: Linear<16, 3>,
    }
}

fn main() {
    let net = Net::zeros();
    let class: SVector<f32, 3> = net.predict(&[0.0; 4]);
    assert_eq!(class, net.fc2.bias);
}

// mend: Dense<4, 16, Relu> => Dense<16, Relu>
// mend: Linear<16, 3> => Dense<3>
// mistakes: 2
