//! A model of 4 MiB lives in a thread with a stack of 2 MiB: nothing on any path holds it by value.
//!
//! Runs in a debug build, where the compiler removes no copy.

use layerproof::optimizers::Optimizer;
use layerproof::prelude::*;
use layerproof::weights::Fill;
use serde::de::DeserializeSeed;

type Large = sequential!(Input<1024>, Dense<1024, Relu>, Dense<2>);

sequential! {
    /// The same as an item.
    struct LargeItem {
        Input<1024>,
        Dense<1024, Relu>,
        Dense<2>,
    }
}

const STACK: usize = 2 << 20;
const _: () = assert!(size_of::<Large>() >= 2 * STACK);

/// Runs `work` where a model by value would overflow.
fn in_a_small_thread(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    thread.unwrap().join().unwrap();
}

fn drawn() -> Box<Large> {
    Large::boxed_random(&mut SmallRng::seed_from_u64(7))
}

fn one_step(optimizer: impl Optimizer) {
    let mut model = drawn();
    let before = model.boxed_clone();
    let x: Vec<[f32; 1024]> = vec![[0.01; 1024], [-0.01; 1024]];
    let loss = model
        .compile(MeanSquaredError::new(), optimizer, ())
        .train_step(&x, &[[1.0, -1.0], [0.5, 0.5]])
        .unwrap();
    assert!(loss.is_finite());
    assert!(*model != *before);
}

#[test]
fn is_drawn_asked_and_cloned() {
    in_a_small_thread(|| {
        let model = drawn();
        let mut copy = model.boxed_clone();
        assert!(*copy == *model);
        copy.copy_from(&Large::boxed_zeros());
        assert!(*copy != *model);
        copy.copy_from(&model);
        assert!(*model != *Large::boxed_zeros());
        let p = model.predict(&[0.5; 1024]);
        assert!(p.iter().all(|p| p.is_finite()));
        let mut output = p;
        copy.predict_into(&[0.5; 1024], &mut output);
        assert_eq!(output, p);
    });
}

#[test]
fn as_an_item_is_trained_cloned_saved_and_loaded() {
    in_a_small_thread(|| {
        let mut model = LargeItem::boxed_random(&mut SmallRng::seed_from_u64(7));
        let before = model.clone();
        let x = [[0.01; 1024], [-0.01; 1024]];
        model
            .compile(MeanSquaredError::new(), Adam::new(0.01), ())
            .train_step(&x, &[[1.0, -1.0], [0.5, 0.5]])
            .unwrap();
        assert!(*model != *before);
        let mut loaded = before.clone();
        loaded.load_from(&model.to_bytes()).unwrap();
        assert!(*loaded == *model);
    });
}

#[test]
fn takes_a_step_of_sgd() {
    in_a_small_thread(|| one_step(Sgd::new(0.01)));
}

#[test]
fn takes_a_step_of_adam() {
    in_a_small_thread(|| one_step(Adam::new(0.01)));
}

#[test]
fn learns_over_epochs() {
    in_a_small_thread(|| {
        let mut model = drawn();
        let before = model.boxed_clone();
        let x = vec![[0.01; 1024]; 3];
        let y = vec![[1.0, -1.0]; 3];
        let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.01), ());
        compiled.fit(&x, &y, &Fit::new().batch_size(2).epochs(2)).unwrap();
        compiled.evaluate(&x, &y).unwrap();
        assert!(*model != *before);
    });
}

#[test]
fn is_saved_and_loaded() {
    in_a_small_thread(|| {
        let path = std::env::temp_dir().join(format!("layerproof-large-{}.safetensors", std::process::id()));
        let model = drawn();
        model.save(&path).unwrap();
        let mut loaded = Large::boxed_from_file(&path).unwrap();
        assert!(*loaded == *model);
        std::fs::remove_file(&path).unwrap();
        let bytes = model.to_bytes();
        assert!(loaded.load_from(&bytes[..bytes.len() - 4]).is_err());
        loaded.load_from(&bytes).unwrap();
        assert!(*loaded == *model);
    });
}

#[test]
fn goes_through_serde() {
    in_a_small_thread(|| {
        let model = drawn();
        let bytes = postcard::to_allocvec(&*model).unwrap();
        let mut read = Large::boxed_zeros();
        Fill(&mut *read)
            .deserialize(&mut postcard::Deserializer::from_bytes(&bytes))
            .unwrap();
        assert!(*read == *model);
    });
}
