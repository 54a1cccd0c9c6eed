use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1, Sigmoid>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let net = Net::load("net.safetensors")?;
    let _ = net;
    Ok(())
}

// mend: load( => from_file(
// rustc: `load` is a method of a model that is there, and a function and a method of one name cannot be told apart
