use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<28, 28, 3>,
        nn.Conv2d(3, 8, 3, padding=1),
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {
    let _ = Net::zeros();
}

// mend: nn.Conv2d(3, 8, 3, padding=1) => Conv2d<8, 3, 3, padding = Same>
