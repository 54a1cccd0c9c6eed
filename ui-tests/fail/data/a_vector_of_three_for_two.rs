use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    net.predict(&SVector::<f32, 3>::zeros());
    Ok(())
}

// mend: SVector::<f32, 3> => SVector::<f32, 2>
