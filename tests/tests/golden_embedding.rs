//! `Embedding` behind whole numbers: against Keras, in training, and what is said of a number that is no row's.

use layerproof::Scalar;
use layerproof::layers::*;
use layerproof::prelude::*;
use layerproof::shape::{Array, Indices};
use layerproof_tests::one_layer::load;
use layerproof_tests::tile::{Passes, numbers, run, samples};
use layerproof_tests::{Case, Tolerance, assert_close};

/// Both passes. The bits of a whole number are those of an `f32` between layers, and of an `f64` in a layer by itself.
fn as_keras<T: Scalar>(from_bits: fn(u32) -> T) {
    let case = Case::open("layers", "embedding");
    let tolerance = case.tolerance::<T>("");
    let layer: Embedding<T, 5, 7, 3> = load(&case);
    let bits: Vec<T> = case.tensor("x").values.iter().map(|&x| from_bits(x as u32)).collect();
    let x: Vec<Indices<5, T>> = <Indices<5, T>>::rows(&bits).to_vec();
    let dy = samples::<Sequence<5, 3>, T>(&case.values("dy"));
    let Passes { y, dx, gradient } = run(&layer, &x, &dy, false);
    assert_close("y", &numbers(&y), &case.tensor("y").values, tolerance);
    assert_close(
        "dw",
        gradient.embeddings.as_slice(),
        &case.tensor("dw/embeddings").values,
        tolerance,
    );
    assert!(numbers::<T, _>(&dx).iter().all(|dx| *dx == T::ZERO));
}

#[test]
fn as_keras_looks_up() {
    as_keras::<f32>(f32::from_bits);
    as_keras::<f64>(|bits| f64::from_bits(bits.into()));
}

sequential! {
    struct Tokens {
        Input<8, dtype = u32>,
        embedding: Embedding<20, 4>,
        conv: Conv1d<6, 3, Tanh, padding = Causal>,
        GlobalAveragePooling1d,
        share: Dense<1, Sigmoid>,
    }
    weights = "golden/files/token_mean.weights.safetensors",
}

#[test]
fn a_model_of_keras() {
    let tensors = layerproof_tests::read_tensors(&layerproof_tests::folder().join("files/token_mean.io.safetensors"));
    let tolerance = Tolerance { atol: 1e-5, rtol: 1e-4 };
    let x: Vec<[u32; 8]> = (tensors["x"].values.as_chunks::<8>().0.iter())
        .map(|row| row.map(|x| x as u32))
        .collect();
    let mut y = vec![SVector::zeros(); x.len()];
    Tokens::TRAINED.predict_batch(&x, &mut y).unwrap();
    for ((x, y), wanted) in x.iter().zip(&y).zip(&tensors["y"].values) {
        assert_close("y", y.as_slice(), &[*wanted], tolerance);
        assert_eq!(Tokens::TRAINED.predict(x), *y);
        assert_eq!(Tokens::TRAINED.predict(&SVector::from(*x)), *y);
    }
}

#[test]
fn it_learns() {
    // Whether there is a 3.
    let x: Vec<[u32; 8]> = (0..200_u32)
        .map(|i| std::array::from_fn(|j| (i * 7 + j as u32 * 5 + i * i) % 20))
        .collect();
    let y: Vec<bool> = x.iter().map(|x| x.contains(&3)).collect();
    let mut model = Tokens::new(1);
    let start = model.embedding;
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.02), BinaryAccuracy::new());
    let history = compiled.fit(&x, &y, &Fit::new().epochs(30)).unwrap();
    assert!(history.last()["loss"] < 0.5 * history["loss"][0], "{history}");
    assert!(model.embedding != start);
}

#[test]
fn a_number_that_is_no_rows() {
    let (x, y) = (vec![[1; 8], [19; 8], [2, 3, 4, 20, 5, 6, 7, 8]], [true, false, true]);
    let mut model = Tokens::new(1);
    let before = model;
    let wanted = "sample 2 has 20 at step 3, but the embedding has 20 rows";
    let mut answers = [SVector::zeros(); 3];
    assert_eq!(model.predict_batch(&x, &mut answers).unwrap_err().to_string(), wanted);
    let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.02), ());
    assert_eq!(compiled.fit(&x, &y, &Fit::new()).unwrap_err().to_string(), wanted);
    assert_eq!(compiled.evaluate(&x, &y).unwrap_err().to_string(), wanted);
    let far = vec![[u32::MAX; 8]];
    assert!(compiled.fit(&far, &[true], &Fit::new()).is_err());
    assert!(model == before, "nothing is changed");
    // A prediction has no error: the step is zeros.
    assert!(model.predict(&x[2])[0].is_finite());
    assert_eq!(
        model.embedding.call(&Indices::new([2, 3, 4, 20, 5, 6, 7, 8]))[3],
        [0.0; 4]
    );
}

functional! {
    fn Both(words: Input<4, dtype = u32>, numbers: Input<2>) -> y {
        let table = Embedding<9, 3>;
        let looked_up = Flatten(table(words));
        let y = Dense<1>(Concatenate(looked_up, numbers));
    }
}

#[test]
fn beside_other_inputs() {
    let mut model = Both::new(4);
    let (words, numbers) = (vec![[1_u32, 2, 3, 8]; 10], vec![[0.5_f32, 0.25]; 10]);
    let y = model.predict((&words[0], &numbers[0]));
    assert!(y[0].is_finite());
    let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.1), ());
    compiled
        .fit((&words, &numbers), &vec![[1.0]; 10], &Fit::new().epochs(2))
        .unwrap();
    let wrong = vec![[0_u32, 9, 3, 8]; 10];
    let error = compiled
        .fit((&wrong, &numbers), &vec![[1.0]; 10], &Fit::new())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "sample 0 has 9 at step 1, but the embedding has 9 rows"
    );
}
