use layerproof::prelude::*;

const N: usize = 0;
type Net = sequential!(Input<2>, Dense<N>, Dense<1>);

fn main() {
    let net = Net::zeros();
    net.predict(&[0.1, 0.2]);
}

// mend: usize = 0 => usize = 8
