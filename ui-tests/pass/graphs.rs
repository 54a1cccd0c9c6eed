//! The graphs that people write.

use layerproof::prelude::*;

functional! {
    /// How well does this item suit this user?
    pub fn Match(user: Input<16>, item: Input<16>) -> (score, rating) {
        let tower = Dense<32, Relu>;
        let both = Concatenate(tower(user), tower(item));
        let hidden = Dense<32, Relu>(both);
        let hidden = Add(hidden, Dense<32>(hidden));
        let score = Dense<1, Sigmoid>(hidden);
        let rating = Dense<1>(hidden);
    }
}

functional! {
    /// Two residual blocks.
    fn Residual(image: Input<8, 8, 3>) -> kinds {
        let stem = Conv2d<8, 3, 3, Relu, padding = Same>(image);
        let block = Conv2d<8, 3, 3, Relu, padding = Same>(stem);
        let block = Relu(Add(stem, Conv2d<8, 3, 3, padding = Same>(block)));
        let small = MaxPooling2d<2>(block);
        let wide = Conv2d<16, 3, 3, Relu, padding = Same>(small);
        let wide = Relu(Add(Conv2d<16, 1, 1>(small), wide));
        let kinds = Dense<10, Softmax>(GlobalAveragePooling2d(wide));
    }
}

functional! {
    /// Four branches of different windows.
    fn Inception(image: Input<8, 8, 4>) -> kinds {
        let one = Conv2d<4, 1, 1, Relu>(image);
        let three = Conv2d<8, 3, 3, Relu, padding = Same>(Conv2d<4, 1, 1, Relu>(image));
        let five = Conv2d<4, 5, 5, Relu, padding = Same>(Conv2d<2, 1, 1, Relu>(image));
        let pooled = Conv2d<4, 1, 1, Relu>(MaxPooling2d<3, strides = 1, padding = Same>(image));
        let kinds = Dense<3, Softmax>(GlobalAveragePooling2d(Concatenate(one, three, five, pooled)));
    }
}

const SIDE: usize = 8;
const WIDTH: usize = 6;

functional! {
    /// Sizes that only the compiler knows.
    fn Constants(image: Input<SIDE, SIDE, 1>, extra: Input<WIDTH>) -> y {
        let features = Flatten(Conv2d<{ WIDTH / 2 }, 3, 3, Relu>(image));
        let hidden = Dense<WIDTH, Relu>(features);
        let y = Dense<1>(Concatenate(Add(hidden, extra), Multiply(hidden, extra), Maximum(hidden, extra)));
    }
}

sequential! {
    struct Encoder {
        Input<12>,
        Dense<8, Tanh>,
        Dense<3>,
    }
}

sequential! {
    struct Decoder {
        Input<3>,
        Dense<8, Tanh>,
        Dense<12>,
    }
}

sequential! {
    struct Autoencoder {
        Input<12>,
        encoder: Model<Encoder>,
        Dropout<0.1>,
        decoder: Model<Decoder>,
    }
}

functional! {
    fn Siamese(a: Input<12>, b: Input<12>) -> likeness {
        let encoder = Model<Encoder>;
        let of_a = Reshape<3>(encoder(a));
        let of_b = Reshape<3>(encoder(b));
        let likeness = Dense<1, Sigmoid>(Dot(of_a, of_b, axes = 1, normalize = true));
    }
}

functional! {
    /// Layers that read the model's inputs.
    fn Direct(a: Input<4>, b: Input<4>) -> (y, sum) {
        let y = Dense<1>(Concatenate(a, b, a));
        let sum = Dense<1>(Add(a, a, b));
    }
}

functional! {
    /// One input, one output: a model as any other.
    fn Plain(x: Input<4>) -> y {
        /// What is found first.
        let hidden = Dense<8, Relu>(x);
        let y = Dense<2>(Average(hidden, Minimum(hidden, hidden), Subtract(hidden, hidden)));
    }
}

const _: () = assert!(Residual::SCRATCH_BYTES <= 3 * 8 * 8 * 8 * 4);

fn main() -> Result<(), layerproof::Error> {
    let (users, items) = ([[0.1; 16]; 6], [[0.2; 16]; 6]);
    let mut model = Match::new(7);
    println!("{}", Match::summary());
    let (score, rating) = model.predict((&users[0], &items[0]));
    assert!(score[0] > 0.0 && rating[0].is_finite());
    let fit = Fit::new().epochs(2).validation_split(0.3);
    let history = model
        .compile((BinaryCrossentropy::new(), MeanSquaredError::new()), Adam::new(1e-3), (BinaryAccuracy::new(), ()))
        .loss_weights([1.0, 0.2])
        .fit((&users, &items.to_vec()), (&[true; 6], &[1.0; 6]), &fit)?;
    assert!(history.last().get("val_score_binary_accuracy").is_some());

    let image = [[[0.5; 3]; 8]; 8];
    let p = Residual::new(1).predict(&image);
    assert!((p.sum() - 1.0).abs() < 1e-5);
    assert_eq!(Inception::new(1).predict(&[[[0.5; 4]; 8]; 8]).len(), 3);
    assert!(Constants::new(1).predict((&[[[0.5; 1]; 8]; 8], &[0.1; 6]))[0].is_finite());

    let mut auto = Autoencoder::new(3);
    let x = [[0.3; 12]; 4];
    let before = auto.encoder.0.dense_1.kernel;
    auto.compile(MeanSquaredError::new(), Adam::new(0.01), ()).fit(&x, &x, &Fit::new().epochs(3))?;
    assert_ne!(auto.encoder.0.dense_1.kernel, before);
    let bytes = auto.to_bytes();
    let mut other = Autoencoder::zeros();
    other.load_from(&bytes)?;
    assert!(other == auto);
    let encoded = auto.encoder.0.predict(&x[0]);
    assert_eq!(auto.decoder.0.predict(&encoded), auto.predict(&x[0]));

    let siamese = Siamese::new(5);
    assert!(siamese.predict((&x[0], &x[0]))[0] > 0.0);
    let mut direct = Direct::new(4);
    direct
        .compile((MeanSquaredError::new(), MeanSquaredError::new()), Sgd::new(0.01), ())
        .fit((&[[0.1; 4]; 3], &[[0.2; 4]; 3]), (&[1.0; 3], &[0.5; 3]), &Fit::new())?;
    let plain = Plain::new(2);
    let y: SVector<f32, 2> = plain.predict(&[0.1, 0.2, 0.3, 0.4]);
    let mut scratch = Scratch::<{ layerproof::max(Plain::SCRATCH_BYTES, Match::SCRATCH_BYTES) }>::new();
    assert_eq!(plain.predict_in(&mut scratch, &[0.1, 0.2, 0.3, 0.4]), y);
    assert_eq!(model.predict_in(&mut scratch, (&users[0], &items[0])), model.predict((&users[0], &items[0])));
    Ok(())
}
