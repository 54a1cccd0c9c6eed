use layerproof as proof;

proof::sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
    crate = proof,
}

mod inner {
    pub mod deep {
        pub use layerproof as renamed;
    }
}

inner::deep::renamed::sequential! {
    struct Other {
        Input<2>,
        Dense<1>,
    }
    crate = crate::inner::deep::renamed,
}

fn main() {
    use proof::Network;
    assert_eq!(Net::PARAMS + Other::PARAMS, 6);
}
