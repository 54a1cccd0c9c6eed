//! Times one model, beside reading as many bytes as it has weights.

use std::hint::black_box;
use std::time::Instant;

use layerproof::kernels::{Level, Task, run};

/// Prints, in nanoseconds: a prediction, reading as many bytes as the weights are, and a training step at batch 32.
#[macro_export]
macro_rules! print {
    ($model:ty, $width:literal) => {
        use layerproof::prelude::*;
        let mut model = <$model>::boxed_random(&mut SmallRng::seed_from_u64(1));
        let x = vec![[0.1_f32; $width]; 32];
        let y = vec![[0.5_f32]; 32];
        let predict = $crate::nanoseconds(|| std::hint::black_box(&*model).predict(std::hint::black_box(&x[0])));
        let read = $crate::read_nanoseconds(4 * <$model>::PARAMS);
        let mut compiled = model.compile(BinaryCrossentropy::new(), Sgd::new(1e-6), ());
        let step = $crate::nanoseconds(|| compiled.train_step(&x, &y).expect("a step"));
        println!("{predict} {read} {step} {}", <$model>::MACS);
    };
}

/// The median time of a job.
pub fn nanoseconds<T>(mut job: impl FnMut() -> T) -> f64 {
    let mut seconds = |times: usize| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(job());
        }
        start.elapsed().as_secs_f64() / times as f64
    };
    let times = 1 + (0.004 / seconds(1).min(seconds(1)).max(1e-9)) as usize;
    let mut rounds = [(); 7].map(|()| seconds(times));
    rounds.sort_by(f64::total_cmp);
    rounds[3] * 1e9
}

/// The time that it takes to read so many bytes over and over, from the cache that holds them or from memory.
pub fn read_nanoseconds(bytes: usize) -> f64 {
    let numbers = vec![[1.0_f32; 64]; bytes.div_ceil(256)];
    nanoseconds(|| run(Read(black_box(&numbers))))
}

/// Adds up numbers, a few registers side by side.
struct Read<'a>(&'a [[f32; 64]]);

impl Task for Read<'_> {
    type Output = [f32; 64];
    #[inline(always)]
    fn run<L: Level>(self, _: L) -> [f32; 64] {
        let mut sums = [0.0; 64];
        for block in self.0 {
            for i in 0..64 {
                sums[i] += block[i];
            }
        }
        sums
    }
}
