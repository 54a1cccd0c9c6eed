use layerproof::prelude::*;

functional! {
    fn Net(a: Input<4>, b: Input<4>) -> y {
        let y = Dense<1>(Concatenate(a, b));
    }
}

fn main() {
    Net::new(7).predict(&[0.1_f32; 4]);
}

// mend: predict(&[0.1_f32; 4]) => predict((&[0.1_f32; 4], &[0.2_f32; 4]))
