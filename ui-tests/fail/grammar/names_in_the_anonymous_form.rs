use layerproof::prelude::*;

type Net = sequential!(Input<2>, hidden: Dense<8, Relu>, Dense<1>);

fn main() {
    let _ = Net::zeros();
}

// mend: hidden: Dense<8, Relu> => Dense<8, Relu>
