use layerproof::prelude::*;

type Net = sequential!(Input<3>, Custom<Dense>, Dense<1>);

fn main() {
    println!("{}", Net::new(1).predict(&[0.1, 0.2, 0.3])[0]);
}

// mend: Custom<Dense> => Dense<3>
