//! Forward passes and training steps of the workloads and of odd shapes, beside the same by hand and the machine's limits.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use layerproof::kernels::{Level, Task, run};
use layerproof::nalgebra::SMatrix;
use layerproof::prelude::*;
use layerproof_benches::by_hand::{self, Arrays, Descent, Images, Number, Parameters, Plain, PlainImages, convolve};
use layerproof_benches::{A, B, B64, C, C64, D, READ_L1, READ_L2, noise, odd};

/// The samples of a mini-batch.
const BATCH: usize = 32;
/// So small that weights stay as they are.
const RATE: f64 = 1e-4;

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .sample_size(20);
    group
}

fn samples<T: Scalar, const N: usize>() -> Vec<[T; N]> {
    (0..BATCH)
        .map(|row| core::array::from_fn(|i| T::from_f64(noise(row * N + i))))
        .collect()
}

fn images<const H: usize, const W: usize, const C: usize>() -> Vec<[[[f32; C]; W]; H]> {
    use core::array::from_fn;
    let pixel = |i: usize| noise(i) as f32;
    (0..BATCH)
        .map(|n| from_fn(|r| from_fn(|c| from_fn(|k| pixel(((n * H + r) * W + c) * C + k)))))
        .collect()
}

fn classes(of: usize) -> Vec<usize> {
    (0..BATCH).map(|i| i % of.max(2)).collect()
}

