use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<3, dtype = u32>,
        Embedding<10, 2>,
        Flatten,
        Dense<1>,
    }
}

fn main() {
    let model = Net::new(1);
    let _ = model.predict(&[1.0, 2.0, 3.0]);
}

// mend: [1.0, 2.0, 3.0] => [1, 2, 3]
