use layerproof::prelude::*;
use layerproof::typenum::U3;

const SIDE: usize = 28;
const POOL: usize = 2;

sequential! {
    struct Net {
        Input<SIDE, { SIDE }, 1>,
        Conv2d<8, U3, U3, Relu, padding = Same>,
        MaxPooling2d<POOL>,
        Conv2d<{ 4 * POOL }, kernel_size = 3, strides = POOL>,
        Flatten,
        Dense<10, Softmax>,
    }
}

fn main() {
    let p: SVector<f32, 10> = Net::zeros().predict(&[[[0.0; 1]; SIDE]; SIDE]);
    assert!((p.sum() - 1.0).abs() < 1e-6);
    assert_eq!(Net::PARAMS, 80 + (3 * 3 * 8 * 8 + 8) + (6 * 6 * 8 * 10 + 10));
}
