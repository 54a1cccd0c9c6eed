use layerproof::prelude::*;

struct Gain {
    weights: [f32; 3],
}

sequential! {
    struct Net {
        Input<3>,
        Custom<Gain>,
        Dense<1>,
    }
}

fn main() {
    let mut net = Net::new(1);
    let compiled = net.compile(MeanSquaredError::new(), Adam::new(0.1), ());
    let _ = { compiled }.fit(&[[0.0; 3]], &[[1.0]], &Fit::new());
    println!("{}", Gain { weights: [1.0; 3] }.weights[0]);
}

// mend: Custom<Gain> => Dense<3>
