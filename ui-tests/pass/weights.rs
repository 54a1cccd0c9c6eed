#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
//! Weights from files of every kind that is taken.
use layerproof::prelude::*;

/// A model of two layers under this name, with these options.
macro_rules! net {
    ($name:ident, $($options:tt)*) => {
        sequential! {
            /// A model.
            pub struct $name {
                Input<2>,
                Dense<3, Relu>,
                Dense<1, Sigmoid>,
            }
            $($options)*
        }
    };
}

net!(Own, weights = "weights/own.safetensors");
net!(Keras, weights = "weights/keras.safetensors",);
net!(PyTorch, weights = "weights/pytorch.safetensors");
net!(Half, weights = "weights/half.safetensors", convert = true);
net!(Brain, convert = true, weights = "weights/brain.safetensors");
net!(Transposed, weights = "weights/transposed.safetensors", layout = PyTorch);

sequential! {
    struct Square {
        Input<2>,
        Dense<2>,
    }
    layout = Keras,
    weights = "weights/square.safetensors",
}

sequential! {
    struct SquareOfPyTorch {
        Input<2>,
        Dense<2>,
    }
    weights = "weights/square.safetensors",
    layout = PyTorch,
}

sequential! {
    struct Double {
        Input<2, dtype = f64>,
        Dense<3, Relu>,
        Dense<1, Sigmoid>,
    }
    weights = "weights/own.safetensors",
    convert = true,
}

static MODEL: &Own = Own::TRAINED;

fn main() {
    assert_eq!(MODEL.dense_1.kernel.as_slice(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(MODEL.dense_1.bias.as_slice(), [7.0, 8.0, 9.0]);
    assert_eq!(MODEL.dense_2.kernel.as_slice(), [-1.0, -2.0, -3.0]);
    assert_eq!(MODEL.dense_2.bias.as_slice(), [0.5]);
    let bytes = MODEL.to_bytes();
    assert_eq!(Keras::TRAINED.to_bytes(), bytes);
    assert_eq!(PyTorch::TRAINED.to_bytes(), bytes);
    assert_eq!(Half::TRAINED.to_bytes(), bytes);
    assert_eq!(Brain::TRAINED.to_bytes(), bytes);
    assert_eq!(Transposed::TRAINED.to_bytes(), bytes);
    assert_eq!(Double::TRAINED.dense_1.kernel[(2, 1)], 6.0);
    assert_eq!(std::ptr::from_ref(MODEL).addr() % 64, 0);

    let (keras, pytorch) = (Square::TRAINED.dense_1.kernel, SquareOfPyTorch::TRAINED.dense_1.kernel);
    assert_eq!(keras.as_slice(), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(pytorch, keras.transpose());

    fn inside_a_function() -> f32 {
        net!(Inner, weights = "weights/own.safetensors");
        Inner::TRAINED.predict(&[1.0, 2.0])[0]
    }
    assert!(inside_a_function() < 0.5);
}
