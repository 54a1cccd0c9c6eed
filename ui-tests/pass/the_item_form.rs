use layerproof::prelude::*;

sequential! {
    /// Is this adult overweight?
    pub struct Overweight {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

static MODEL: Overweight = Overweight::zeros();
const _: () = assert!(Overweight::PARAMS == 33 && Overweight::SCRATCH_BYTES <= 64);

fn main() {
    let p: SVector<f32, 1> = MODEL.predict(&[0.4, 0.7]);
    assert_eq!(p[0], 0.5);
    let kernel: SMatrix<f32, 8, 2> = MODEL.dense_1.kernel;
    let bias: SVector<f32, 8> = MODEL.dense_1.bias;
    assert_eq!((kernel.sum(), bias.sum()), (0.0, 0.0));
}
