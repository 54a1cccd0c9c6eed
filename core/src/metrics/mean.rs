//! A running mean.

/// A running weighted mean: what most metrics gather.
///
/// ```
/// let mut mean = layerproof::metrics::Mean::default();
/// mean.add(1.0, 1.0);
/// mean.add(4.0, 2.0);
/// assert_eq!(mean.result(), 3.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    total: f64,
    weight: f64,
}

impl Mean {
    /// Takes in one number.
    pub fn add(&mut self, value: f64, weight: f64) {
        self.total += value * weight;
        self.weight += weight;
    }

    /// The mean so far; NaN where nothing has weight.
    pub fn result(&self) -> f64 {
        self.total / self.weight
    }
}