fn yes_or_no() -> Vec<bool> {
    (0..BATCH).map(|i| i % 2 == 1).collect()
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

/// Everything that a model does: `predict`, `predict_batch`, a step with each optimiser.
macro_rules! layerproof {
    ($criterion:expr, $name:literal, $model:ty, $x:expr, $loss:expr, $y:expr) => {{
        let (criterion, x, y) = (&mut *$criterion, $x, $y);
        let mut model = <$model>::boxed_random(&mut SmallRng::seed_from_u64(1));
        group(criterion, concat!($name, " forward")).bench_function("layerproof", |b| {
            b.iter(|| black_box(&*model).predict(black_box(&x[0])))
        });
        let mut out = vec![model.predict(&x[0]); x.len()];
        group(criterion, concat!($name, " batch")).bench_function("layerproof", |b| {
            b.iter(|| black_box(&*model).predict_batch(black_box(&x), &mut out))
        });
        let mut compiled = model.compile($loss, Sgd::new(RATE), ());
        group(criterion, concat!($name, " sgd")).bench_function("layerproof", |b| {
            b.iter(|| compiled.train_step(black_box(&x), black_box(&y)).unwrap())
        });
        let mut compiled = model.compile($loss, Adam::new(RATE), ());
        group(criterion, concat!($name, " adam")).bench_function("layerproof", |b| {
            b.iter(|| compiled.train_step(black_box(&x), black_box(&y)).unwrap())
        });
    }};
}

/// The same for two dense layers as arrays.
fn arrays<T: Number, const I: usize, const H: usize, const O: usize>(criterion: &mut Criterion, name: &str) {
    let (x, classes) = (samples::<T, I>(), classes(O));
    let mut arrays = Arrays::<T, I, H, O>::boxed();
    group(criterion, &format!("{name} forward")).bench_function("arrays", |b| {
        b.iter(|| black_box(&*arrays).predict(black_box(&x[0])));
    });
    let mut out = [[T::ZERO; O]; BATCH];
    group(criterion, &format!("{name} batch")).bench_function("arrays", |b| {
        b.iter(|| {
            for (out, x) in out.iter_mut().zip(black_box(&x)) {
                *out = black_box(&*arrays).predict(x);
            }
        });
    });
    let mut gradient = Arrays::zeros();
    group(criterion, &format!("{name} sgd")).bench_function("arrays", |b| {
        b.iter(|| {
            arrays.step(&mut gradient, black_box(&x), black_box(&classes), &mut Descent(RATE));
        });
    });
    let mut adam = by_hand::Adam::new(RATE);
    group(criterion, &format!("{name} adam")).bench_function("arrays", |b| {
        b.iter(|| arrays.step(&mut gradient, black_box(&x), black_box(&classes), &mut adam));
    });
}

/// The same for two dense layers in nalgebra.
fn plain<const I: usize, const H: usize, const O: usize>(criterion: &mut Criterion, name: &str) {
    let (x, classes) = (samples::<f32, I>(), classes(O));
    let mut plain = Plain::<I, H, O>::boxed();
    let first = SVector::from(x[0]);
    group(criterion, &format!("{name} forward"))
        .bench_function("nalgebra", |b| b.iter(|| black_box(&*plain).predict(black_box(&first))));
    let x = Box::new(SMatrix::<f32, I, BATCH>::from_column_slice(x.as_flattened()));
    group(criterion, &format!("{name} batch")).bench_function("nalgebra", |b| {
        b.iter(|| black_box(&*plain).predict_batch(black_box(&*x)));
    });
    let mut gradient = Plain::zeros();
    group(criterion, &format!("{name} sgd")).bench_function("nalgebra", |b| {
        b.iter(|| plain.step(&mut gradient, black_box(&*x), black_box(&classes), &mut Descent(RATE)));
    });
    let mut adam = by_hand::Adam::new(RATE);
    group(criterion, &format!("{name} adam")).bench_function("nalgebra", |b| {
        b.iter(|| plain.step(&mut gradient, black_box(&*x), black_box(&classes), &mut adam));
    });
}

fn workloads(criterion: &mut Criterion) {
    let (yes, ten) = (BinaryCrossentropy::new(), SparseCategoricalCrossentropy::new());
    layerproof!(criterion, "A", A, samples::<f32, 2>(), yes, yes_or_no());
    layerproof!(criterion, "B", B, samples::<f32, 64>(), ten, classes(10));
    layerproof!(criterion, "C", C, samples::<f32, 784>(), ten, classes(10));
    layerproof!(criterion, "D", D, images::<28, 28, 1>(), ten, classes(10));
    layerproof!(criterion, "B64", B64, samples::<f64, 64>(), ten, classes(10));
    layerproof!(criterion, "C64", C64, samples::<f64, 784>(), ten, classes(10));

    arrays::<f32, 2, 8, 1>(criterion, "A");
    arrays::<f32, 64, 32, 10>(criterion, "B");
    arrays::<f32, 784, 128, 10>(criterion, "C");
    arrays::<f64, 64, 32, 10>(criterion, "B64");
    arrays::<f64, 784, 128, 10>(criterion, "C64");
    plain::<2, 8, 1>(criterion, "A");
    plain::<64, 32, 10>(criterion, "B");
    plain::<784, 128, 10>(criterion, "C");

    let (images, arrays, plain) = (images::<28, 28, 1>(), Images::boxed(), PlainImages::boxed());
    group(criterion, "D forward")
        .bench_function("arrays", |b| {
            b.iter(|| black_box(&*arrays).predict(black_box(&images[0])));
        })
        .bench_function("nalgebra", |b| {
            b.iter(|| black_box(&*plain).predict(black_box(&images[0])));
        });
}

/// Widths that are no multiple of a register, larger and strided windows: one layer of this shape after another.
fn odd_shapes(criterion: &mut Criterion) {
    macro_rules! widths {
        ($($name:literal $model:ident $width:literal $loss:ident $y:expr;)*) => {$(
            layerproof!(criterion, $name, odd::$model, samples::<f32, $width>(), $loss::new(), $y);
            arrays::<f32, $width, $width, $width>(criterion, $name);
        )*};
    }
    widths! {
        "1" W1 1 BinaryCrossentropy yes_or_no();
        "3" W3 3 SparseCategoricalCrossentropy classes(3);
        "7" W7 7 SparseCategoricalCrossentropy classes(7);
        "10" W10 10 SparseCategoricalCrossentropy classes(10);
        "33" W33 33 SparseCategoricalCrossentropy classes(33);
        "100" W100 100 SparseCategoricalCrossentropy classes(100);
        "129" W129 129 SparseCategoricalCrossentropy classes(129);
    }
    macro_rules! windows {
        ($($name:literal $model:ident: $kernel:literal $stride:literal,
            $h:literal $w:literal $c:literal to $oh:literal $ow:literal $f:literal;)*) => {$(
            let (x, mean) = (images::<$h, $w, $c>(), Unpaired(MeanSquaredError::new()));
            layerproof!(criterion, $name, odd::$model, x.clone(), mean, vec![[[[0.5; $f]; $ow]; $oh]; BATCH]);
            let kernel = [[[[0.01; $f]; $c]; $kernel]; $kernel];
            group(criterion, concat!($name, " forward")).bench_function("arrays", |b| b.iter(|| {
                convolve::<$kernel, $stride, $h, $w, $c, $oh, $ow, $f>(black_box(&kernel), &[0.1; $f], black_box(&x[0]))
            }));
        )*};
    }
    windows! {
        "5×5" Five: 5 1, 28 28 1 to 24 24 6;
        "5×5, 6 to 16" FiveDeep: 5 1, 12 12 6 to 8 8 16;
        "3×3, stride 2" Strided: 3 2, 28 28 3 to 13 13 8;
        "5×5, stride 2, 8 to 12" FiveStrided: 5 2, 16 16 8 to 6 6 12;
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().without_plots();
    machine(&mut criterion);
    workloads(&mut criterion);
    odd_shapes(&mut criterion);
    criterion.final_summary();
}
