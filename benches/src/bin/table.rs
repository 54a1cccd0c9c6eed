//! One table of the last `cargo bench -p layerproof-benches`: times, and their ratios to the best by hand.

use std::error::Error;
use std::path::{Path, PathBuf};

use layerproof::Model;
use layerproof_benches::by_hand::flop;
use layerproof_benches::{A, B, B64, C, C64, D, READ_L1, READ_L2};

/// The floating-point operations of the measurement of the machine's peak.
const PEAK_FLOP: f64 = 2.0 * 1000.0 * 6.0 * 4.0 * 16.0;

fn main() -> Result<(), Box<dyn Error>> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let folder = target.join("criterion");
    let time = |group: &str, name: &str| median(&folder, group, name);
    let peak =
        PEAK_FLOP / time("machine", "fma").ok_or("no measurements: run `cargo bench -p layerproof-benches` first")?;
    println!("fused multiply-adds, one core: {peak:.0} GFLOP/s in f32");
    for (level, bytes) in [("L1", READ_L1), ("L2", READ_L2)] {
        if let Some(time) = time("machine", level) {
            println!(
                "reads of {} KiB over and over, {level}: {:.0} bytes/ns",
                bytes >> 10,
                bytes as f64 / time
            );
        }
    }
    if let (Some(read), Some(ours)) = (time("machine", "L2"), time("C forward", "layerproof")) {
        let weights = C::FLASH_BYTES as f64 / READ_L2 as f64 * read;
        println!(
            "C's forward pass takes {:.2} times as long as reading its weights from L2",
            ours / weights
        );
    }
    println!();
    println!("| workload | layerproof | arrays | nalgebra | to the best by hand | of the FMA peak |");
    println!("|---|---|---|---|---|---|");
    for (workload, flop, peak) in [
        ("A forward", flop::<A>(), peak),
        ("B forward", flop::<B>(), peak),
        ("C forward", flop::<C>(), peak),
        ("D forward", flop::<D>(), peak),
        ("B64 forward", flop::<B64>(), peak / 2.0),
        ("C64 forward", flop::<C64>(), peak / 2.0),
        ("A batch of 32", 32.0 * flop::<A>(), peak),
        ("B batch of 32", 32.0 * flop::<B>(), peak),
        ("C batch of 32", 32.0 * flop::<C>(), peak),
        ("D batch of 32", 32.0 * flop::<D>(), peak),
        // The gradient of the input is not asked for, so the first layer's backward pass costs one product, not two.
        ("B step", 32.0 * (3.0 * flop::<B>() - 2.0 * 64.0 * 32.0), peak),
        ("C step", 32.0 * (3.0 * flop::<C>() - 2.0 * 784.0 * 128.0), peak),
        (
            "D step",
            32.0 * (3.0 * flop::<D>() - 2.0 * 26.0 * 26.0 * 9.0 * 8.0),
            peak,
        ),
        ("B64 step", 32.0 * (3.0 * flop::<B64>() - 2.0 * 64.0 * 32.0), peak / 2.0),
        (
            "C64 step",
            32.0 * (3.0 * flop::<C64>() - 2.0 * 784.0 * 128.0),
            peak / 2.0,
        ),
    ] {
        let Some(ours) = time(workload, "layerproof") else {
            continue;
        };
        let (arrays, nalgebra) = (time(workload, "arrays"), time(workload, "nalgebra"));
        let best = [arrays, nalgebra].into_iter().flatten().reduce(f64::min);
        let cell = |time: Option<f64>| time.map_or("–".to_owned(), nanoseconds);
        let ratio = best.map_or("–".to_owned(), |best| format!("{:.2}", ours / best));
        let share = 100.0 * flop / ours / peak;
        println!(
            "| {workload} | {} | {} | {} | {ratio} | {share:.0} % |",
            nanoseconds(ours),
            cell(arrays),
            cell(nalgebra)
        );
    }
    println!();
    for workload in ["B", "C", "D", "B64", "C64"] {
        let step = format!("{workload} step");
        if let (Some(sgd), Some(adam)) = (time(&step, "layerproof"), time(&step, "adam")) {
            println!(
                "{workload}: a step with Adam takes {:.2} times one with Sgd",
                adam / sgd
            );
        }
    }
    Ok(())
}

/// The median time of one measurement, in nanoseconds.
fn median(folder: &Path, group: &str, name: &str) -> Option<f64> {
    let file = folder.join(group).join(name).join("new").join("estimates.json");
    let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}

fn nanoseconds(time: f64) -> String {
    if time < 1000.0 {
        format!("{time:.1} ns")
    } else {
        format!("{:.2} µs", time / 1000.0)
    }
}
