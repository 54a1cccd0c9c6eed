use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8, 2>,
        nn.AvgPool1d(kernel_size=2, stride=1),
        Flatten,
        Dense<1>,
    }
}

fn main() {}

// mend: nn.AvgPool1d(kernel_size=2, stride=1) => AveragePooling1d<2, strides = 1>
