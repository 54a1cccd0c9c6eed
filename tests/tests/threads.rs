//! With the feature `rayon`, the numbers do not depend on the number of threads.

use layerproof::prelude::*;
use rayon::ThreadPoolBuilder;

sequential! {
    struct Digits {
        Input<64>,
        Dense<256, Relu>,
        Dropout<0.2>,
        Dense<10, Softmax>,
    }
}

const SAMPLES: usize = 1100;

fn data() -> (Vec<[f32; 64]>, Vec<u8>) {
    let class = |i: usize| (i * 7 % 10) as u8;
    let pixel = |i: usize, j: usize| {
        if j % 10 == class(i) as usize {
            1.0
        } else {
            (i * j % 13) as f32 / 26.0
        }
    };
    let x = (0..SAMPLES).map(|i| core::array::from_fn(|j| pixel(i, j))).collect();
    (x, (0..SAMPLES).map(class).collect())
}

fn on<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
        .install(work)
}

/// A training with a last batch of 44, and what the model then says.
fn train(threads: usize) -> (Digits, Vec<f64>, Vec<SVector<f32, 10>>) {
    on(threads, || {
        let (x, y) = data();
        let mut model = Digits::random(&mut SmallRng::seed_from_u64(3));
        let mut compiled = model.compile(
            SparseCategoricalCrossentropy::new(),
            Adam::new(0.01),
            SparseCategoricalAccuracy::new(),
        );
        let weights = [1.0, 2.0, 1.0, 0.5, 1.0, 1.0, 3.0, 1.0, 1.0, 1.0];
        let fit = Fit::new()
            .batch_size(528)
            .epochs(3)
            .class_weight(&weights)
            .progress(false);
        let history = compiled.fit(&x, &y, &fit).unwrap();
        let evaluation = compiled.evaluate(&x, &y).unwrap();
        let numbers = history.epochs().flat_map(|epoch| [epoch.loss, epoch.metrics[0].1]);
        let numbers = numbers.chain([evaluation.loss, evaluation.metrics[0].1]).collect();
        let mut outputs = vec![SVector::zeros(); SAMPLES];
        model.predict_batch(&x, &mut outputs).unwrap();
        (model, numbers, outputs)
    })
}

#[test]
fn one_two_and_three_threads_give_the_same_bits() {
    let (model, numbers, outputs) = train(1);
    assert!(numbers[4] < numbers[0], "it learns: {numbers:?}");
    for threads in [2, 3] {
        let (other_model, other_numbers, other_outputs) = train(threads);
        assert_eq!(model, other_model, "{threads} threads");
        assert_eq!(numbers, other_numbers, "{threads} threads");
        assert_eq!(outputs, other_outputs, "{threads} threads");
    }
    let (x, _) = data();
    for (x, output) in x.iter().zip(&outputs) {
        assert_eq!(model.predict(x), *output, "one by one");
    }
}

/// A batch that is cut into parts differs from the same batch in one piece by the rounding of the sums alone.
#[test]
fn parts_add_up_to_the_whole() {
    let (x, y) = data();
    let mut cut = Digits::random(&mut SmallRng::seed_from_u64(3));
    let mut whole = cut;
    let mut workspace = Box::new(Workspace::<Digits, Sgd>::zeros());
    let loss = SparseCategoricalCrossentropy::new();
    let a = cut.compile(loss, Sgd::new(0.1), ()).train_step(&x, &y).unwrap();
    // In a workspace of the caller's, nothing is cut.
    let b = whole
        .compile_in(&mut workspace, loss, Sgd::new(0.1), ())
        .train_step(&x, &y)
        .unwrap();
    assert!((a - b).abs() < 1e-5 * b, "{a} and {b}");
    let far = cut
        .dense_1
        .kernel
        .iter()
        .zip(&whole.dense_1.kernel)
        .map(|(a, b)| (a - b).abs());
    assert!(far.fold(0.0, f32::max) < 1e-6);
    assert!(cut.dense_1.kernel != whole.dense_1.kernel, "the batch was cut");
}
