//! The workloads that layerproof is measured on, and the same models as a careful person writes them by hand.
//!
//! ```sh
//! cargo bench -p layerproof-benches
//! cargo run -p layerproof-benches --bin table
//! ```

pub mod by_hand;

use layerproof::prelude::*;

/// The bytes that are read over and over to measure the caches: half of a usual first level, and as many as C's weights.
pub const READ_L1: usize = 16 << 10;
/// See [`READ_L1`].
pub const READ_L2: usize = 400 << 10;

/// 2 → 8 → 1: as small as a model gets.
pub type A = sequential!(
    Input<2>,
    Dense<8, Relu>,
    Dense<1, Sigmoid>,
);

/// 64 → 32 → 10: the handwritten digits of 8 × 8 pixels.
pub type B = sequential!(
    Input<64>,
    Dense<32, Relu>,
    Dense<10, Softmax>,
);

/// 784 → 128 → 10: digits of 28 × 28 pixels.
pub type C = sequential!(
    Input<784>,
    Dense<128, Relu>,
    Dense<10, Softmax>,
);

/// 64 → 32 → 10 in double precision.
pub type B64 = sequential!(
    Input<64, dtype = f64>,
    Dense<32, Relu>,
    Dense<10, Softmax>,
);

/// 784 → 128 → 10 in double precision.
pub type C64 = sequential!(
    Input<784, dtype = f64>,
    Dense<128, Relu>,
    Dense<10, Softmax>,
);

/// A convolutional network on 28 × 28 pixels.
pub type D = sequential!(
    Input<28, 28, 1>,
    Conv2d<8, 3, 3, Relu>,
    MaxPooling2d<2, 2>,
    Conv2d<16, 3, 3, Relu>,
    MaxPooling2d<2, 2>,
    Flatten,
    Dense<10, Softmax>,
);

/// Numbers between −1 and 1 that look random and are the same in every run.
pub fn noise(i: usize) -> f64 {
    let x = (i as u64)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
        .wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (x >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Shapes that fit no register.
pub mod odd {
    use layerproof::prelude::*;

    macro_rules! widths {
        ($($name:ident $width:literal $last:ident;)*) => {$(
            #[doc = concat!(stringify!($width), " → ", stringify!($width), " → ", stringify!($width))]
            pub type $name = sequential!(
                Input<$width>,
                Dense<$width, Relu>,
                Dense<$width, $last>,
            );
        )*};
    }
    widths! {
        W1 1 Sigmoid;
        W3 3 Softmax;
        W7 7 Softmax;
        W10 10 Softmax;
        W33 33 Softmax;
        W100 100 Softmax;
        W129 129 Softmax;
    }

    /// 33 → 100 → 7
    pub type Mixed = sequential!(
        Input<33>,
        Dense<100, Relu>,
        Dense<7, Softmax>,
    );

    /// Larger windows of one channel.
    pub type Five = sequential!(
        Input<28, 28, 1>,
        Conv2d<6, 5, 5, Relu>,
    );
    /// Larger windows of six channels.
    pub type FiveDeep = sequential!(
        Input<12, 12, 6>,
        Conv2d<16, 5, 5, Relu>,
    );
    /// Every second window.
    pub type Strided = sequential!(
        Input<28, 28, 3>,
        Conv2d<8, 3, 3, Relu, strides = 2>,
    );
    /// Every second larger window.
    pub type FiveStrided = sequential!(
        Input<16, 16, 8>,
        Conv2d<12, 5, 5, Relu, strides = 2>,
    );
}
