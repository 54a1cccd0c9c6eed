//! The numbers of a history by name, each over all epochs.

use std::string::String;
use std::sync::OnceLock;
use std::vec::Vec;

/// Each number's values over the epochs: made when the first is asked for. Two histories are equal whether they are or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(OnceLock<Vec<(String, Vec<f64>)>>);

impl Columns {
    /// The column of this name, where `make` gives all of them.
    pub(super) fn get(&self, name: &str, make: impl FnOnce() -> Vec<(String, Vec<f64>)>) -> Option<&[f64]> {
        let all = self.0.get_or_init(make);
        all.iter().find(|column| column.0 == name).map(|column| &*column.1)
    }
}

impl PartialEq for Columns {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
