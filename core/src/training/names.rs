//! Names in histories that are put together: `score_loss`.

use std::collections::BTreeSet;
use std::string::String;
use std::sync::{Mutex, PoisonError};

/// `output_metric`, kept for as long as the program runs: there are as many as models have outputs and metrics.
pub(super) fn joined(output: &str, metric: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let name = String::from(output) + "_" + metric;
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let name: &'static str = name.leak();
    names.insert(name);
    name
}
