use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn takes_three<M: Model<Input = SVector<f32, 3>>>(_: &M) {}

fn main() -> Result<(), layerproof::Error> {
    let mut net = Net::zeros();
    takes_three(&net);
    Ok(())
}

// mend: Input<2> => Input<3>
// rustc: a bound names the input type itself, and rustc spells out what `SVector` stands for
