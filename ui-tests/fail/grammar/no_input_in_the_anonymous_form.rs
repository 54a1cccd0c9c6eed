use layerproof::prelude::*;

type Net = sequential!(< Dense<8, Relu>, Dense<1> >);

fn main() {
    let _ = Net::zeros();
}

// mend: < Dense<8, Relu> => < Input<2>, Dense<8, Relu>
