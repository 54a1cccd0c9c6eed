use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let y: f32 = net.predict(&[0.1, 0.2]);
    println!("{y}");
    Ok(())
}

// mend: net.predict(&[0.1, 0.2]) => net.predict(&[0.1, 0.2])[0]
// rustc: it spells out what `SVector` stands for
