use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn params<M: Model>(_: &M) -> usize {
    M::PARAMS
}

fn main() {
    assert_eq!(params(&Net::zeros()), 3);
    let boxed: Box<Net> = Net::boxed_zeros();
    let copy = boxed.clone();
    assert!(*copy == *boxed);
    assert_eq!(format!("{copy:?}"), "Net { dense_1: Dense<1> }");
}
