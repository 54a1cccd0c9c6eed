//! From a safetensors file into a model: everything is checked before anything is changed.

use std::borrow::ToOwned;
use std::collections::BTreeMap;
use std::format;
use std::fs;
use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

use safetensors::tensor::TensorView;
use safetensors::{SafeTensorError, SafeTensors};

use super::fault::{Dims, Fault, Misfit};
use super::tensor_name;
use crate::Scalar;
use crate::model::Model;

pub(crate) fn load<M: Model>(model: &mut M, path: &Path) -> Result<(), Fault> {
    let bytes = fs::read(path).map_err(|error| Fault::Read {
        path: path.to_owned(),
        error,
    })?;
    load_from(model, &bytes, Some(path))
}

pub(crate) fn load_from<M: Model>(model: &mut M, bytes: &[u8], path: Option<&Path>) -> Result<(), Fault> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| Fault::Format {
        path: path.map(Path::to_owned),
        reason: reason(bytes, &error),
    })?;
    let tensors: BTreeMap<String, TensorView<'_>> = file.tensors().into_iter().collect();
    let misfits = compare(model, &tensors);
    if !misfits.is_empty() {
        let path = path.map(Path::to_owned);
        return Err(Fault::Misfits { path, misfits });
    }
    M::parameters_mut([model], &mut |layer, parameter, [values]| {
        if let Some(tensor) = tensors.get(&tensor_name(layer, parameter)) {
            for (value, bytes) in values
                .iter_mut()
                .zip(tensor.data().chunks_exact(size_of::<M::Scalar>()))
            {
                *value = read_number(bytes);
            }
        }
    });
    Ok(())
}

/// Everything that does not fit.
fn compare<M: Model>(model: &M, tensors: &BTreeMap<String, TensorView<'_>>) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let mut surplus: BTreeMap<&str, &TensorView<'_>> =
        tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
    model.parameters(&mut |layer, parameter, _: &[M::Scalar]| {
        let tensor = tensor_name(layer, parameter);
        let Some(found) = surplus.remove(tensor.as_str()) else {
            misfits.push(Misfit::Missing {
                tensor,
                shape: parameter.shape.to_vec(),
                dtype: M::Scalar::DTYPE,
            });
            return;
        };
        if found.shape() != parameter.shape {
            misfits.push(Misfit::Shape {
                tensor: tensor.clone(),
                expected: parameter.shape.to_vec(),
                found: found.shape().to_vec(),
            });
        }
        let dtype = found.dtype().to_string();
        if dtype == M::Scalar::DTYPE {
            let numbers = found.data().chunks_exact(size_of::<M::Scalar>());
            misfits.extend(not_a_number(tensor, numbers.map(read_number::<M::Scalar>)));
        } else {
            misfits.push(Misfit::Dtype {
                tensor,
                expected: M::Scalar::DTYPE,
                found: dtype,
            });
        }
    });
    misfits.extend(surplus.into_iter().map(|(name, found)| Misfit::Surplus {
        tensor: name.to_owned(),
        found: format!("{} {}", found.dtype(), Dims(found.shape())),
    }));
    misfits
}

/// The misfit of a tensor that holds a NaN.
pub(super) fn not_a_number<T: Scalar>(tensor: String, numbers: impl Iterator<Item = T>) -> Option<Misfit> {
    // A NaN is the only number that is not equal to itself.
    #[expect(clippy::eq_op, reason = "generic over both number types")]
    let mut places = numbers.enumerate().filter(|(_, x)| x != x).map(|(i, _)| i);
    let first = places.next()?;
    let count = 1 + places.count();
    Some(Misfit::NotANumber { tensor, first, count })
}

/// The file's little-endian bytes of one number; `bytes` has its length.
fn read_number<T: Scalar>(bytes: &[u8]) -> T {
    if cfg!(target_endian = "little") {
        return bytemuck::pod_read_unaligned(bytes);
    }
    let mut number = T::ZERO;
    let place = bytemuck::bytes_of_mut(&mut number);
    place.copy_from_slice(bytes);
    place.reverse();
    number
}

/// In one sentence why these bytes are not a whole safetensors file.
fn reason(bytes: &[u8], error: &SafeTensorError) -> String {
    let (Some(length), rest) = (
        bytes.first_chunk().map(|length| u64::from_le_bytes(*length)),
        bytes.len(),
    ) else {
        return format!("the header's length takes 8 bytes, but there are {}", bytes.len());
    };
    match error {
        SafeTensorError::InvalidHeaderLength | SafeTensorError::HeaderTooLarge => {
            format!(
                "by its first 8 bytes the header has {length} bytes, but {} follow",
                rest - 8
            )
        }
        SafeTensorError::MetadataIncompleteBuffer => {
            format!(
                "its {rest} bytes are not as many as its header says: it was cut off, or something follows the last tensor"
            )
        }
        error => error.to_string(),
    }
}
