//! Predicting and one training step allocate nothing.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use layerproof::activations::{Relu, Softmax};
use layerproof::layers::Dense;
use layerproof::prelude::*;

/// The system's allocator, counting what each thread asks for.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `work` asks for memory.
fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    work();
    COUNT.with(Cell::get) - before
}

type Net = Sequential<(Dense<f32, 64, 32, Relu>, (Dense<f32, 32, 10, Softmax>, ()))>;

#[test]
fn a_training_step_allocates_nothing() {
    assert_eq!(allocations(|| drop(Box::new(1))), 1);
    let mut model = Net::boxed_random(&mut SmallRng::seed_from_u64(7));
    let x: Vec<[f32; 64]> = (0..70).map(|i| [i as f32 / 70.0; 64]).collect();
    let y: Vec<u8> = (0..70).map(|i| i % 10).collect();
    let metrics = (SparseCategoricalAccuracy::new(), MeanSquaredError::new());
    let loss = SparseCategoricalCrossentropy::new();
    let mut compiled = model.compile(loss, Adam::new(0.01).global_clipnorm(1.0), metrics);
    let count = allocations(|| {
        for _ in 0..3 {
            compiled.train_step(&x, &y).unwrap();
        }
        // A refusal allocates nothing either.
        compiled.train_step(&x, &y[1..]).unwrap_err();
    });
    assert_eq!(count, 0);
    let mut answers = vec![SVector::zeros(); x.len()];
    let count = allocations(|| {
        model.predict_batch(&x, &mut answers).unwrap();
        model.predict_into(&x[0], &mut answers[1]);
    });
    assert_eq!(count, 0);
}

#[test]
fn a_stream_allocates_nothing() {
    type Effect = sequential!(
        Input<64, 1>,
        Conv1d<4, 3, Tanh, padding = Causal, dilation_rate = 4>,
        Lstm<8, return_sequences = true>,
        TimeDistributed<Dense<1>>
    );
    let model = Effect::new(7);
    let (x, mut y) = ([[0.5]; 100], [[0.0]; 100]);
    let count = allocations(|| {
        let mut stream = model.stream();
        stream.process(&x, &mut y);
        stream.step(&[0.5]);
        stream.reset();
    });
    assert_eq!(count, 0);
    assert!(y[99][0] != 0.0);
}
