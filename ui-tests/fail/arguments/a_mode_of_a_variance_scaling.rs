use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<4, Relu, kernel_initializer = VarianceScaling<mode = "fan_in">>,
        Dense<1>,
    }
}

fn main() {}

// mend: "fan_in" => FanIn
