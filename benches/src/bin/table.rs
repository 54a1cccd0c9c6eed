//! One table of the last `cargo bench -p layerproof-benches`: times, and their ratios to the best by hand.

use std::error::Error;
use std::path::{Path, PathBuf};

use layerproof::{Model, Network};
use layerproof_benches::{A, B, B64, C, C64, D, READ_L1, READ_L2, odd};

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
    heading();
    let workloads = [
        Workload::of::<A>("A", 2.0 * 8.0),
        Workload::of::<B>("B", 64.0 * 32.0),
        Workload::of::<C>("C", 784.0 * 128.0),
        Workload::of::<D>("D", 26.0 * 26.0 * 9.0 * 8.0),
        Workload::of::<B64>("B64", 64.0 * 32.0),
        Workload::of::<C64>("C64", 784.0 * 128.0),
    ];
    for job in JOBS {
        for workload in &workloads {
            workload.row(job, peak, &time);
        }
    }
    println!();
    heading();
    for workload in [
        Workload::of::<odd::W1>("1", 1.0),
        Workload::of::<odd::W3>("3", 9.0),
        Workload::of::<odd::W7>("7", 49.0),
        Workload::of::<odd::W10>("10", 100.0),
        Workload::of::<odd::W33>("33", 33.0 * 33.0),
        Workload::of::<odd::W100>("100", 100.0 * 100.0),
        Workload::of::<odd::W129>("129", 129.0 * 129.0),
        Workload::of::<odd::Five>("5×5", odd::Five::MACS as f64),
        Workload::of::<odd::FiveDeep>("5×5, 6 to 16", odd::FiveDeep::MACS as f64),
        Workload::of::<odd::Strided>("3×3, stride 2", odd::Strided::MACS as f64),
        Workload::of::<odd::FiveStrided>("5×5, stride 2, 8 to 12", odd::FiveStrided::MACS as f64),
    ] {
        for job in ["forward", "batch", "sgd"] {
            workload.row(job, peak, &time);
        }
    }
    println!();
    for Workload { name, .. } in workloads {
        if let (Some(sgd), Some(adam)) = (
            time(&format!("{name} sgd"), "layerproof"),
            time(&format!("{name} adam"), "layerproof"),
        ) {
            println!("{name}: a step with Adam takes {:.2} times one with Sgd", adam / sgd);
        }
    }
    Ok(())
}

const JOBS: [&str; 4] = ["forward", "batch", "sgd", "adam"];

fn heading() {
    println!("| workload | layerproof | arrays | nalgebra | to the best by hand | of the FMA peak |");
    println!("|---|---|---|---|---|---|");
}

struct Workload {
    name: &'static str,
    /// Multiply-adds of a prediction, and of the first layer.
    macs: [f64; 2],
    /// As a part of those in single precision, the numbers of a register.
    numbers: f64,
}

impl Workload {
    fn of<M: Model>(name: &'static str, first: f64) -> Self {
        Self {
            name,
            macs: [M::MACS as f64, first],
            numbers: size_of::<f32>() as f64 / size_of::<M::Scalar>() as f64,
        }
    }

    fn row(&self, job: &str, peak: f64, time: &impl Fn(&str, &str) -> Option<f64>) {
        let [all, first] = self.macs;
        let (text, macs) = match job {
            "forward" => ("forward", all),
            "batch" => ("batch of 32", 32.0 * all),
            // The gradient of the input is not asked for, so the first layer's backward pass is one product, not two.
            "sgd" => ("step, Sgd", 32.0 * (3.0 * all - first)),
            _ => ("step, Adam", 32.0 * (3.0 * all - first)),
        };
        let group = format!("{} {job}", self.name);
        let Some(ours) = time(&group, "layerproof") else {
            return;
        };
        let by_hand = ["arrays", "nalgebra"].map(|name| time(&group, name));
        let best = by_hand.into_iter().flatten().reduce(f64::min);
        let ratio = best.map_or("–".to_owned(), |best| format!("{:.2}", ours / best));
        let [arrays, nalgebra] = by_hand.map(|time| time.map_or("–".to_owned(), nanoseconds));
        let share = 100.0 * 2.0 * macs / ours / (peak * self.numbers);
        println!(
            "| {} {text} | {} | {arrays} | {nalgebra} | {ratio} | {share:.0} % |",
            self.name,
            nanoseconds(ours)
        );
    }
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
