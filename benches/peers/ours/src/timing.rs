//! Times of short jobs, one line each: `workload job peer nanoseconds`, tabs between.

use std::time::Instant;

/// How long a job is done before it counts: libraries fill their caches of memory and threads meanwhile.
const WARM_UP_SECONDS: f64 = 0.015;
/// How long one measurement lasts.
const ROUND_SECONDS: f64 = 0.004;
/// The measurements of one run; their median counts. A table takes the median of several runs, in turn with the others'.
const ROUNDS: usize = 5;

/// Measures a job that is done `times` times by one call, and prints its line.
pub fn print(workload: &str, job: &str, peer: &str, mut work: impl FnMut(u64)) {
    let mut seconds = |times| {
        let start = Instant::now();
        work(times);
        start.elapsed().as_secs_f64()
    };
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < WARM_UP_SECONDS {
        seconds(1);
    }
    let mut times = 1;
    loop {
        let took = seconds(times);
        if took >= ROUND_SECONDS / 2.0 {
            times = ((times as f64 * ROUND_SECONDS / took) as u64).max(1);
            break;
        }
        times *= 2;
    }
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| seconds(times) / times as f64).collect();
    rounds.sort_by(f64::total_cmp);
    println!("{workload}\t{job}\t{peer}\t{}", rounds[ROUNDS / 2] * 1e9);
}

/// The same for a job that is done once by one call.
pub fn print_each<T>(workload: &str, job: &str, peer: &str, mut work: impl FnMut() -> T) {
    print(workload, job, peer, |times| {
        for _ in 0..times {
            std::hint::black_box(work());
        }
    });
}

/// Panics where an answer is not the one that layerproof gives to the same sample with the same weights.
pub fn check(peer: &str, ours: &[f32], theirs: &[f32]) {
    assert_eq!(ours.len(), theirs.len(), "{peer}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!(
            (ours - theirs).abs() < 1e-5,
            "{peer} answers {theirs}, layerproof {ours}"
        );
    }
}
