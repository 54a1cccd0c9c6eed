//! Small models beside the same by hand: the shortest of many times, taken in turn, so that a busy machine disturbs all alike.
//!
//! ```sh
//! cargo run --release -p layerproof-benches --bin narrow
//! RUSTFLAGS='-C target-cpu=native' cargo run --release -p layerproof-benches --bin narrow
//! ```
//!
//! With an argument, only what contains it.

use std::hint::black_box;
use std::time::Instant;

use layerproof::nalgebra::SMatrix;
use layerproof::prelude::*;
use layerproof_benches::by_hand::{Adam as AdamByHand, Arrays, Descent, Parameters, Plain};
use layerproof_benches::{A, noise, odd};

/// The samples of a mini-batch.
const BATCH: usize = 32;
/// So small that weights stay as they are.
const RATE: f64 = 1e-4;
/// How often each is measured.
const ROUNDS: usize = 400;
/// How long one measurement takes, in nanoseconds.
const MEASUREMENT: f64 = 20_000.0;

/// What is measured: a name, and work to repeat.
type Job<'a> = (&'static str, Box<dyn FnMut(usize) + 'a>);

/// The work, so many times.
fn job<'a, R>(name: &'static str, mut work: impl FnMut() -> R + 'a) -> Job<'a> {
    (
        name,
        Box::new(move |times| {
            for _ in 0..times {
                black_box(work());
            }
        }),
    )
}

/// The shortest time of each job in nanoseconds, and the first to the shortest of the others.
fn row(name: &str, mut jobs: Vec<Job<'_>>) {
    if std::env::args().nth(1).is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    let mut best = vec![f64::INFINITY; jobs.len()];
    let mut times = vec![1; jobs.len()];
    for _ in 0..ROUNDS {
        for (((_, job), best), times) in jobs.iter_mut().zip(&mut best).zip(&mut times) {
            let start = Instant::now();
            job(*times);
            let each = start.elapsed().as_nanos() as f64 / *times as f64;
            *best = best.min(each);
            *times = ((MEASUREMENT / best.max(0.1)) as usize).max(1);
        }
    }
    let each: Vec<_> = jobs
        .iter()
        .zip(&best)
        .map(|((name, _), time)| format!("{name} {time:.1} ns"))
        .collect();
    let by_hand = best[1..].iter().copied().fold(f64::INFINITY, f64::min);
    println!("{name:<24} {:.2}   {}", best[0] / by_hand, each.join(", "));
}

fn samples<const N: usize>() -> Vec<[f32; N]> {
    (0..BATCH)
        .map(|row| core::array::from_fn(|i| noise(row * N + i) as f32))
        .collect()
}

macro_rules! rows {
    ($name:literal $model:ty, $i:literal $h:literal $o:literal, $loss:expr, $y:expr) => {{
        let (x, y, loss) = (samples::<$i>(), $y, $loss);
        let classes: Vec<usize> = y.iter().map(|&y| usize::from(y)).collect();
        let columns = Box::new(SMatrix::<f32, $i, BATCH>::from_column_slice(x.as_flattened()));
        let first = SVector::from(x[0]);
        let model = <$model>::boxed_random(&mut SmallRng::seed_from_u64(1));
        let (arrays, plain) = (Arrays::<f32, $i, $h, $o>::boxed(), Plain::<$i, $h, $o>::boxed());
        row(
            concat!($name, " forward"),
            vec![
                job("layerproof", || black_box(&*model).predict(black_box(&x[0]))),
                job("arrays", || black_box(&*arrays).predict(black_box(&x[0]))),
                job("nalgebra", || black_box(&*plain).predict(black_box(&first))),
            ],
        );
        let mut out = vec![model.predict(&x[0]); BATCH];
        let mut out_by_hand = [[0.0; $o]; BATCH];
        row(
            concat!($name, " batch of 32"),
            vec![
                job("layerproof", || black_box(&*model).predict_batch(black_box(&x), &mut out)),
                job("arrays", || {
                    for (out, x) in out_by_hand.iter_mut().zip(black_box(&x)) {
                        *out = black_box(&*arrays).predict(x);
                    }
                }),
                job("nalgebra", || black_box(&*plain).predict_batch(black_box(&*columns))),
            ],
        );
        {
            let (mut model, mut arrays, mut plain) = (model.clone(), arrays.clone(), plain.clone());
            let (mut of_arrays, mut of_plain) = (Arrays::zeros(), Plain::zeros());
            let mut compiled = model.compile(loss, Sgd::new(RATE), ());
            row(
                concat!($name, " step, Sgd"),
                vec![
                    job("layerproof", || compiled.train_step(black_box(&x), black_box(&y)).is_ok()),
                    job("arrays", || {
                        arrays.step(&mut of_arrays, black_box(&x), black_box(&classes), &mut Descent(RATE))
                    }),
                    job("nalgebra", || {
                        plain.step(&mut of_plain, black_box(&*columns), black_box(&classes), &mut Descent(RATE))
                    }),
                ],
            );
        }
        let (mut model, mut arrays, mut plain) = (model, arrays, plain);
        let (mut of_arrays, mut of_plain) = (Arrays::zeros(), Plain::zeros());
        let (mut adam_of_arrays, mut adam_of_plain) = (AdamByHand::new(RATE), AdamByHand::new(RATE));
        let mut compiled = model.compile(loss, Adam::new(RATE), ());
        row(
            concat!($name, " step, Adam"),
            vec![
                job("layerproof", || compiled.train_step(black_box(&x), black_box(&y)).is_ok()),
                job("arrays", || {
                    arrays.step(&mut of_arrays, black_box(&x), black_box(&classes), &mut adam_of_arrays)
                }),
                job("nalgebra", || {
                    plain.step(&mut of_plain, black_box(&*columns), black_box(&classes), &mut adam_of_plain)
                }),
            ],
        );
    }};
}

fn main() {
    let yes_or_no: Vec<bool> = (0..BATCH).map(|i| i % 2 == 1).collect();
    let classes = |of: usize| (0..BATCH).map(|i| i % of).collect::<Vec<usize>>();
    let (yes, one_of) = (BinaryCrossentropy::new(), SparseCategoricalCrossentropy::new());
    rows!("A" A, 2 8 1, yes, yes_or_no.clone());
    rows!("1" odd::W1, 1 1 1, yes, yes_or_no.clone());
    rows!("3" odd::W3, 3 3 3, one_of, classes(3));
    rows!("7" odd::W7, 7 7 7, one_of, classes(7));
    rows!("33 to 100 to 7" odd::Mixed, 33 100 7, one_of, classes(7));
}
