use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<28, 28, 1>,
        Conv2d<32, kernel_size = (3, 3), activation = "relu">,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {}

// mend: Conv2d<32, kernel_size = (3, 3), activation = "relu"> => Conv2d<32, kernel_size = (3, 3), activation = Relu>
