use layerproof::prelude::*;

use layerproof::typenum::U3;
type Net = sequential!(Input<8, 8, 1>, MaxPooling2d<4>, Conv2d<4, U3>, Flatten, Dense<1>);

fn main() {}

// mend: MaxPooling2d<4> => MaxPooling2d<2>
