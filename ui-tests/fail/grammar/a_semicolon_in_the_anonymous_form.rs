use layerproof::prelude::*;

type Net = sequential!(Input<2>; Dense<1>);

fn main() {}

// mend: Input<2>; Dense => Input<2>, Dense
