use layerproof::prelude::*;

fn main() {
    let net = sequential!(Input<2>, Dense<8, Relu>, Dense<1>);
    net.predict(&[0.1, 0.2]);
}

// mend: let net = sequential!(Input<2>, Dense<8, Relu>, Dense<1>); => type Net = sequential!(Input<2>, Dense<8, Relu>, Dense<1>); let net = Net::zeros();
// rustc: what a macro gives is read before the macro could say anything; it names a path of ours that tells
