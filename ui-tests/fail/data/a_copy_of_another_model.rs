use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

sequential! {
    struct Other {
        Input<3>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.copy_from(&Other::zeros());
    Ok(())
}

// mend: Other::zeros() => Net::zeros()
// rustc: two types that differ are its own error
