use layerproof::prelude::*;

const KERNEL: usize = 5;

type Net = sequential!(Input<4, 4, 1>, Conv2d<8, KERNEL, KERNEL>, Flatten, Dense<10, Softmax>);

fn main() {
    let _ = Net::zeros();
}

// mend: KERNEL: usize = 5 => KERNEL: usize = 3
