#![deny(warnings)]
use layerproof as lp;

// What the expansion calls its own parameters and modules is of no concern to users.
#[allow(dead_code)]
struct B;
#[allow(dead_code)]
struct L;
#[allow(dead_code)]
struct R;
#[allow(dead_code)]
struct S;
#[allow(dead_code)]
struct Dense1;

mod sizes {
    pub mod lp {
        pub const HIDDEN: usize = 4;
    }
    pub mod inside {
        use super::lp;
        layerproof::sequential! {
            pub struct K {
                Input<2>,
                Dense<{ lp::HIDDEN }>,
                Dense<1>,
            }
        }
    }
}

lp::sequential! {
    struct T {
        Input<2>,
        Dense<4, Relu>,
        Dense<1>,
    }
    crate = lp,
}

mod deep {
    lp::sequential! {
        pub struct B {
            Input<2>,
            Dense<1>,
        }
        crate = lp,
    }
    use layerproof as lp;
}

fn main() {
    use lp::Network;
    assert_eq!(T::PARAMS + sizes::inside::K::PARAMS + deep::B::PARAMS, 17 + 17 + 3);
}
