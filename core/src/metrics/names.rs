//! Names in histories that are put together: `score_loss`, `f1_score_2`.

#[cfg(feature = "std")]
use std::collections::BTreeSet;
#[cfg(feature = "std")]
use std::string::String;
#[cfg(feature = "std")]
use std::sync::{Mutex, PoisonError};

/// `output_metric`, kept for as long as the program runs: there are as many as models have outputs and metrics.
#[cfg(feature = "std")]
pub(crate) fn joined(output: &str, metric: &str) -> &'static str {
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

/// The name of one of `count` numbers of a metric: its own where it is the only one. Without std, which has no memory for names,
/// all have the metric's.
pub(super) fn numbered(metric: &'static str, i: usize, count: usize) -> &'static str {
    #[cfg(feature = "std")]
    if count > 1 {
        return joined(metric, &std::format!("{i}"));
    }
    let _ = (i, count);
    metric
}
