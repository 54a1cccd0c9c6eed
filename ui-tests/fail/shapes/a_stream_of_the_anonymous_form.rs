use layerproof::prelude::*;

type Net = sequential!(Input<8, 2>, GlobalAveragePooling1d, Dense<1>);

fn main() {
    let net = Net::zeros();
    net.stream();
}

// mend: GlobalAveragePooling1d => Lstm<2>
// rustc: below its first line it shows what the macro wrote, and where the bound is
