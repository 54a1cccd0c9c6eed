use layerproof::prelude::*;

type Net = sequential!(Input<4, 4, 1>, Conv2d<8, 5, 5>, Flatten, Dense<10, Softmax>);

fn main() {
    let _ = Net::zeros();
}

// mend: Conv2d<8, 5, 5> => Conv2d<8, 3, 3>
