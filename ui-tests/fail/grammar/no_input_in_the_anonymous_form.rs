use layerproof::prelude::*;

type Net = sequential!(< Dense<8, Relu>, Dense<1> >);

fn main() {
    let _ = Net::zeros();
}
