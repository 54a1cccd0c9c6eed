//! Reads lines `workload job peer nanoseconds` of several runs, and prints one table a job: the median time of each peer,
//! and how much longer it takes than `layerproof native`.
//!
//! `--best NAME` puts the best of all peers whose name starts with NAME into one row of this name (several sets of flags).

use std::collections::BTreeMap;
use std::io::{BufRead, stdin};

const JOBS: [(&str, &str); 4] = [
    ("forward", "One prediction"),
    ("batch", "32 predictions"),
    ("sgd", "One training step at batch 32, gradient descent"),
    ("adam", "One training step at batch 32, Adam"),
];
const OURS: &str = "layerproof native";

/// The medians of all measurements by job, peer and workload. Peers in the order of their first line.
struct Times {
    peers: Vec<String>,
    workloads: Vec<String>,
    medians: BTreeMap<(String, String, String), f64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let families: Vec<&str> = arguments
        .iter()
        .filter(|a| *a != "--best")
        .map(String::as_str)
        .collect();
    let times = read(&families);
    for (job, title) in JOBS {
        if times.medians.keys().any(|key| key.0 == job) {
            print(&times, job, title);
        }
    }
}

fn read(families: &[&str]) -> Times {
    let (mut peers, mut workloads) = (Vec::new(), Vec::new());
    let mut all: BTreeMap<(String, String, String), Vec<f64>> = BTreeMap::new();
    for line in stdin().lock().lines() {
        let line = line.expect("text");
        let fields: Vec<&str> = line.split('\t').collect();
        let [workload, job, peer, nanoseconds] = fields[..] else {
            continue; // what a library says on its own account
        };
        let Ok(nanoseconds) = nanoseconds.parse() else {
            continue;
        };
        for (list, name) in [(&mut peers, peer), (&mut workloads, workload)] {
            if !list.iter().any(|known| known == name) {
                list.push(name.to_owned());
            }
        }
        all.entry((job.to_owned(), peer.to_owned(), workload.to_owned()))
            .or_default()
            .push(nanoseconds);
    }
    let mut medians = BTreeMap::new();
    for ((job, peer, workload), mut times) in all {
        times.sort_by(f64::total_cmp);
        let family = families.iter().find(|family| peer.starts_with(**family));
        let best = medians
            .entry((job, family.map_or(peer, |family| (*family).to_owned()), workload))
            .or_insert(f64::INFINITY);
        *best = times[times.len() / 2].min(*best);
    }
    for peer in &mut peers {
        if let Some(family) = families.iter().find(|family| peer.starts_with(**family)) {
            *peer = (*family).to_owned();
        }
    }
    let mut seen = Vec::new();
    peers.retain(|peer| {
        !seen.contains(peer) && {
            seen.push(peer.clone());
            true
        }
    });
    workloads.sort();
    Times {
        peers,
        workloads,
        medians,
    }
}

fn print(times: &Times, job: &str, title: &str) {
    let time = |peer: &str, workload: &str| {
        times
            .medians
            .get(&(job.to_owned(), peer.to_owned(), workload.to_owned()))
            .copied()
    };
    println!("\n{title}\n");
    println!("| | {} |", times.workloads.join(" | "));
    println!("|---|{}", "---|".repeat(times.workloads.len()));
    for peer in &times.peers {
        if times.workloads.iter().all(|workload| time(peer, workload).is_none()) {
            continue;
        }
        let cells: Vec<String> = times
            .workloads
            .iter()
            .map(|workload| {
                let Some(here) = time(peer, workload) else {
                    return "–".to_owned();
                };
                let ratio = time(OURS, workload).map_or(String::new(), |ours| format!(" ({:.2})", here / ours));
                format!("{}{ratio}", readable(here))
            })
            .collect();
        println!("| {peer} | {} |", cells.join(" | "));
    }
    let ours_to_best: Vec<String> = times
        .workloads
        .iter()
        .map(|workload| {
            let others = times.peers.iter().filter(|peer| !peer.starts_with("layerproof"));
            let best = others
                .filter_map(|peer| Some((time(peer, workload)?, peer)))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            match (time(OURS, workload), best) {
                (Some(ours), Some((best, peer))) => format!("**{:.2}** of {peer}", ours / best),
                _ => "–".to_owned(),
            }
        })
        .collect();
    println!("| {OURS} to the best other | {} |", ours_to_best.join(" | "));
}

fn readable(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.1} ns"),
        ..1e6 => format!("{:.2} µs", nanoseconds / 1e3),
        ..1e9 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{:.2} s", nanoseconds / 1e9),
    }
}
