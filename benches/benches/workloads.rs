//! Forward passes and training steps of the workloads, beside the same by hand and the machine's limits.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use layerproof::kernels::{Level, Task, run};
use layerproof::prelude::*;
use layerproof_benches::by_hand::{Arrays, Plain};
use layerproof_benches::{A, B, B64, C, C64, D, READ_L1, READ_L2, noise};

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .sample_size(30);
    group
}

fn samples<T: Scalar, const N: usize>() -> Vec<[T; N]> {
    (0..32)
        .map(|row| core::array::from_fn(|i| T::of(noise(row * N + i))))
        .collect()
}

fn classes() -> Vec<usize> {
    (0..32).map(|i| i % 10).collect()
}

/// The fused multiply-adds that a core can do, 24 vectors of 16 numbers side by side.
struct Peak;

impl Task for Peak {
    type Output = f32;
    #[inline(always)]
    fn run<L: Level>(self, level: L) -> f32 {
        let (factor, term) = (black_box(0.999_f32), black_box(0.001_f32));
        let mut sums = [[[1.0_f32; 16]; 4]; 6];
        for _ in 0..1000 {
            for row in &mut sums {
                for row in row {
                    for sum in row {
                        *sum = level.mul_add(*sum, factor, term);
                    }
                }
            }
        }
        sums.as_flattened().as_flattened().iter().sum()
    }
}

/// The rate at which a core reads: a sum of whole numbers, whose order the compiler is free to choose.
struct Read<'a>(&'a [u32]);

impl Task for Read<'_> {
    type Output = u32;
    #[inline(always)]
    fn run<L: Level>(self, _: L) -> u32 {
        self.0.iter().fold(0, |sum, &x| sum.wrapping_add(x))
    }
}

/// What the machine itself can do.
fn machine(criterion: &mut Criterion) {
    let mut group = group(criterion, "machine");
    group.bench_function("fma", |b| b.iter(|| run(Peak)));
    for (name, bytes) in [("L1", READ_L1), ("L2", READ_L2)] {
        let numbers = vec![1_u32; bytes / size_of::<u32>()];
        group.bench_function(name, |b| b.iter(|| run(Read(black_box(&numbers)))));
    }
}

fn forward(criterion: &mut Criterion) {
    macro_rules! dense {
        ($name:literal, $model:ty, $scalar:ty, $i:literal, $h:literal, $o:literal) => {{
            let mut group = group(criterion, concat!($name, " forward"));
            let x = samples::<$scalar, $i>();
            let model = <$model>::boxed_random(&mut SmallRng::seed_from_u64(1));
            group.bench_function("layerproof", |b| {
                b.iter(|| black_box(&*model).predict(black_box(&x[0])))
            });
            let arrays = Arrays::<$scalar, $i, $h, $o>::boxed();
            group.bench_function("arrays", |b| {
                b.iter(|| black_box(&*arrays).predict(black_box(&x[0]), <$scalar>::exp))
            });
            group
        }};
    }
    macro_rules! nalgebra {
        ($group:expr, $i:literal, $h:literal, $o:literal) => {{
            let mut group = $group;
            let (plain, x) = (Plain::<$i, $h, $o>::boxed(), SVector::from(samples::<f32, $i>()[0]));
            group.bench_function("nalgebra", |b| b.iter(|| black_box(&*plain).predict(black_box(&x))));
        }};
    }
    nalgebra!(dense!("A", A, f32, 2, 8, 1), 2, 8, 1);
    nalgebra!(dense!("B", B, f32, 64, 32, 10), 64, 32, 10);
    nalgebra!(dense!("C", C, f32, 784, 128, 10), 784, 128, 10);
    dense!("B64", B64, f64, 64, 32, 10);
    dense!("C64", C64, f64, 784, 128, 10);
    let model = D::boxed_random(&mut SmallRng::seed_from_u64(1));
    let x = images();
    group(criterion, "D forward").bench_function("layerproof", |b| {
        b.iter(|| black_box(&*model).predict(black_box(&x[0])));
    });
}

fn images() -> Vec<[[[f32; 1]; 28]; 28]> {
    let pixel = |i: usize| [noise(i) as f32];
    (0..32)
        .map(|n| core::array::from_fn(|r| core::array::from_fn(|c| pixel((n * 28 + r) * 28 + c))))
        .collect()
}

fn batch(criterion: &mut Criterion) {
    macro_rules! of {
        ($name:literal, $model:ty, $x:expr) => {{
            let x = $x;
            let model = <$model>::boxed_random(&mut SmallRng::seed_from_u64(1));
            let mut y = vec![Default::default(); x.len()];
            group(criterion, concat!($name, " batch of 32")).bench_function("layerproof", |b| {
                b.iter(|| black_box(&*model).predict_batch(black_box(&x), &mut y))
            });
        }};
    }
    of!("A", A, samples::<f32, 2>());
    of!("B", B, samples::<f32, 64>());
    of!("C", C, samples::<f32, 784>());
    of!("D", D, images());
}

fn training(criterion: &mut Criterion) {
    macro_rules! of {
        ($name:literal, $model:ty, $x:expr) => {{
            let (x, y) = ($x, classes());
            let mut model = <$model>::boxed_random(&mut SmallRng::seed_from_u64(1));
            let loss = SparseCategoricalCrossentropy::new();
            let mut group = group(criterion, concat!($name, " step"));
            let mut compiled = model.compile(loss, Sgd::new(1e-4), ());
            group.bench_function("layerproof", |b| {
                b.iter(|| compiled.train_step(black_box(&x), black_box(&y)).unwrap())
            });
            let mut compiled = model.compile(loss, Adam::new(1e-4), ());
            group.bench_function("adam", |b| {
                b.iter(|| compiled.train_step(black_box(&x), black_box(&y)).unwrap())
            });
            group
        }};
    }
    macro_rules! arrays {
        ($group:expr, $scalar:ty, $i:literal, $h:literal) => {{
            let mut group = $group;
            let (x, y) = (samples::<$scalar, $i>(), classes());
            let mut arrays = Arrays::<$scalar, $i, $h, 10>::boxed();
            let mut gradient = arrays.clone();
            group.bench_function("arrays", |b| {
                b.iter(|| arrays.step(&mut gradient, black_box(&x), black_box(&y), 1e-4, <$scalar>::exp));
            });
        }};
    }
    arrays!(of!("B", B, samples::<f32, 64>()), f32, 64, 32);
    arrays!(of!("C", C, samples::<f32, 784>()), f32, 784, 128);
    arrays!(of!("B64", B64, samples::<f64, 64>()), f64, 64, 32);
    arrays!(of!("C64", C64, samples::<f64, 784>()), f64, 784, 128);
    of!("D", D, images());
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().without_plots();
    machine(&mut criterion);
    forward(&mut criterion);
    batch(&mut criterion);
    training(&mut criterion);
    criterion.final_summary();
}
