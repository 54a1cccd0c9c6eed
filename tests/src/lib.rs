//! Reading the reference numbers under `golden/`, which were made with Keras 3.

pub mod differences;
pub mod graphs;
pub mod one_layer;
pub mod tile;

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use layerproof::Scalar;
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

/// One golden case: its entry in `cases.json` and its tensors.
#[derive(Debug)]
pub struct Case {
    /// The entry in `cases.json`.
    pub entry: Value,
    tensors: HashMap<String, Tensor>,
}

/// A tensor's shape and its numbers, row by row, as f64.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// The sizes.
    pub shape: Vec<usize>,
    /// The numbers.
    pub values: Vec<f64>,
}

/// How far a number may be from the reference: `atol + rtol · |reference|`.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance {
    /// The part that does not depend on the reference.
    pub atol: f64,
    /// The part that grows with the reference.
    pub rtol: f64,
}

/// The folder of the golden data.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

impl Case {
    /// Reads one case of a family (`layers`, `losses`, …).
    ///
    /// # Panics
    /// Where the case is not there or cannot be read.
    pub fn open(family: &str, name: &str) -> Self {
        let folder = folder().join(family);
        let text = fs::read_to_string(folder.join("cases.json")).expect("cases.json is there");
        let cases: Value = serde_json::from_str(&text).expect("cases.json is JSON");
        let entry = cases["cases"]
            .as_array()
            .and_then(|cases| cases.iter().find(|case| case["name"] == name))
            .unwrap_or_else(|| panic!("no case {name} in {family}"))
            .clone();
        let tensors = read_tensors(&folder.join(format!("{name}.safetensors")));
        Self { entry, tensors }
    }

    /// Whether there is such a tensor.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// A tensor by name.
    ///
    /// # Panics
    /// Where there is none.
    pub fn tensor(&self, name: &str) -> &Tensor {
        self.tensors.get(name).unwrap_or_else(|| panic!("no tensor {name}"))
    }

    /// A tensor's numbers in a model's number type.
    pub fn values<T: Scalar>(&self, name: &str) -> Vec<T> {
        self.tensor(name)
            .values
            .iter()
            .map(|&value| T::from_f64(value))
            .collect()
    }

    /// The case's tolerance for a number type. `part` is empty, or a part of it, such as `losses` in a training run.
    ///
    /// # Panics
    /// Where the case has none.
    pub fn tolerance<T: Scalar>(&self, part: &str) -> Tolerance {
        let all = &self.entry["tolerance"];
        let all = if part.is_empty() { all } else { &all[part] };
        let one = &all[T::DTYPE.to_ascii_lowercase()];
        Tolerance {
            atol: one["atol"].as_f64().expect("atol"),
            rtol: one["rtol"].as_f64().expect("rtol"),
        }
    }
}

/// Reads all tensors of a safetensors file as f64.
///
/// # Panics
/// Where the file cannot be read.
pub fn read_tensors(path: &std::path::Path) -> HashMap<String, Tensor> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let tensors = file.iter().map(|(name, view)| {
        let data = view.data();
        let values = match view.dtype() {
            Dtype::F64 => numbers(data, f64::from_le_bytes),
            Dtype::F32 => numbers(data, |bytes| f64::from(f32::from_le_bytes(bytes))),
            Dtype::I32 => numbers(data, |bytes| f64::from(i32::from_le_bytes(bytes))),
            Dtype::U8 => data.iter().map(|&byte| f64::from(byte)).collect(),
            other => panic!("{name} is {other:?}"),
        };
        (
            name.to_owned(),
            Tensor {
                shape: view.shape().to_vec(),
                values,
            },
        )
    });
    tensors.collect()
}

fn numbers<const N: usize>(data: &[u8], read: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    data.as_chunks().0.iter().map(|&bytes| read(bytes)).collect()
}

/// Compares numbers with the reference.
///
/// # Panics
/// Where one lies outside the tolerance, naming the first and how many there are.
#[track_caller]
pub fn assert_close<T: Scalar>(what: &str, got: &[T], want: &[f64], tolerance: Tolerance) {
    assert_eq!(got.len(), want.len(), "{what}: number of values");
    let outside = |&(_, (got, want)): &(usize, (&T, &f64))| {
        let difference = (got.to_f64() - want).abs();
        let allowed = tolerance.atol + tolerance.rtol * want.abs();
        // A NaN is outside.
        difference > allowed || difference.is_nan()
    };
    let pairs = || got.iter().zip(want).enumerate();
    if let Some((i, (got, want))) = pairs().find(outside) {
        let count = pairs().filter(outside).count();
        panic!(
            "{what}: value {i} is {got}, should be {want}; {count} of {} outside {tolerance:?}",
            pairs().len()
        );
    }
}

/// The programs of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide.md")]
struct Guide;
