use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<3, Softmax>,
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    let y: SVector<f32, 2> = net.predict(&[0.1, 0.2]);
    println!("{y}");
    Ok(())
}

// mend: SVector<f32, 2> => SVector<f32, 3>
// rustc: it spells out what `SVector` stands for; the label has both widths
