//! How much faster a second thread makes a large mini-batch and many predictions of the workload C.
//!
//! ```sh
//! cargo run --release -p layerproof-benches --features rayon --bin threads
//! ```

use std::hint::black_box;
use std::time::Instant;

use layerproof::prelude::*;
use layerproof_benches::{C, noise};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The times that a figure is the least of.
const ROUNDS: usize = 15;

fn samples(count: usize) -> Vec<[f32; 784]> {
    (0..count)
        .map(|row| core::array::from_fn(|i| noise(row * 784 + i) as f32))
        .collect()
}

/// The least seconds that `work` takes on each of two pools, which take turns.
fn least(pools: &[ThreadPool; 2], mut work: impl FnMut() + Send) -> [f64; 2] {
    let mut least = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        for (pool, least) in pools.iter().zip(&mut least) {
            let seconds = pool.install(|| {
                work();
                let start = Instant::now();
                for _ in 0..10 {
                    work();
                }
                start.elapsed().as_secs_f64() / 10.0
            });
            *least = least.min(seconds);
        }
    }
    least
}

/// The same on the thread at hand.
fn least_of(mut work: impl FnMut()) -> f64 {
    let mut seconds = || {
        let start = Instant::now();
        for _ in 0..10 {
            work();
        }
        start.elapsed().as_secs_f64() / 10.0
    };
    (0..ROUNDS).map(|_| seconds()).fold(f64::INFINITY, f64::min)
}

fn report(what: &str, [one, two]: [f64; 2]) {
    println!(
        "{what}: {:.3} ms, on two threads {:.3} ms: {:.2} times",
        one * 1e3,
        two * 1e3,
        one / two
    );
}

fn main() {
    let pools = [1, 2].map(|threads| ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool"));
    let (x, loss) = (samples(4096), SparseCategoricalCrossentropy::new());
    let y: Vec<usize> = (0..x.len()).map(|i| i % 10).collect();

    let mut model = C::boxed_random(&mut SmallRng::seed_from_u64(1));
    for batch in [256, 512, 1024] {
        let (x, y) = (&x[..batch], &y[..batch]);
        let mut compiled = model.compile(loss, Sgd::new(1e-4), ());
        let times = least(&pools, || _ = black_box(compiled.train_step(x, y)));
        report(&format!("a step of {batch} with Sgd"), times);
        let mut compiled = model.compile(loss, Adam::new(1e-4), ());
        let times = least(&pools, || _ = black_box(compiled.train_step(x, y)));
        report(&format!("a step of {batch} with Adam"), times);
        let mut workspace = Workspace::<C, Sgd>::boxed();
        let mut compiled = model.compile_in(&mut workspace, loss, Sgd::new(1e-4), ());
        let [serial, _] = least(&pools, || _ = black_box(compiled.train_step(x, y)));
        println!("  in a workspace of one's own, so in turn: {:.3} ms", serial * 1e3);
        let mut compiled = model.compile(loss, Sgd::new(1e-4), ());
        let outside = least_of(|| _ = black_box(compiled.train_step(x, y)));
        println!(
            "  on all cores, from a thread that is not of their pool: {:.3} ms: {:.2} times",
            outside * 1e3,
            serial / outside
        );
    }
    let mut answers = vec![SVector::zeros(); x.len()];
    let times = least(&pools, || _ = black_box(model.predict_batch(&x, &mut answers)));
    report("4096 predictions", times);
    let compiled = model.compile(loss, Sgd::new(1e-4), SparseCategoricalAccuracy::new());
    let times = least(&pools, || _ = black_box(compiled.evaluate(&x, &y)));
    report("an evaluation of 4096", times);
}
