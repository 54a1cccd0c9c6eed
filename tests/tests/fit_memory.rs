//! `fit` takes memory for the model, and four bytes a sample for the order of the epochs: nothing where the order is the
//! given one. The data stay where they are.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use layerproof::activations::{Relu, Softmax};
use layerproof::layers::Dense;
use layerproof::prelude::*;

/// The system's allocator, keeping count of the bytes that each thread holds.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.get() + layout.size().cast_signed();
        HELD.set(held);
        PEAK.set(PEAK.get().max(held));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.set(HELD.get() - layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that `work` holds at a time, beyond those held before.
fn peak(work: impl FnOnce()) -> usize {
    let before = HELD.get();
    PEAK.set(before);
    work();
    (PEAK.get() - before).try_into().unwrap()
}

/// The lists of `History`, whose rows are counted by the epochs.
const REPORT: usize = 1024;

#[test]
fn the_allocator_is_asked() {
    let bytes = peak(|| {
        drop(vec![1_u8; 5000]);
        drop(std::hint::black_box(vec![1_u8; 4000]));
    });
    assert_eq!(bytes, 5000);
}

#[test]
fn a_million_samples_take_four_bytes_each() {
    type Line = Sequential<(Dense<f32, 1, 1>, ())>;
    const SAMPLES: usize = 1_000_000;
    let x: Vec<[f32; 1]> = (0..SAMPLES).map(|i| [(i % 100) as f32 / 100.0]).collect();
    let y: Vec<f32> = x.iter().map(|[x]| 2.0 * x + 1.0).collect();
    for (shuffle, a_sample) in [(true, 4), (false, 0)] {
        let bytes = peak(|| {
            let mut model = Line::zeros();
            let history = model
                .compile(MeanSquaredError::new(), Adam::new(0.01), MeanAbsoluteError::new())
                .fit(&x, &y, &Fit::new().batch_size(256).shuffle(shuffle).progress(false))
                .unwrap();
            assert!(history.last().loss < 0.1);
        });
        let model = size_of::<Workspace<Line, Adam>>();
        assert!(
            bytes <= SAMPLES * a_sample + model + REPORT,
            "{bytes} bytes, shuffle({shuffle})"
        );
    }
}

#[test]
fn a_classifier_takes_what_its_size_says_and_four_bytes_a_sample() {
    type Classifier = Sequential<(Dense<f32, 64, 32, Relu>, (Dense<f32, 32, 10, Softmax>, ()))>;
    // Without optimisation the million takes minutes, and the bound is the same.
    const SAMPLES: usize = if cfg!(debug_assertions) { 3_000 } else { 1_000_000 };
    let x: Vec<[f32; 64]> = (0..SAMPLES).map(|i| [(i % 10) as f32 / 10.0; 64]).collect();
    let y: Vec<u8> = (0..SAMPLES).map(|i| (i % 10) as u8).collect();
    let mut model = Classifier::boxed_random(&mut SmallRng::seed_from_u64(7));
    let fit = Fit::new()
        .batch_size(256)
        .epochs(2)
        .validation_split(0.2)
        .progress(false);
    let bytes = peak(|| {
        model
            .compile(
                SparseCategoricalCrossentropy::new(),
                Adam::new(0.01),
                SparseCategoricalAccuracy::new(),
            )
            .fit(&x, &y, &fit)
            .unwrap();
    });
    // With `rayon`, which these tests have on, the validation keeps at most 4,096 answers at a time.
    let answers = 4096.min(SAMPLES / 5 + 1) * size_of::<[f32; 10]>() + 8 * REPORT;
    let bound = SAMPLES * 4 + size_of::<Workspace<Classifier, Adam>>() + answers + REPORT;
    assert!(bytes <= bound, "{bytes} bytes of {bound}");
}
