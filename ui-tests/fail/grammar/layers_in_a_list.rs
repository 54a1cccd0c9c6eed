use layerproof::prelude::*;

type Net = sequential!([Input<2>, Dense<1>]);

fn main() {}

// mend: sequential!([Input<2>, Dense<1>]) => sequential!(Input<2>, Dense<1>)
