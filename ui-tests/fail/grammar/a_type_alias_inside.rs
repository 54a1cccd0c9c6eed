use layerproof::prelude::*;

sequential! {
    type Net = (Input<2>, Dense<1>);
}

fn main() {}

// mend: type Net = (Input<2>, Dense<1>); => struct Net { Input<2>, Dense<1> }
